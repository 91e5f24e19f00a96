import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const scripts = dirname(fileURLToPath(import.meta.url));
let directory;

beforeEach(() => {
  // Within the project, so that vitest is found.
  directory = mkdtempSync(join(scripts, '..', 'node_modules', '.kazashi-test-'));
  writeFileSync(
    join(directory, 'vitest.config.mjs'),
    `export default { test: { root: ${JSON.stringify(directory)}, include: ['*.spec.mjs'] } };`,
  );
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Runs the tests of a source and gives the exit code and the lines it ended with. */
function runTests(source, ...more) {
  writeFileSync(
    join(directory, 'one.spec.mjs'),
    `import { test, beforeAll, describe } from 'vitest';\n${source}`,
  );
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(scripts, 'test.mjs'), '--config', join(directory, 'vitest.config.mjs'), ...more],
    { encoding: 'utf8' },
  );
  return { status, lines: stdout.trimEnd().split('\n') };
}

test('the last line is the tally, before it every skipped test with its reason', () => {
  const { status, lines } = runTests(`
    test('one', () => {});
    test('two', () => {});
    test('needs a radio', ({ skip }) => skip('no radio here'));
    test.skip('later', () => {});
  `);
  expect(lines.slice(-4)).toEqual([
    'Skipped:',
    '  one.spec.mjs > needs a radio: no radio here',
    '  one.spec.mjs > later: no reason given',
    '2 passed, 0 failed, 2 skipped',
  ]);
  expect(status).toBe(0);
});

test.each([
  ['a failed test', `test('one', () => { throw new Error('no'); });`, '0 passed, 1 failed, 0 skipped'],
  [
    'an unhandled error',
    `test('one', () => { setImmediate(() => { throw new Error('late'); }); return new Promise((done) => setImmediate(() => setImmediate(done))); });`,
    '1 passed, 1 failed, 0 skipped',
  ],
  ['a file that does not load', `throw new Error('no');`, '0 passed, 1 failed, 0 skipped'],
  [
    'a suite whose hook fails',
    `describe('s', () => { beforeAll(() => { throw new Error('no'); }); test('one', () => {}); });`,
    '0 passed, 1 failed, 1 skipped',
  ],
  ['a process that ends early', 'process.kill(process.ppid, "SIGKILL");', '0 passed, 1 failed, 0 skipped'],
])('%s counts as failed', (_, source, tally) => {
  const { status, lines } = runTests(source, '--pool=forks');
  expect(lines.at(-1)).toBe(tally);
  expect(status).toBe(1);
});

test('arguments are passed on, and a filter that fits nothing is a failure', () => {
  expect(runTests(`test('one', () => {}); test('two', () => {});`, '-t', 'two').lines.at(-1)).toBe(
    '1 passed, 0 failed, 1 skipped',
  );
  const { status, lines } = runTests(`test('one', () => {});`, 'no-such-file');
  expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  expect(status).toBe(1);
});
