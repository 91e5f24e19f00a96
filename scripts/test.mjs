// node scripts/test.mjs [VITEST ARGUMENTS]
// Runs the tests. The last line is the tally; what failed outside of a test counts as failed.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const directory = mkdtempSync(join(tmpdir(), 'kazashi-test-'));
const tallyFile = join(directory, 'tally.json');

function run() {
  const vitest = spawn(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      `--reporter=${join(root, 'scripts', 'tally-reporter.mjs')}`,
      ...process.argv.slice(2),
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, KAZASHI_TALLY: tallyFile } },
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => vitest.kill(signal));
  return new Promise((resolve, reject) => {
    vitest.on('error', reject);
    vitest.on('exit', (code, signal) => resolve(code ?? signal));
  });
}

function readTally() {
  try {
    return JSON.parse(readFileSync(tallyFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: [] };
  }
}

try {
  const exit = await run();
  const { passed, failed, skipped } = readTally();
  const unexplained = exit !== 0 && failed === 0 ? 1 : 0;
  if (unexplained === 1) console.log(`vitest ended with ${exit}, though no test failed`);
  if (skipped.length > 0) {
    console.log('Skipped:');
    for (const { name, reason } of skipped) console.log(`  ${name}: ${reason ?? 'no reason given'}`);
  }
  console.log(`${passed} passed, ${failed + unexplained} failed, ${skipped.length} skipped`);
  process.exitCode = failed + unexplained > 0 ? 1 : 0;
} finally {
  rmSync(directory, { recursive: true });
}
