import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { announce, runningSimulators, runtimeDirectory } from './runtime-directory.ts';
import { temporaryDirectory } from './test-program.ts';

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('a running simulator leaves its address and token for its user alone, and takes them away', () => {
  using base = temporaryDirectory();
  const env = { XDG_RUNTIME_DIR: base.path };
  const simulator = { pid: process.pid, version: '0', control: 'http://127.0.0.1:1', token: 'TEST' };
  const withdraw = announce(env, simulator);
  const file = join(base.path, 'kazashi', `${process.pid}.json`);
  expect([mode(join(base.path, 'kazashi')), mode(file)]).toEqual(['700', '600']);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(simulator);
  expect(runningSimulators(env)).toEqual([simulator]);
  withdraw();
  withdraw();
  expect(existsSync(file)).toBe(false);
  expect(runningSimulators(env)).toEqual([]);
});

test('the newest comes first; files of dead processes, broken ones and others are left out', () => {
  using base = temporaryDirectory();
  const env = { XDG_RUNTIME_DIR: base.path };
  const directory = runtimeDirectory(env);
  const simulator = (pid: number) => ({
    pid,
    version: '0',
    control: `http://127.0.0.1:${pid}`,
    token: 'TEST',
  });
  announce(env, simulator(process.ppid));
  announce(env, simulator(process.pid));
  utimesSync(join(directory, `${process.ppid}.json`), 1000, 1000);
  // Above any process number that Linux gives.
  announce(env, simulator(99_999_999));
  writeFileSync(join(directory, '1.json'), '{');
  writeFileSync(join(directory, 'notes.json'), '{}');
  expect(runningSimulators(env).map(({ pid }) => pid)).toEqual([process.pid, process.ppid]);
  expect(readdirSync(directory)).not.toContain('99999999.json');
});

test('without a runtime directory of the system there is one of the user below the temporary one', () => {
  const directory = runtimeDirectory({});
  expect(directory).toMatch(/kazashi-[^/]+$/);
  expect(mode(directory)).toBe('700');
});
