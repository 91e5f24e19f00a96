import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kazashiCommand } from '../../../test/kazashi-command.ts';
import { clientCases } from '../cases/client/index.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import type { Subject } from '../engine/subject.ts';
import { runOptions } from '../testing/run-options.ts';
import { openClient } from './client.ts';
import { launchCommand } from './client-launch.ts';
import { type ClientSimulator, startClientSimulator } from './client-simulator.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const node = `"${process.execPath}"`;
const reference = `${node} --import tsx "${path('../clients/reference-program.ts')}"`;
const clock = '2026-11-21T10:00:00+09:00';
const directory = mkdtempSync(join(tmpdir(), 'kazashi-launch-'));
let simulator: ClientSimulator;

beforeAll(async () => {
  simulator = await startClientSimulator(kazashiCommand, clock);
}, 60_000);
afterAll(async () => {
  await simulator.close();
  rmSync(directory, { recursive: true });
});

const open = (command: string): Promise<Subject> =>
  openClient({
    address: `client:${command}`,
    launch: launchCommand(command, process.cwd()),
    simulator,
    clock,
    limitMs: 15_000,
  });

/** Verdict and reason of these cases. */
async function judged(command: string, ...ids: readonly string[]) {
  const cases = clientCases.filter(({ id }) => ids.includes(id));
  const result = await runSuite(runOptions(await open(command), cases, { clock: systemClock }));
  return Object.fromEntries(result.cases.map(({ id, verdict, reason }) => [id, [verdict, reason?.en]]));
}

/** A program of a few lines. */
function script(name: string, source: string): string {
  const file = join(directory, `${name}.mjs`);
  writeFileSync(file, source);
  return `${node} "${file}"`;
}

describe('a program as client', () => {
  test('is asked on standard input and answers on standard output, with a card on its reader', async () => {
    const ids = ['client/sign/authentication', 'client/pin/wrong-text', 'client/removal/no-card-sign'];
    const verdicts = await judged(reference, ...ids);
    expect(verdicts).toEqual(Object.fromEntries(ids.map((id) => [id, ['PASS', undefined]])));
  });

  test('that logs its PIN is found out by what it wrote to standard error', async () => {
    const id = 'client/privacy/pin-of-signature';
    expect(await judged(`${reference} logs-pin`, id)).toEqual({
      [id]: ['FAIL', 'secrets in standard error'],
    });
  });

  test.each([
    ['resends-verify', 'client/lost/verify-wrong', 'VERIFYs sent again without asking for the tries left'],
    ['ignores-retry-counter', 'client/pin/one-left-authentication', 'the client tells why it did not do it'],
    ['one-byte-length', 'client/data/basic-long', 'the client did what it was asked'],
    ['folds-not', 'client/pin/lower-case', 'the client tells why it did not do it'],
    ['keeps-padding', 'client/data/token', 'token'],
    ['treats-6984-as-wrong-pin', 'client/pin/blocked-meanwhile', 'the client tells why it did not do it'],
  ])('with the habit %s is caught by %s for its reason', async (habit, id, reason) => {
    expect(await judged(`${reference} ${habit}`, id)).toEqual({ [id]: ['FAIL', reason] });
  });

  test('tells its name, and what it does not do does not apply', async () => {
    const source = `
      const line = JSON.stringify({ ok: true, name: 'TEST', version: '9', operations: ['token'], pins: [] });
      process.stdin.resume().on('end', () => console.log(line));
    `;
    const subject = await open(script('token', source));
    expect([subject.title, subject.level]).toEqual(['TEST 9', 'client']);
    const result = await runSuite(
      runOptions(
        subject,
        clientCases.filter(({ id }) => /^client\/(?:sign|data\/token)/.test(id)),
        { clock: systemClock },
      ),
    );
    const applying = result.cases.filter(({ verdict }) => verdict !== 'NOT APPLICABLE').map(({ id }) => id);
    expect(applying).toEqual(['client/data/token', 'client/data/token-without-pin']);
    expect(result.cases.every(({ verdict }) => verdict !== 'PASS')).toBe(false);
  });

  test.each([
    ['says nothing', 'process.stdin.resume();'],
    ['talks prose', "process.stdin.resume(); console.log('hello');"],
    ['names no operations', 'process.stdin.resume(); console.log(\'{"ok":true}\');'],
    ['ends without reading', 'process.exit(3);'],
  ])('that %s when asked what it does is no subject', async (name, source) => {
    await expect(open(script(name.replaceAll(' ', '-'), source))).rejects.toMatchObject({
      code: 'client/no-description',
    });
  });

  test('that is not there is no subject', async () => {
    await expect(open('/nowhere/TEST-client')).rejects.toMatchObject({ code: 'client/no-description' });
  });
});

