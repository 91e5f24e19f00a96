import { afterEach, expect, test } from 'vitest';
import { hex, toHex } from '../../codec/hex.ts';
import { ReaderError } from '../../readers/reader.ts';
import { ScriptedCard, testAtr } from '../test-registry.ts';
import * as M from './messages.ts';
import { CardState, Disposition, SCARD, ShareMode } from './scard.ts';
import type { PcscTestClient } from './test-client.ts';
import { readerName, TestEndpoint } from './test-endpoint.ts';

const count = hex('80 01 00 00');
const mute = (): ScriptedCard => new ScriptedCard(new Uint8Array(0));
let it: TestEndpoint;
afterEach(() => it.close());

const counted = async (client: PcscTestClient, hCard: number): Promise<string> =>
  toHex((await client.transmit(hCard, count)).data);

test('an unused card loses power after the delay; ATR and state stay, what it knew is gone', async () => {
  const card = new ScriptedCard();
  it = await TestEndpoint.start(card, { powerOffDelayMs: 5_000 });
  const client = await it.client();
  const { hCard } = await client.connect(readerName);
  await counted(client, hCard);
  it.timers.advance(60_000);
  expect(await counted(client, hCard)).toBe('029000'); // in use it keeps it
  await client.ask(M.DISCONNECT, { hCard, dwDisposition: Disposition.leave });
  it.timers.advance(4_999);
  expect(card.sessions.at(-1)?.open).toBe(true);
  it.timers.advance(1);
  expect(card.sessions.at(-1)?.open).toBe(false);
  const visible = { readerState: CardState.ready, cardAtrLength: testAtr.length, cardProtocol: 0 };
  expect(await client.state(readerName)).toMatchObject(visible);
  const again = await client.connect(readerName);
  expect(await counted(client, again.hCard)).toBe('019000');
});

test('a program that comes within the delay finds the card as it was', async () => {
  it = await TestEndpoint.start(new ScriptedCard(), { powerOffDelayMs: 5_000 });
  const client = await it.client();
  const first = await client.connect(readerName);
  await counted(client, first.hCard);
  await client.ask(M.DISCONNECT, { hCard: first.hCard, dwDisposition: Disposition.leave });
  it.timers.advance(4_999);
  const second = await client.connect(readerName);
  it.timers.advance(60_000);
  expect(await counted(client, second.hCard)).toBe('029000');
});

test('a card that was only looked at loses power as well', async () => {
  const card = new ScriptedCard();
  it = await TestEndpoint.start(card);
  expect(card.sessions).toEqual([{ open: true, counter: 0 }]);
  it.timers.advance(5_000);
  expect(card.sessions).toEqual([{ open: false, counter: 0 }]);
});

test('a program that comes while the loss of power waits for a command in the card keeps the power', async () => {
  const card = new ScriptedCard();
  it = await TestEndpoint.start(card);
  const [dying, next] = [await it.client(), await it.client()];
  const { hCard } = await dying.connect(readerName);
  const answer = dying.transmit(hCard, hex('80 03 00 00')).catch(() => 'died');
  await card.kept();
  dying.close();
  expect(await answer).toBe('died');
  while ((await next.state(readerName)).readerSharing !== 0);
  it.timers.advance(5_000);
  const session = card.sessions.at(-1)!;
  expect(session.open).toBe(true);
  const { hCard: own } = await next.connect(readerName);
  card.release();
  expect(await counted(next, own)).toBe('019000');
  expect(card.sessions.at(-1)).toBe(session);
});

test('a mute card shows as present and swallowed, without ATR, and cannot be connected to', async () => {
  it = await TestEndpoint.start(mute());
  const client = await it.client();
  expect(await client.state(readerName)).toMatchObject({ readerState: 0x0c, cardAtrLength: 0 });
  expect((await client.connect(readerName)).rv).toBe(SCARD.unpoweredCard);
  const { rv, hCard } = await client.connect(readerName, ShareMode.direct, 0);
  expect(rv).toBe(SCARD.success);
  const request = { hCard, dwShareMode: ShareMode.shared, dwPreferredProtocols: 3 };
  expect((await client.ask(M.RECONNECT, request)).rv).toBe(SCARD.unresponsiveCard);
  const reset = { ...request, dwInitialization: Disposition.reset };
  expect((await client.ask(M.RECONNECT, reset)).rv).toBe(SCARD.unresponsiveCard);
});

test('a card that goes mute at a reset is shown so, and one that comes back serves again', async () => {
  it = await TestEndpoint.start(new ScriptedCard());
  const client = await it.client();
  const { hCard } = await client.connect(readerName);
  const reset = {
    hCard,
    dwShareMode: ShareMode.shared,
    dwPreferredProtocols: 3,
    dwInitialization: Disposition.reset,
  };
  it.reader.card = mute();
  expect((await client.ask(M.RECONNECT, reset)).rv).toBe(SCARD.unresponsiveCard);
  expect((await client.state(readerName)).readerState).toBe(CardState.mute);
  it.reader.card = new ScriptedCard();
  expect((await client.ask(M.RECONNECT, reset)).rv).toBe(SCARD.success);
  expect(await counted(client, hCard)).toBe('019000');
});

test('a card that another endpoint holds is absent until it lets go', async () => {
  it = await TestEndpoint.start();
  const client = await it.client();
  it.reader.activationError = new ReaderError('reader/card-in-use', 'held');
  it.registry.insert(it.reader, new ScriptedCard());
  expect((await client.state(readerName)).readerState).toBe(CardState.absent);
  expect((await client.connect(readerName)).rv).toBe(SCARD.noSmartcard);
  await client.wait();
  it.reader.activationError = undefined;
  it.timers.advance(400);
  expect(await client.signal()).toBe(SCARD.success);
  expect((await client.state(readerName)).readerState).toBe(CardState.ready);
});

test('a card that another endpoint took meanwhile cannot be shared', async () => {
  it = await TestEndpoint.start(new ScriptedCard());
  const client = await it.client();
  it.timers.advance(5_000);
  it.reader.activationError = new ReaderError('reader/card-in-use', 'held');
  expect((await client.connect(readerName)).rv).toBe(SCARD.sharingViolation);
  expect((await client.state(readerName)).readerState).toBe(CardState.ready);
});

test('a reader that fails is in error, for everybody', async () => {
  it = await TestEndpoint.start();
  const client = await it.client();
  it.reader.activationError = new ReaderError('reader/unplugged', 'gone');
  it.registry.insert(it.reader, new ScriptedCard());
  expect((await client.state(readerName)).readerState).toBe(CardState.unknown);
  expect((await client.connect(readerName)).rv).toBe(SCARD.readerUnavailable);
});
