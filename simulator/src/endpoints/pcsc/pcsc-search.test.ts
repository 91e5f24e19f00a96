import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { select } from '../../card/test-card.ts';
import { hex, toHex } from '../../codec/hex.ts';
import { strangerCard } from '../../media/strangers.ts';
import { testWorld } from '../../test-simulator.ts';
import type { Endpoint } from '../endpoint.ts';
import { TestLog, testRandom } from '../test-registry.ts';
import * as M from './messages.ts';
import { startPcscEndpoint } from './pcsc-endpoint.ts';
import { CardState, Disposition, SCARD } from './scard.ts';
import { PcscTestClient } from './test-client.ts';

const name = 'Kazashi TEST Reader 00 00';
const jpki = '3b888001000005e0b381a1007f';
const payment = toHex(strangerCard('stranger/payment')!.atr);

let world: Awaited<ReturnType<typeof testWorld>>;
let endpoint: Endpoint;
let client: PcscTestClient;
let directory: string;

beforeEach(async () => {
  world = await testWorld();
  directory = await mkdtemp(join(tmpdir(), 'kazashi-pcsc-'));
  endpoint = await startPcscEndpoint({
    path: join(directory, 'pcscd.comm'),
    registry: world.simulator.readers.hostedBy('pcsc'),
    timers: world.timers,
    random: testRandom(),
    log: new TestLog(),
  });
  client = await PcscTestClient.open(join(directory, 'pcscd.comm'));
});
afterEach(async () => {
  client.close();
  await endpoint.close();
  await rm(directory, { recursive: true, force: true });
});

/** ATR as waiting programs are told of it, and how often it changed; `absent` without card. */
async function shown(): Promise<[atr: string, events: number]> {
  const [state] = await client.states();
  const { cardAtr, cardAtrLength, readerState, eventCounter } = state!;
  const atr = toHex(cardAtr.subarray(0, cardAtrLength));
  return [readerState & CardState.absent ? 'absent' : atr, eventCounter];
}

const add = (asked: Record<string, unknown>) => world.simulator.readers.faults.add(world.reader, asked);

describe('a card that the reader does not find', () => {
  test.each(['out-of-reach', 'weak-coupling'])('by %s is gone until the fault is over', async (kind) => {
    expect(await shown()).toEqual([jpki, 0]);
    const { id } = add({ kind, sticky: true });
    expect(await shown()).toEqual(['absent', 1]);
    expect((await client.connect(name)).rv).toBe(SCARD.noSmartcard);
    world.simulator.readers.faults.clear(id);
    expect(await shown()).toEqual([jpki, 2]);
    expect((await client.connect(name)).rv).toBe(SCARD.success);
  });

  test('now and then flickers: it is found at a later look', async () => {
    add({ kind: 'weak-coupling', probability: 0.8, seed: 1, sticky: true });
    expect(await shown()).toEqual(['absent', 1]);
    world.timers.advance(400 + 800 + 1600);
    expect(await shown()).toEqual([jpki, 2]);
  });

  test('is looked for less and less often, and at once when a program asks for it', async () => {
    add({ kind: 'out-of-reach', sticky: true });
    const looks = () => world.simulator.readers.faults.list()[0]!.fired;
    const before = looks();
    world.timers.advance(400 + 800 + 1600 + 3200 + 6400);
    const polled = looks();
    expect(polled).toBeGreaterThan(before);
    world.timers.advance(6300);
    expect(looks()).toBe(polled);
    await client.connect(name);
    expect(looks()).toBeGreaterThan(polled);
  });

  test('stays found for the program that uses it, until it has lost power', async () => {
    const { hCard } = await client.connect(name);
    add({ kind: 'out-of-reach', sticky: true });
    expect(toHex((await client.transmit(hCard, hex(select.jpki))).data)).toBe('9000');
    await client.ask(M.DISCONNECT, { hCard, dwDisposition: Disposition.leave });
    expect(await shown()).toEqual([jpki, 0]);
    world.timers.advance(5000);
    expect(await shown()).toEqual(['absent', 1]);
  });

  test('and then is taken away is not looked for any more', async () => {
    add({ kind: 'out-of-reach', sticky: true });
    world.simulator.readers.takeOut(world.reader);
    expect(await shown()).toEqual(['absent', 1]);
    expect(world.timers.waiting).toBe(0);
  });
});

describe('cards on top of each other', () => {
  test('are found anew: of type A and B that of type A is shown, as gone and come', async () => {
    world.simulator.readers.stack(world.reader, strangerCard('stranger/payment')!);
    expect(await shown()).toEqual([payment, 2]);
  });

  test('of which the one that is shown is taken away leave the other', async () => {
    world.simulator.readers.stack(world.reader, strangerCard('stranger/payment')!);
    expect((await shown())[0]).toBe(payment);
    world.simulator.readers.takeOut(world.reader, strangerCard('stranger/payment')!);
    expect((await shown())[0]).toBe(jpki);
    const { hCard, rv } = await client.connect(name);
    expect(rv).toBe(SCARD.success);
    expect(toHex((await client.transmit(hCard, hex(select.jpki))).data)).toBe('9000');
  });

  test('change nothing for the program that uses one of them', async () => {
    const { hCard } = await client.connect(name);
    world.simulator.readers.stack(world.reader, strangerCard('stranger/payment')!);
    expect(await shown()).toEqual([jpki, 0]);
    expect(toHex((await client.transmit(hCard, hex(select.jpki))).data)).toBe('9000');
  });
});
