import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ScriptedCard } from '../test-registry.ts';
import * as M from './messages.ts';
import { CardState, Disposition, SCARD, Sharing } from './scard.ts';
import type { PcscTestClient } from './test-client.ts';
import { readerName, TestEndpoint } from './test-endpoint.ts';

const generations = [2, 3, 4, 5, 6] as const;
let it: TestEndpoint;

beforeEach(async () => {
  it = await TestEndpoint.start();
});
afterEach(() => it.close());

/** The next signal, after the moment in which a 4:5 or 4:6 client might still ask for the reader events. */
async function signalled(client: PcscTestClient): Promise<number> {
  const signal = client.signal();
  it.timers.advance(10);
  return signal;
}

/** Has everything that was sent to the server before been answered? One more question shows it. */
const settled = async (): Promise<void> => {
  const other = await it.client();
  await other.states();
};

describe('VERSION', () => {
  test.each(generations)('a 4:%i client is answered in its own version', async (minor) => {
    const client = await it.dial(minor);
    expect(await client.ask(M.VERSION, { major: 4, minor })).toEqual({ major: 4, minor, rv: 0 });
    expect((await client.ask(M.ESTABLISH_CONTEXT, { dwScope: 2 })).rv).toBe(SCARD.success);
  });

  test.each([
    [4, 7],
    [4, 1],
    [5, 4],
    [3, 4],
    [0xffff_ffff, 0],
  ])('%i:%i is told the newest version that is spoken here, and taken with it', async (major, minor) => {
    const client = await it.dial();
    expect(await client.ask(M.VERSION, { major, minor })).toEqual({
      major: 4,
      minor: 6,
      rv: SCARD.serviceStopped,
    });
    expect((await client.ask(M.VERSION, { major: 4, minor: 6 })).rv).toBe(SCARD.success);
  });

  test('contexts are positive and all different, and a scope that is none is refused', async () => {
    const clients = await Promise.all([it.client(), it.client(), it.client()]);
    expect(new Set(clients.map(({ hContext }) => hContext)).size).toBe(3);
    for (const { hContext } of clients) expect(hContext).toBeGreaterThan(0);
    expect((await clients[0]!.ask(M.ESTABLISH_CONTEXT, { dwScope: 4 })).rv).toBe(SCARD.invalidValue);
  });
});

test('a number drawn twice is not given twice, and 0 never', async () => {
  const drawn = [0, 5, 5, 0x8000_0005, 6, 7, 7, 5, 6, 8];
  const random = (): Uint8Array => new Uint8Array(Uint32Array.of(drawn.shift() ?? 0).buffer);
  const other = await TestEndpoint.start(new ScriptedCard(), { random });
  const clients = [await other.client(), await other.client()] as const;
  expect(clients.map(({ hContext }) => hContext)).toEqual([5, 6]);
  const first = await clients[0].connect(readerName);
  const second = await clients[1].connect(readerName);
  // Contexts and handles are looked up apart, so that a handle may have a context's number.
  expect([first.hCard, second.hCard]).toEqual([7, 5]);
  await other.close();
});

describe.each(generations)('a 4:%i client that waits', (minor) => {
  let client: PcscTestClient;
  beforeEach(async () => {
    client = await it.client(minor);
    await client.wait();
  });

  test('gets one signal for each registration, at insertion and at removal, and the counter', async () => {
    it.registry.insert(it.reader, new ScriptedCard());
    expect(await signalled(client)).toBe(SCARD.success);
    expect(await client.state(readerName)).toMatchObject({ readerState: CardState.ready, eventCounter: 1 });
    it.registry.remove(it.reader); // not registered: no signal
    expect(await client.state(readerName)).toMatchObject({ readerState: CardState.absent, eventCounter: 2 });
    expect(client.unread).toBe(0);
    await client.wait();
    it.registry.insert(it.reader, new ScriptedCard(new Uint8Array(0)));
    expect(await signalled(client)).toBe(SCARD.success);
    expect(await client.state(readerName)).toMatchObject({ readerState: CardState.mute, eventCounter: 3 });
  });

  test('is answered when it stops, and not signalled afterwards', async () => {
    expect(await client.stop()).toBe(SCARD.success);
    it.registry.insert(it.reader, new ScriptedCard());
    await client.states();
    expect(client.unread).toBe(0);
  });

  test('takes a signal on its way for the answer to its stop, and gets no second one', async () => {
    it.registry.insert(it.reader, new ScriptedCard());
    it.timers.advance(10);
    expect(await client.stop()).toBe(SCARD.success);
    await client.states();
    expect(client.unread).toBe(0);
  });

  test('is told of readers that come and go', async () => {
    const other = it.registry.addReader('other');
    expect(await signalled(client)).toBe(SCARD.success);
    expect(await client.wait()).toHaveLength(2);
    it.registry.removeReader(other);
    expect(await signalled(client)).toBe(SCARD.success);
    expect(await client.states()).toHaveLength(1);
  });

  test('is told of programs that connect and leave', async () => {
    const other = await it.client();
    const { hCard } = await other.connect(readerName, 3, 0);
    expect(await signalled(client)).toBe(SCARD.success);
    expect((await client.state(readerName)).readerSharing).toBe(1);
    await client.wait();
    await other.ask(M.DISCONNECT, { hCard, dwDisposition: Disposition.leave });
    expect(await signalled(client)).toBe(SCARD.success);
    expect((await client.state(readerName)).readerSharing).toBe(Sharing.none);
  });

  test('is woken by a cancel from another connection, which says nothing before', async () => {
    const canceller = await it.dial();
    expect((await canceller.ask(M.CANCEL, { hContext: client.hContext })).rv).toBe(SCARD.success);
    expect(await client.signal()).toBe(SCARD.cancelled);
    it.registry.insert(it.reader, new ScriptedCard());
    await client.states();
    expect(client.unread).toBe(0);
  });
});

