import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerConformanceCommands } from '@kazashi/conformance/cli';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kazashiCommand } from './kazashi-command.ts';

// Runs in processes of their own: killed, side by side, and on a disk that takes no more.

const seconds = 1000;
let directory: string;
let running: ChildProcess | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-killed-'));
  mkdirSync(join(directory, 'run'));
});
afterEach(() => {
  running?.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

const [file, ...args] = kazashiCommand;
const onCard = ['--subject', 'emulated:card'];

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function start(...words: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(file, [...args, ...words], {
    cwd: directory,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  running = child;
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, output }))) };
}

/** The same in this process: what follows needs no process of its own. */
async function kazashi(...words: string[]): Promise<Ended> {
  let code: number | null = null;
  const lines: string[] = [];
  const keep = (line: string): void => void lines.push(line);
  const exit = (value: number): void => {
    code = value;
  };
  const command = new Command().exitOverride();
  registerConformanceCommands(command, {
    language: 'en',
    env: {},
    cwd: directory,
    out: keep,
    err: keep,
    exit,
  });
  await command.parseAsync(['node', 'kazashi', ...words]);
  return { code, output: lines.join('\n') };
}

const document = () => JSON.parse(readFileSync(join(directory, 'run', 'result.json'), 'utf8'));

/** Resolves once the journal of the run has so many lines. */
function journalHas(lines: number): Promise<void> {
  const folder = join(directory, 'run');
  const file = join(folder, 'journal.jsonl');
  const enough = (): boolean => existsSync(file) && readFileSync(file, 'utf8').split('\n').length > lines;
  return new Promise((resolve) => {
    const watcher = watch(folder);
    const look = (): void => {
      if (!enough()) return;
      watcher.close();
      resolve();
    };
    watcher.on('change', look);
    look();
  });
}

test('a run that is killed is INCOMPLETE and is continued to its end', {
  timeout: 60 * seconds,
}, async () => {
  const { child, ended } = start('run', 'card/read', 'card/verify', ...onCard, '--out', 'run');
  await journalHas(20);
  child.kill('SIGKILL');
  await ended;
  expect(document()).toMatchObject({ outcome: 'INCOMPLETE', sealed: false });

  const unsealed = await kazashi('verify', 'run');
  expect(unsealed).toMatchObject({ code: 1, output: expect.stringContaining('result/unsealed') });
  const over = await kazashi('run', ...onCard, '--out', 'run');
  expect(over).toMatchObject({ code: 2, output: expect.stringContaining('--resume') });

  const continued = await kazashi('run', '--resume', 'run');
  expect(continued.output).toMatch(/continuing: [1-9]\d* of \d+ attempts are done/);
  expect(continued.code).toBe(0);
  expect(document()).toMatchObject({ outcome: 'PASS', sealed: true });
  expect(await kazashi('verify', 'run')).toMatchObject({ code: 0 });
});

test('two runs do not write into one directory', { timeout: 60 * seconds }, async () => {
  const first = start('run', 'card/presence', ...onCard, '--out', 'run', '--operator', 'terminal');
  await journalHas(2);
  const second = await kazashi('run', 'card/challenge', ...onCard, '--out', 'run');
  expect(second).toMatchObject({ code: 2, output: expect.stringContaining(`process ${first.child.pid}`) });
  first.child.kill('SIGTERM');
  expect(await first.ended).toMatchObject({ code: 3, output: expect.stringContaining('INCOMPLETE') });
  const third = await kazashi('run', '--resume', 'run', '--operator', 'none');
  expect(third.code).toBe(3);
  expect(document().interrupted).toMatchObject([{ id: 'card/presence/removal-ends-status' }]);
});

test.skipIf(process.platform === 'win32')(
  'a disk that takes no more ends the run with one line and exit code 2',
  { timeout: 60 * seconds },
  async () => {
    // No file may grow beyond 32 KiB: the journal meets it, as it would meet the end of the disk.
    const words = [process.execPath, ...args, 'run', 'card', ...onCard, '--out', 'run'];
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const child = spawn('sh', ['-c', `ulimit -f 64; trap '' XFSZ; exec ${quoted}`], { cwd: directory });
    let output = '';
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, output }).toEqual({
      code: 2,
      output: expect.stringMatching(/^kazashi: no space left[^\n]*\n$/),
    });
    expect(await kazashi('run', '--resume', 'run')).toMatchObject({ code: 0 });
    expect(await kazashi('verify', 'run')).toMatchObject({ code: 0 });
  },
);
