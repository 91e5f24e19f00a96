import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualTimers } from '../../clock/manual-timers.ts';
import type { Endpoint } from '../endpoint.ts';
import { ScriptedCard, TestLog, TestRegistry, testRandom } from '../test-registry.ts';
import { startPcscEndpoint } from './pcsc-endpoint.ts';
import { SCARD } from './scard.ts';
import { PcscTestClient } from './test-client.ts';

let directory: string;
let path: string;
const open: Endpoint[] = [];
const log = new TestLog();

async function start(at: string, maxClients = 200): Promise<Endpoint> {
  const endpoint = await startPcscEndpoint({
    path: at,
    registry: new TestRegistry(),
    timers: new ManualTimers(),
    random: testRandom(),
    log,
    maxClients,
  });
  open.push(endpoint);
  return endpoint;
}

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kazashi-pcsc-'));
  path = join(directory, 'pcscd.comm');
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((endpoint) => endpoint.close()));
  await rm(directory, { recursive: true, force: true });
});

test('says how an unmodified program finds it', async () => {
  expect(await start(path)).toMatchObject({
    kind: 'pcsc',
    address: path,
    env: { PCSCLITE_CSOCK_NAME: path },
  });
});

test('the socket is for its owner alone, and gone after closing', async () => {
  const endpoint = await start(path);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await endpoint.close();
  await expect(lstat(path)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a path of 107 bytes is taken, one of 108 is refused', async () => {
  const longest = join(directory, 'x'.repeat(107 - directory.length - 1));
  expect(Buffer.byteLength(longest)).toBe(107);
  await start(longest);
  expect((await PcscTestClient.open(longest)).hContext).not.toBe(0);
  await expect(start(`${longest}x`)).rejects.toMatchObject({ code: 'endpoint/path-too-long' });
});

test('the limit is in bytes, not in letters', async () => {
  const path = join(directory, 'か'.repeat(30));
  expect(path.length).toBeLessThan(107);
  await expect(start(path)).rejects.toMatchObject({ code: 'endpoint/path-too-long' });
});

test('a live socket is refused and goes on', async () => {
  await start(path);
  await expect(start(path)).rejects.toMatchObject({ code: 'endpoint/address-in-use' });
  expect((await PcscTestClient.open(path)).hContext).not.toBe(0);
});

test('a file left by a killed server is taken over', async () => {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('up'))`;
  const dead = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(dead.stdout, 'data');
  dead.kill('SIGKILL');
  await once(dead, 'exit');
  expect((await lstat(path)).isSocket()).toBe(true);
  await start(path);
  expect((await PcscTestClient.open(path)).hContext).not.toBe(0);
});

test('anything else at the path is refused and left alone', async () => {
  await writeFile(path, 'mine');
  await expect(start(path)).rejects.toMatchObject({ code: 'endpoint/bad-address' });
  expect((await stat(path)).size).toBe(4);
});

test('a directory that is not there is refused', async () => {
  await expect(start(join(directory, 'none', 'socket'))).rejects.toMatchObject({
    code: 'endpoint/bad-address',
  });
});

test('a client too many is sent away, and the others go on', async () => {
  await start(path, 1);
  const client = await PcscTestClient.open(path);
  await (await PcscTestClient.dial(path)).closed();
  expect(log.lines).toContain('pcsc client refused');
  expect(await client.states()).toEqual([]);
});

test('closing ends clients that wait, and powers the cards down', async () => {
  const registry = new TestRegistry();
  const card = new ScriptedCard();
  registry.addReader('r', card);
  const timers = new ManualTimers();
  const endpoint = await startPcscEndpoint({ path, registry, timers, random: testRandom(), log });
  const waiting = await PcscTestClient.open(path);
  await waiting.wait();
  const client = await PcscTestClient.open(path);
  expect((await client.connect('r')).rv).toBe(SCARD.success);
  await endpoint.close();
  await waiting.closed();
  await client.closed();
  expect(card.sessions.every((session) => !session.open)).toBe(true);
  expect(timers.waiting).toBe(0);
});
