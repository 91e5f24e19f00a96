import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CliIo, Language } from '../io.ts';
import { type Check, note, ok, problem } from './check.ts';
import { checks } from './checks.ts';
import { runDoctor } from './doctor.ts';
import { dial, systemEnvironment } from './system-environment.ts';
import { testEnvironment } from './test-environment.ts';

function told(language: Language = 'en') {
  const lines: string[] = [];
  const io: CliIo = {
    language,
    env: {},
    cwd: '/',
    out: (line) => void lines.push(line),
    err: () => {},
    exit: () => {},
  };
  return { io, lines };
}

const check = (id: string, finding: Awaited<ReturnType<Check['run']>>): Check => ({
  id,
  title: { en: id, ja: id },
  run: async () => finding,
});
const good = check('a/good', ok({ en: 'all is well', ja: '良好' }));
const noted = check('a/noted', note({ en: 'by the way', ja: 'ちなみに' }));
const bad = check('a/bad', problem({ en: 'this is wrong', ja: 'これは問題' }, 'mend it'));
const environment = testEnvironment();

test('a line for each check, the remedy as a command, and exit code 1 for a problem', async () => {
  const { io, lines } = told();
  expect(await runDoctor(io, { json: false, environment, checks: [good, noted, bad] })).toBe(1);
  expect(lines).toEqual([
    'ok       all is well',
    'note     by the way',
    'problem  this is wrong',
    '         $ mend it',
    '',
    '1 problem found',
  ]);
});

test('notes alone give exit code 0, in Japanese as well', async () => {
  const { io, lines } = told('ja');
  expect(await runDoctor(io, { json: false, environment, checks: [good, noted] })).toBe(0);
  expect(lines).toEqual(['正常  良好', '注意  ちなみに', '', '問題は見つかりませんでした']);
});

test('a check that breaks is a note and the others go on; one that does not apply is left out', async () => {
  const broken: Check = { ...good, id: 'a/broken', run: () => Promise.reject(new Error('out of luck')) };
  const elsewhere: Check = { ...bad, applies: () => false };
  const { io, lines } = told();
  expect(await runDoctor(io, { json: false, environment, checks: [broken, elsewhere, good] })).toBe(0);
  expect(lines.slice(0, 2)).toEqual([
    'note     a/good could not be looked at: out of luck',
    'ok       all is well',
  ]);
});

test('--json is one document', async () => {
  const { io, lines } = told();
  await runDoctor(io, { json: true, environment, checks: [good, bad] });
  expect(JSON.parse(lines.join('\n'))).toEqual({
    kazashi: 'doctor',
    version: 1,
    problems: 1,
    checks: [
      { id: 'a/good', title: 'a/good', status: 'ok', text: 'all is well', remedy: [] },
      { id: 'a/bad', title: 'a/bad', status: 'problem', text: 'this is wrong', remedy: ['mend it'] },
    ],
  });
});

test('a quiet machine with the library has no problem', async () => {
  const quiet = testEnvironment({
    stats: {
      '/usr/lib/libpcsclite.so.1': { kind: 'file', mode: 0o644, uid: 0 },
      '/run/user/1000': { kind: 'directory', mode: 0o700, uid: 1000 },
    },
  });
  const { io, lines } = told();
  expect(await runDoctor(io, { json: false, environment: quiet })).toBe(0);
  expect(lines.filter((line) => !line.startsWith('ok') && line !== '')).toEqual(['no problem found']);
});

test('ids of checks differ', () => {
  expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
});

test('the machine itself can be looked at', async () => {
  const machine = systemEnvironment({ XDG_RUNTIME_DIR: '/nowhere' });
  expect(machine.runtimePath).toBe(join('/nowhere', 'kazashi'));
  expect(machine.stat(process.execPath)?.kind).toBe('file');
  expect([machine.stat('/nowhere'), machine.readText('/nowhere'), machine.list('/nowhere')]).toEqual([
    undefined,
    undefined,
    [],
  ]);
  expect(machine.lives(process.pid)).toBe(true);
  expect(await machine.run(process.execPath, ['--version'])).toBe(`${process.version}\n`);
  expect(await machine.run('no-such-program', [])).toBeUndefined();
});

test('a connection gives chunks, then silence, then its end', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kazashi-doctor-'));
  const path = join(directory, 's');
  const server = createServer((socket) => {
    socket.once('data', (chunk) => socket.write(chunk));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    const connection = await dial({ path });
    connection.write(Uint8Array.of(1, 2, 3));
    expect(await connection.read(5000)).toEqual(Buffer.from([1, 2, 3]));
    expect(await connection.read(1)).toBe('silent');
    connection.close();
    expect(await connection.read(5000)).toBe('closed');
    await expect(dial({ path: join(directory, 'none') })).rejects.toMatchObject({ code: 'ENOENT' });
  } finally {
    server.close();
    rmSync(directory, { recursive: true });
  }
});