describe('the launcher', () => {
  test.runIf(process.platform === 'linux')('ends what does not end, with everything it started', async () => {
    const file = join(directory, 'pid');
    const source = `
      import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      writeFileSync(${JSON.stringify(file)}, String(child.pid));
      setInterval(() => {}, 1000);
    `;
    const ended = await launchCommand(script('hangs', source), directory)('{}\n', {}, 3_000);
    expect(ended.exitCode).toBeUndefined();
    expect(existsSync(file)).toBe(true);
    const stat = `/proc/${readFileSync(file, 'utf8')}/stat`;
    // Killed, it stays in the table until it is reaped: dead is what is gone, or a zombie.
    const isAlive = (): boolean => existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
    while (isAlive()) await new Promise(setImmediate);
  });

  test.each([
    ['in its process group', false],
    ['in a session of its own', true],
  ])(
    'does not wait for what a program leaves behind %s, though it holds the streams',
    async (name, detached) => {
      const file = join(directory, `left-${detached}`);
      const source = `
      import { spawn } from 'node:child_process';
      import { writeFileSync } from 'node:fs';
      const forever = ['-e', 'setInterval(() => {}, 1000)'];
      const child = spawn(process.execPath, forever, { stdio: 'inherit', detached: ${detached} });
      writeFileSync(${JSON.stringify(file)}, String(child.pid));
      process.stdout.write('done', () => process.exit(3));
    `;
      const begun = performance.now();
      const ended = await launchCommand(script(`leaves ${name}`, source), directory)('{}\n', {}, 15_000);
      expect(ended).toEqual({ exitCode: 3, stdout: 'done', stderr: '' });
      expect(performance.now() - begun).toBeLessThan(10_000);
      const pid = Number(readFileSync(file, 'utf8'));
      // One that has left the group is not ours to end, but the test's.
      if (detached) process.kill(pid, 'SIGKILL');
      const stat = `/proc/${pid}/stat`;
      const isAlive = (): boolean => existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
      while (isAlive()) await new Promise(setImmediate);
    },
  );

  test('passes exit code, both streams, input and environment on', async () => {
    const source = `
      let all = '';
      for await (const chunk of process.stdin) all += chunk;
      process.stdout.write(all.toUpperCase() + process.env.TEST_WORD);
      process.stderr.write('err');
      process.exitCode = 7;
    `;
    expect(await launchCommand(script('echo', source), directory)('abc', { TEST_WORD: 'x' }, 10_000)).toEqual(
      {
        exitCode: 7,
        stdout: 'ABCx',
        stderr: 'err',
      },
    );
  });
});

test('a simulator that does not start says why', async () => {
  const nothing = [process.execPath, '-e', 'console.error("TEST: no"); process.exit(2)', '--'];
  await expect(startClientSimulator(nothing, clock)).rejects.toMatchObject({
    code: 'client/no-simulator',
    message: expect.stringContaining('TEST: no'),
  });
  await expect(startClientSimulator(['/nowhere/kazashi'], clock)).rejects.toMatchObject({
    code: 'client/no-simulator',
  });
});
