import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const minutes = 60_000;
let folder: string;

const npm = (args: readonly string[], cwd: string): string =>
  execFileSync('npm', args, {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** An empty folder with the tarball installed in it, and nothing else of this checkout. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kazashi-packed-'));
  npm(['pack', '--pack-destination', folder], root);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  writeFileSync(join(folder, 'package.json'), '{"name":"empty","private":true,"type":"module"}\n');
  npm(['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`], folder);
}, 3 * minutes);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the packed program starts a card and ends with 0 on SIGTERM', { timeout: minutes }, async (context) => {
  if (process.platform === 'win32') context.skip('npm makes a command file there, and signals do not exist');
  const installed = join(folder, 'node_modules', '.bin', 'kazashi');
  const child: ChildProcess = spawn(installed, ['up', '--json', '--endpoint', `pcsc:${join(folder, 's')}`], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, XDG_RUNTIME_DIR: folder },
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const first = await createInterface({ input: child.stdout! })[Symbol.asyncIterator]().next();
  expect(JSON.parse(first.value)).toMatchObject({
    type: 'ready',
    endpoints: [{ kind: 'pcsc', env: { PCSCLITE_CSOCK_NAME: join(folder, 's') } }],
  });
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});

const program = `
import { startCard } from 'kazashi';
const card = await startCard({ clock: '2026-11-20T10:00:00+09:00' });
const contact = card.activate();
const answer: Uint8Array = contact.transmit(Uint8Array.from([0x00, 0xa4, 0x04, 0x0c, 0x05, 0xd3, 0x92, 0xf0, 0x00, 0x26]));
console.log(Buffer.from(answer).toString('hex'));
await card.close();
`;

test('the packed library gives a card in process', () => {
  writeFileSync(join(folder, 'use.js'), program.replace(': Uint8Array', ''));
  expect(execFileSync(process.execPath, ['use.js'], { cwd: folder, encoding: 'utf8' })).toBe('9000\n');
});

test('the packed library has types of its own', { timeout: minutes }, () => {
  writeFileSync(join(folder, 'use.ts'), program);
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
  const types = ['--typeRoots', join(root, 'node_modules', '@types')];
  const check = (): string =>
    execFileSync(
      process.execPath,
      [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), ...options, ...types, 'use.ts'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
  expect(check()).toBe('');
});
