import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseResult } from '../result/parse-result.ts';
import { sealState } from '../result/seal.ts';
import { registerConformanceCommands } from './index.ts';
import type { CliIo } from './io.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-run-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

async function kazashi(args: readonly string[], language: 'en' | 'ja' = 'en', env: CliIo['env'] = {}) {
  const out: string[] = [];
  const err: string[] = [];
  let code: number | undefined;
  const io: CliIo = {
    language,
    env,
    cwd: directory,
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    exit: (value) => {
      code = value;
    },
  };
  const program = new Command().exitOverride();
  registerConformanceCommands(program, io);
  await program.parseAsync(['node', 'kazashi', ...args]);
  return { out, err, code };
}

const onCard = (...args: string[]) => ['run', ...args, '--subject', 'emulated:card'];

test('one line for each group, the outcome, and exit code 0', async () => {
  const { out, code, err } = await kazashi(onCard('card/reset', 'card/command'));
  expect({ code, err }).toEqual({ code: 0, err: [] });
  expect(out[0]).toContain('SIMULATOR, proved');
  expect(out.filter((line) => line.startsWith('card/'))).toHaveLength(2);
  expect(out.at(-2)).toMatch(/^PASS /);
});

test('--json writes JSON lines only, the last one the result', async () => {
  const { out } = await kazashi(onCard('card/challenge', '--json'));
  const lines = out.map((line) => JSON.parse(line));
  expect(lines.map(({ type }) => type)).toEqual(['case', 'case', 'case', 'result']);
});

test('--out leaves a sealed result, and --failed takes what did not pass in it', async () => {
  await kazashi(onCard('card/challenge', '--out', 'run'));
  const file = join(directory, 'run', 'result.json');
  const result = parseResult(readFileSync(file, 'utf8'));
  expect(sealState(result)).toBe('valid');
  const [first, ...rest] = result.cases;
  writeFileSync(file, JSON.stringify({ ...result, cases: [{ ...first, verdict: 'FAIL' }, ...rest] }));
  const { out } = await kazashi(onCard('--failed', 'run/result.json', '--json'));
  expect(out.map((line) => JSON.parse(line).id).slice(0, -1)).toEqual([first!.id]);
});

test('of a subject that two groups judge --failed finds those that failed, whichever they were of', async () => {
  const onChip = (...args: string[]) => ['run', ...args, '--subject', 'emulated:reader/nxp/pn532'];
  await kazashi(onChip('iso14443-pcd/waiting', '--out', 'run'));
  const file = join(directory, 'run', 'result.json');
  const result = parseResult(readFileSync(file, 'utf8'));
  const [first, ...rest] = result.cases;
  writeFileSync(file, JSON.stringify({ ...result, cases: [{ ...first, verdict: 'FAIL' }, ...rest] }));
  const { out, code } = await kazashi(onChip('--failed', 'run/result.json', '--json'));
  expect([code, JSON.parse(out[0]!).id, out.length]).toEqual([0, first!.id, 2]);
});

test('--mutants in a group names the mutants of its rules', async () => {
  const { out, code } = await kazashi(onCard('card/challenge', '--mutants'));
  expect(code).toBe(0);
  expect(out.some((line) => /^3 of 3 mutants killed by 3 cases/.test(line))).toBe(true);
});

test.each([
  ['a PIN on the command line', onCard('--pin', '1234'), '--secrets'],
  ['an unknown selector', onCard('card/verfy'), 'nearest: card/verify'],
  ['an unknown subject', ['run', '--subject', 'nfc:x'], 'nfc:x'],
  ['a cost that is none', onCard('--allow', 'everything'), 'spends-tries'],
  ['mutants of a subject elsewhere', ['run', '--mutants', '--subject', 'pcsc:x'], 'emulated:card'],
  ['a secrets file that is not there', onCard('--secrets', 'nowhere'), 'nowhere'],
  ['a number of attempts that is none', onCard('--repeat', 'x'), '--repeat'],
  ['an operator of no kind', onCard('--operator', 'robot'), 'robot'],
])('%s is refused with exit code 2', async (_, args, words) => {
  const { code, err, out } = await kazashi(args);
  expect(code).toBe(2);
  expect(err.join('\n')).toContain(words);
  expect(out.filter((line) => line.startsWith('card/'))).toEqual([]);
});

test('no PC/SC service is said in one line, with exit code 2', async () => {
  const env = { PCSCLITE_CSOCK_NAME: join(directory, 'nobody') };
  const { code, err } = await kazashi(['run', '--subject', 'pcsc:Reader'], 'en', env);
  expect({ code, lines: err.length }).toEqual({ code: 2, lines: 1 });
  expect(err[0]).toContain(join(directory, 'nobody'));
});

test('the same in Japanese', async () => {
  const { err } = await kazashi(onCard('--pin', '1234'), 'ja');
  expect(err.join('\n')).toMatch(/使えない/);
});
