import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hex } from '../bytes/hex.ts';
import { ScriptedPcscd } from '../testing/scripted-pcscd.ts';
import { PcscdClient } from './pcscd-client.ts';

let directory: string;
let path: string;
let pcscd: ScriptedPcscd;
let client: PcscdClient | undefined;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-pcscd-'));
  path = join(directory, 'pcscd.comm');
  pcscd = await ScriptedPcscd.listen(path);
});
afterEach(async () => {
  client?.close();
  client = undefined;
  await pcscd.close();
  rmSync(directory, { recursive: true });
});

const open = async (): Promise<PcscdClient> => {
  client = await PcscdClient.open(path);
  return client;
};

test('an APDU goes to the card and its answer comes back, a byte at a time or all at once', async () => {
  for (const piece of [0, 1, 7]) {
    pcscd.script.piece = piece;
    pcscd.script.response = hex('01 02 03 9000');
    const connected = await open();
    const card = await connected.connect('TEST Reader 00 00');
    expect(card).toEqual({ handle: 77, protocol: 2 });
    expect(await connected.transmit(card, hex('00 84 00 00 03'))).toEqual(hex('01 02 03 9000'));
    connected.close();
  }
});

test('requests made at the same time are answered in order', async () => {
  const connected = await open();
  const card = await connected.connect('TEST Reader 00 00');
  pcscd.script.response = hex('6d00');
  const [a, states, b] = await Promise.all([
    connected.transmit(card, hex('00 01 00 00')),
    connected.readers(),
    connected.transmit(card, hex('00 02 00 00')),
  ]);
  expect([a, b]).toEqual([hex('6d00'), hex('6d00')]);
  expect(states).toMatchObject([{ name: 'TEST Reader 00 00', present: true, answerToReset: hex('3b 00') }]);
});

test('a service of 4:5 is spoken to in 4:5', async () => {
  pcscd.script.minor = 5;
  await open();
  expect(pcscd.seen).toEqual([0x11, 0x11, 0x01]);
});

test('a service that speaks neither is refused and not asked for ever', async () => {
  pcscd.script.minor = 9;
  await expect(open()).rejects.toMatchObject({ code: 'pcsc/no-service' });
  expect(pcscd.seen).toEqual([0x11]);
});

test('no service at the socket says where it was looked for', async () => {
  const nowhere = join(directory, 'nobody');
  await expect(PcscdClient.open(nowhere)).rejects.toMatchObject({
    code: 'pcsc/no-service',
    message: expect.stringContaining(nowhere),
  });
});

test('an unknown reader names the ones there are', async () => {
  const connected = await open();
  await expect(connected.connect('Nope')).rejects.toMatchObject({
    code: 'pcsc/unknown-reader',
    message: expect.stringContaining('TEST Reader 00 00'),
  });
});

test.each([
  [0x8010000b, 'pcsc/sharing-violation'],
  [0x8010000c, 'pcsc/no-card'],
  [0x80100066, 'pcsc/mute-card'],
  [0x80109999, 'pcsc/failed'],
])('a connection refused with %s is %s', async (result, code) => {
  pcscd.script.connectResult = result;
  const connected = await open();
  await expect(connected.connect('TEST Reader 00 00')).rejects.toMatchObject({ code });
});

test('a card taken away during an exchange is an error, and the connection lives on', async () => {
  const connected = await open();
  const card = await connected.connect('TEST Reader 00 00');
  pcscd.script.transmitResult = 0x80100069;
  await expect(connected.transmit(card, hex('00 84 00 00 08'))).rejects.toMatchObject({
    code: 'pcsc/card-removed',
  });
  pcscd.script.transmitResult = 0;
  expect(await connected.transmit(card, hex('00 84 00 00 08'))).toEqual(hex('9000'));
});

test('a service that goes away in the middle of an answer is an error, and so is every later call', async () => {
  const connected = await open();
  const card = await connected.connect('TEST Reader 00 00');
  pcscd.script.cutAfter = 20;
  await expect(connected.transmit(card, hex('00 84 00 00 08'))).rejects.toMatchObject({
    code: 'pcsc/no-service',
  });
  await expect(connected.readers()).rejects.toMatchObject({ code: 'pcsc/no-service' });
  expect(connected.closed).toBe(true);
});

const removed = (readers: readonly { present: boolean }[]): boolean =>
  readers.every(({ present }) => !present);
const waits = async (): Promise<void> => {
  while (!pcscd.isWaitedFor) await new Promise((resolve) => setImmediate(resolve));
};

test('waiting ends when the readers are as wanted', async () => {
  const connected = await open();
  const wait = connected.waitUntil(removed, new AbortController().signal);
  await waits();
  pcscd.script.readers = [{ name: 'TEST Reader 00 00', present: false }];
  pcscd.change();
  expect(await wait).toMatchObject([{ present: false }]);
  expect(await connected.readers()).toHaveLength(1);
});

test('waiting is called off, and the connection can be used at once', async () => {
  const connected = await open();
  const abort = new AbortController();
  const wait = connected.waitUntil(removed, abort.signal);
  await waits();
  abort.abort(new Error('called off'));
  await expect(wait).rejects.toThrow('called off');
  expect(await connected.readers()).toHaveLength(1);
});