test('cancelling who does not wait succeeds without a signal; an unknown context is refused', async () => {
  const client = await it.client();
  const canceller = await it.dial();
  expect((await canceller.ask(M.CANCEL, { hContext: client.hContext })).rv).toBe(SCARD.success);
  expect((await canceller.ask(M.CANCEL, { hContext: 0x7fff_ffff })).rv).toBe(SCARD.invalidHandle);
  expect((await canceller.ask(M.CANCEL, { hContext: 0 })).rv).toBe(SCARD.invalidHandle);
  await client.states();
  expect(client.unread).toBe(0);
});

test('a client of 4:6 gets nothing between its registration and the array', async () => {
  const client = await it.client(6);
  client.write(M.encodeRequest(M.WAIT_READER_STATE_CHANGE, 6));
  await settled();
  it.registry.insert(it.reader, new ScriptedCard());
  const { count } = await client.ask(M.GET_READERS_STATE_SIZE);
  expect(count).toBe(16);
  client.write(M.encodeRequest(M.GET_READERS_STATE_ARRAY, 6));
  await client.read(count * 184);
  expect(client.unread).toBe(0);
  expect(await client.ask(M.GET_READER_EVENTS)).toEqual({ readerEvents: 2, rv: 0 });
  expect(await client.signal()).toBe(SCARD.success); // without a moment's wait: nothing else is to come
});

test('a client of 4:5 that asks for the reader events gets their answer before a signal', async () => {
  const client = await it.client(5);
  await client.wait();
  it.registry.addReader('other');
  expect(await client.ask(M.GET_READER_EVENTS)).toEqual({ readerEvents: 3, rv: 0 });
  expect(await client.signal()).toBe(SCARD.success);
});

test('reader events count up from 1 with each reader that comes or goes, to 32,767 and on at 1', async () => {
  const client = await it.client(5);
  const events = async (): Promise<number> => (await client.ask(M.GET_READER_EVENTS)).readerEvents;
  expect(await events()).toBe(2);
  for (let i = 0; i < 16_382; i++) it.registry.removeReader(it.registry.addReader('other'));
  expect(await events()).toBe(0x7ffe);
  const other = it.registry.addReader('other');
  expect(await events()).toBe(0x7fff);
  it.registry.removeReader(other);
  expect(await events()).toBe(1);
});

test('the event counter goes round after 65,535', async () => {
  const client = await it.client();
  for (let i = 0; i < 0x8000; i++) {
    if (i === 0x7fff) expect((await client.state(readerName)).eventCounter).toBe(0xfffe);
    it.registry.insert(it.reader, new ScriptedCard());
    it.registry.remove(it.reader);
  }
  expect((await client.state(readerName)).eventCounter).toBe(0);
});

test('below 4:6 a client sees 16 readers, from 4:6 on as many as there are', async () => {
  for (let i = 1; i < 20; i++) it.registry.addReader(`reader ${i}`);
  expect(await (await it.client(4)).states()).toHaveLength(16);
  const newest = await it.client(6);
  expect(await newest.states()).toHaveLength(20);
  const last = await newest.connect('reader 19', 3, 0);
  expect(last.rv).toBe(SCARD.success);
});

test('a 17th reader that comes between count and array does not lengthen the array', async () => {
  const client = await it.client(6);
  const { count } = await client.ask(M.GET_READERS_STATE_SIZE);
  for (let i = 1; i < 17; i++) it.registry.addReader(`reader ${i}`);
  client.write(M.encodeRequest(M.GET_READERS_STATE_ARRAY, 6));
  await client.read(count * 184);
  expect(await client.ask(M.GET_READERS_STATE_SIZE)).toEqual({ count: 17 });
});

test('a card already there when the server starts has no event yet', async () => {
  const other = await TestEndpoint.start(new ScriptedCard());
  const client = await other.client();
  expect(await client.state(readerName)).toMatchObject({ readerState: CardState.ready, eventCounter: 0 });
  await other.close();
});
