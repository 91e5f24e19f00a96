import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hex, toHex } from '../../codec/hex.ts';
import { ScriptedCard } from '../test-registry.ts';
import * as M from './messages.ts';
import { CardState, Disposition, Protocol, SCARD, ShareMode, Sharing } from './scard.ts';
import type { PcscTestClient } from './test-client.ts';
import { readerName, TestEndpoint } from './test-endpoint.ts';

const { exclusive, shared, direct } = ShareMode;
const { leave, reset, unpower } = Disposition;
const count = hex('80 01 00 00');
const slow = hex('80 03 00 00');

let it: TestEndpoint;
let card: ScriptedCard;
let a: PcscTestClient;
let b: PcscTestClient;

beforeEach(async () => {
  card = new ScriptedCard();
  it = await TestEndpoint.start(card);
  a = await it.client();
  b = await it.client();
});
afterEach(() => it.close());

const handle = async (client: PcscTestClient, mode: number = shared): Promise<number> => {
  const { rv, hCard } = await client.connect(readerName, mode);
  expect(rv).toBe(SCARD.success);
  return hCard;
};
const begin = async (client: PcscTestClient, hCard: number): Promise<number> =>
  (await client.ask(M.BEGIN_TRANSACTION, { hCard })).rv;
const end = async (client: PcscTestClient, hCard: number, dwDisposition: number = leave): Promise<number> =>
  (await client.ask(M.END_TRANSACTION, { hCard, dwDisposition })).rv;
const status = async (client: PcscTestClient, hCard: number): Promise<number> =>
  (await client.ask(M.STATUS, { hCard })).rv;
const disconnect = async (
  client: PcscTestClient,
  hCard: number,
  dwDisposition: number = leave,
): Promise<number> => (await client.ask(M.DISCONNECT, { hCard, dwDisposition })).rv;
const reconnect = async (
  client: PcscTestClient,
  hCard: number,
  dwInitialization: number = leave,
  dwShareMode: number = shared,
): Promise<number> => {
  const request = { hCard, dwShareMode, dwPreferredProtocols: Protocol.t1, dwInitialization };
  return (await client.ask(M.RECONNECT, request)).rv;
};
const counted = async (client: PcscTestClient, hCard: number): Promise<string> =>
  toHex((await client.transmit(hCard, count)).data);

describe('CONNECT', () => {
  test.each([
    ['no protocol that is known', shared, 0, SCARD.protocolMismatch],
    ['a share mode that is none', 7, Protocol.t1, SCARD.invalidValue],
    ['a protocol the card does not offer', shared, Protocol.t0, SCARD.unresponsiveCard],
  ])('%s', async (_, mode, protocols, rv) => {
    expect(await a.connect(readerName, mode, protocols)).toMatchObject({ rv, hCard: 0 });
  });

  test('an unknown reader, a name in other letters, and the notification that is no reader', async () => {
    for (const name of ['nobody', readerName.toUpperCase(), '\\\\?PnP?\\Notification', '']) {
      expect((await a.connect(name)).rv).toBe(SCARD.unknownReader);
    }
  });

  test('without a context, with a foreign one, and after its release', async () => {
    const bare = await it.dial();
    expect((await bare.connect(readerName)).rv).toBe(SCARD.invalidHandle);
    const values = {
      hContext: b.hContext,
      szReader: readerName,
      dwShareMode: shared,
      dwPreferredProtocols: 2,
    };
    expect((await a.ask(M.CONNECT, values)).rv).toBe(SCARD.invalidValue);
    expect((await a.ask(M.RELEASE_CONTEXT, { hContext: b.hContext })).rv).toBe(SCARD.invalidValue);
    expect((await a.ask(M.RELEASE_CONTEXT, { hContext: a.hContext })).rv).toBe(SCARD.success);
    expect((await a.connect(readerName)).rv).toBe(SCARD.invalidHandle);
  });

  test('an empty reader: only DIRECT, which has no protocol', async () => {
    it.registry.remove(it.reader);
    expect((await a.connect(readerName)).rv).toBe(SCARD.noSmartcard);
    expect(await a.connect(readerName, direct, 0)).toMatchObject({ rv: SCARD.success, dwActiveProtocol: 0 });
  });

  test('handles are positive, and no two on the server are equal', async () => {
    const handles = await Promise.all([a, a, b, b].map((client) => handle(client)));
    expect(new Set(handles).size).toBe(4);
    for (const hCard of handles) expect(hCard).toBeGreaterThan(0);
  });

  test('a later program must take the protocol in force', async () => {
    expect(await a.connect(readerName, shared, 3)).toMatchObject({ dwActiveProtocol: Protocol.t1 });
    expect((await b.connect(readerName, shared, Protocol.t0)).rv).toBe(SCARD.protocolMismatch);
    expect((await b.connect(readerName, shared, Protocol.t1)).rv).toBe(SCARD.success);
  });

  test('exclusive keeps everybody out, and is refused where somebody is', async () => {
    const hCard = await handle(a, exclusive);
    expect((await a.state(readerName)).readerSharing).toBe(Sharing.exclusive);
    expect((await b.connect(readerName)).rv).toBe(SCARD.sharingViolation);
    expect((await b.connect(readerName, direct, 0)).rv).toBe(SCARD.sharingViolation);
    await disconnect(a, hCard);
    await handle(b);
    expect((await a.connect(readerName, exclusive)).rv).toBe(SCARD.sharingViolation);
  });

  test('counts programs in readerSharing', async () => {
    const one = await handle(a);
    await handle(b);
    expect((await a.state(readerName)).readerSharing).toBe(2);
    await disconnect(a, one);
    expect((await b.state(readerName)).readerSharing).toBe(1);
  });

  test('waits for the end of a foreign transaction', async () => {
    const hCard = await handle(a);
    await begin(a, hCard);
    const connecting = handle(b);
    expect(await status(a, hCard)).toBe(SCARD.success);
    expect((await a.state(readerName)).readerSharing).toBe(1);
    await end(a, hCard);
    expect(await connecting).toBeGreaterThan(0);
  });

  test('a program that dies while it waits leaves nothing behind', async () => {
    const hCard = await handle(a);
    await begin(a, hCard);
    const connecting = b.connect(readerName).catch(() => 'died');
    expect(await status(a, hCard)).toBe(SCARD.success);
    b.close();
    expect(await connecting).toBe('died');
    for (let i = 0; i < 5; i++) await (await it.dial()).states(); // the server has seen it by now
    await end(a, hCard);
    const c = await it.client();
    expect((await c.state(readerName)).readerSharing).toBe(1);
  });

  test('200 handles of one program are its most', async () => {
    await Promise.all(Array.from({ length: 200 }, () => handle(a)));
    expect((await a.connect(readerName)).rv).toBe(SCARD.noMemory);
    expect((await b.connect(readerName)).rv).toBe(SCARD.internalError); // and the reader's
  });
});

describe('transactions', () => {
  test('others are refused at once and may ask again', async () => {
    const [mine, other] = [await handle(a), await handle(b)];
    expect(await begin(a, mine)).toBe(SCARD.success);
    expect(await begin(b, other)).toBe(SCARD.sharingViolation);
    expect((await b.transmit(other, count)).rv).toBe(SCARD.sharingViolation);
    expect(await status(b, other)).toBe(SCARD.sharingViolation);
    expect(await reconnect(b, other)).toBe(SCARD.sharingViolation);
    expect((await b.ask(M.GET_ATTRIB, { hCard: other, dwAttrId: 0x90303, cbAttrLen: 264 })).rv).toBe(
      SCARD.sharingViolation,
    );
    expect((await b.ask(M.CONTROL, { hCard: other, dwControlCode: 0x4200_0d48 })).rv).toBe(
      SCARD.sharingViolation,
    );
    expect(await end(a, mine)).toBe(SCARD.success);
    expect(await begin(b, other)).toBe(SCARD.success);
  });

  test('nest, and end with the last END', async () => {
    const [mine, other] = [await handle(a), await handle(b)];
    await begin(a, mine);
    await begin(a, mine);
    await end(a, mine);
    expect(await begin(b, other)).toBe(SCARD.sharingViolation);
    await end(a, mine);
    expect(await begin(b, other)).toBe(SCARD.success);
  });

  test('END without BEGIN, also on an exclusive connection', async () => {
    const mine = await handle(a);
    expect(await end(a, mine)).toBe(SCARD.notTransacted);
    await disconnect(a, mine);
    const alone = await handle(a, exclusive);
    expect(await end(a, alone)).toBe(SCARD.notTransacted);
    await begin(a, alone);
    expect(await end(a, alone)).toBe(SCARD.success);
  });

  test('END with reset marks everybody, the caller too', async () => {
    const [mine, other] = [await handle(a), await handle(b)];
    await counted(a, mine);
    await begin(a, mine);
    expect(await end(a, mine, reset)).toBe(SCARD.success);
    expect([await status(a, mine), await status(b, other)]).toEqual([SCARD.resetCard, SCARD.resetCard]);
    expect(await end(a, mine)).toBe(SCARD.resetCard);
    expect(await reconnect(a, mine)).toBe(SCARD.success);
    expect(await counted(a, mine)).toBe('019000');
    expect(await status(b, other)).toBe(SCARD.resetCard);
  });

  test('a disconnect that resets waits for a foreign transaction, one that leaves does not', async () => {
    const [mine, other, third] = [await handle(a), await handle(b), await handle(b)];
    await begin(a, mine);
    expect(await disconnect(b, third)).toBe(SCARD.success);
    const disconnecting = disconnect(b, other, reset);
    expect(await counted(a, mine)).toBe('019000');
    await end(a, mine);
    expect(await disconnecting).toBe(SCARD.success);
    expect(await status(a, mine)).toBe(SCARD.resetCard);
  });

  test('a held answer comes when the transaction ends, in the order of asking', async () => {
    const held = await TestEndpoint.start(new ScriptedCard(), { transactions: 'hold' });
    const clients = [await held.client(), await held.client(), await held.client()] as const;
    const [x, y, z] = [await handle(clients[0]), await handle(clients[1]), await handle(clients[2])];
    const order: string[] = [];
    await begin(clients[0], x);
    const second = begin(clients[1], y).then((rv) => order.push(`y ${rv}`));
    expect(await status(clients[0], x)).toBe(SCARD.success);
    const third = begin(clients[2], z).then((rv) => order.push(`z ${rv}`));
    expect(await status(clients[0], x)).toBe(SCARD.success);
    await end(clients[0], x);
    await second;
    await end(clients[1], y);
    await third;
    expect(order).toEqual(['y 0', 'z 0']);
    await held.close();
  });
});

describe('reset and removal', () => {
  test('RECONNECT with reset marks the others and clears the own mark', async () => {
    const [mine, other] = [await handle(a), await handle(b)];
    await counted(a, mine);
    expect(await reconnect(a, mine, reset)).toBe(SCARD.success);
    expect(await counted(a, mine)).toBe('019000');
    expect((await b.transmit(other, count)).rv).toBe(SCARD.resetCard);
    expect(await begin(b, other)).toBe(SCARD.resetCard);
    expect((await b.ask(M.CONTROL, { hCard: other, dwControlCode: 0x4200_0d48, cbRecvLength: 6 })).rv).toBe(
      0,
    );
    await b.read(6);
    expect(await reconnect(b, other)).toBe(SCARD.success);
    expect(await counted(b, other)).toBe('029000');
  });

  test('disconnecting with reset or without power marks the others', async () => {
    const other = await handle(b);
    for (const disposition of [reset, unpower]) {
      const mine = await handle(a);
      expect(await disconnect(a, mine, disposition)).toBe(SCARD.success);
      expect(await status(b, other)).toBe(SCARD.resetCard);
      expect(await reconnect(b, other)).toBe(SCARD.success);
      expect(await counted(b, other)).toBe('019000');
    }
  });

  test('a card without power shows as present only, and is powered for the next program', async () => {
    await disconnect(a, await handle(a), unpower);
    expect((await a.state(readerName)).readerState).toBe(CardState.present);
    await handle(b);
    expect((await a.state(readerName)).readerState).toBe(CardState.ready);
  });

  test('switching between exclusive and shared', async () => {
    const mine = await handle(a);
    expect(await reconnect(a, mine, leave, exclusive)).toBe(SCARD.success);
    expect((await b.connect(readerName)).rv).toBe(SCARD.sharingViolation);
    expect(await reconnect(a, mine, leave, shared)).toBe(SCARD.success);
    const other = await handle(b);
    expect(await status(b, other)).toBe(SCARD.success);
    expect(await reconnect(a, mine, leave, exclusive)).toBe(SCARD.sharingViolation);
  });

  test('removal marks every handle, drops a transaction and the ATR', async () => {
    const [mine, other] = [await handle(a), await handle(b)];
    await begin(a, mine);
    it.registry.remove(it.reader);
    expect([await status(a, mine), await status(b, other)]).toEqual([SCARD.removedCard, SCARD.removedCard]);
    expect((await a.transmit(mine, count)).rv).toBe(SCARD.removedCard);
    expect(await reconnect(a, mine)).toBe(SCARD.noSmartcard);
    const gone = { readerState: CardState.absent, cardAtrLength: 0, cardProtocol: 0, eventCounter: 1 };
    expect(await a.state(readerName)).toMatchObject(gone);
    it.registry.insert(it.reader, new ScriptedCard());
    expect(await status(a, mine)).toBe(SCARD.removedCard);
    expect(await reconnect(a, mine)).toBe(SCARD.success);
    expect(await counted(a, mine)).toBe('019000');
    expect(await disconnect(b, other)).toBe(SCARD.success);
  });

  test('a card that goes in the middle of a command: no card now, the mark next', async () => {
    const mine = await handle(a);
    const waiting = a.transmit(mine, slow);
    await card.kept();
    it.reader.loseCard(); // the reader notices before the registry tells
    expect((await waiting).rv).toBe(SCARD.noSmartcard);
    expect((await a.transmit(mine, count)).rv).toBe(SCARD.removedCard);
    expect(await a.state(readerName)).toMatchObject({ readerState: CardState.absent, eventCounter: 1 });
    it.registry.remove(it.reader);
    expect((await a.state(readerName)).eventCounter).toBe(1);
  });

  test('a reader that goes takes its handles with it, and disconnecting them succeeds', async () => {
    const mine = await handle(a);
    it.registry.removeReader(it.reader);
    expect((await a.transmit(mine, count)).rv).toBe(SCARD.invalidValue);
    expect(await disconnect(a, mine)).toBe(SCARD.success);
    expect((await a.connect(readerName)).rv).toBe(SCARD.unknownReader);
  });

  test('a locked card is reset when its program dies, and the others are told', async () => {
    const [mine, other] = [await handle(a), await handle(b)];
    await counted(a, mine);
    await begin(a, mine);
    a.close();
    let rv: number = SCARD.sharingViolation;
    while (rv === SCARD.sharingViolation) rv = await status(b, other);
    expect(rv).toBe(SCARD.resetCard);
    await reconnect(b, other);
    expect(await counted(b, other)).toBe('019000');
  });

  test('an unlocked card is left as it is when a program dies', async () => {
    const [mine, other] = [await handle(a), await handle(b)];
    await counted(a, mine);
    a.close();
    while ((await b.state(readerName)).readerSharing !== 1);
    expect(await counted(b, other)).toBe('029000');
  });

  test('releasing a context gives up its handles', async () => {
    const mine = await handle(a);
    await begin(a, mine);
    await a.ask(M.RELEASE_CONTEXT, { hContext: a.hContext });
    const other = await handle(b);
    expect(await status(b, other)).toBe(SCARD.success);
    expect((await b.state(readerName)).readerSharing).toBe(1);
  });

  test('a reset waits for the command in the card, and the next command for the reset', async () => {
    const [mine, other] = [await handle(a), await handle(b)];
    const waiting = a.transmit(mine, slow);
    await card.kept();
    const resetting = reconnect(b, other, reset);
    const session = card.sessions.at(-1)!;
    await it.dial(); // a full round through the server
    expect(session.open).toBe(true);
    card.release();
    expect(toHex((await waiting).data)).toBe('9000');
    expect(await resetting).toBe(SCARD.success);
    expect(session.open).toBe(false);
    expect(await status(a, mine)).toBe(SCARD.resetCard);
  });
});

describe('TRANSMIT', () => {
  test('names the length and keeps the data back when the program has no room', async () => {
    const mine = await handle(a);
    expect(await a.transmit(mine, hex('80 02 01 00'), { room: 257 })).toMatchObject({
      rv: SCARD.insufficientBuffer,
      length: 258,
    });
    expect(await a.transmit(mine, hex('80 02 01 00'), { room: 258 })).toMatchObject({ rv: 0, length: 258 });
    expect((await a.transmit(mine, count, { room: 0 })).rv).toBe(SCARD.insufficientBuffer);
  });

  test('takes the protocol in force, RAW, or the old spelling of any', async () => {
    const mine = await handle(a);
    const rvs: number[] = [];
    for (const protocol of [Protocol.t1, Protocol.raw, Protocol.anyOld, Protocol.t0, 0]) {
      rvs.push((await a.transmit(mine, count, { protocol })).rv);
    }
    expect(rvs).toEqual([0, 0, 0, SCARD.protocolMismatch, SCARD.protocolMismatch]);
  });

  test('a response longer than the protocol carries is a failed exchange', async () => {
    expect((await a.transmit(await handle(a), hex('80 05 00 00'))).rv).toBe(SCARD.notTransacted);
  });

  test('DIRECT on an empty reader: no card', async () => {
    it.registry.remove(it.reader);
    const mine = await handle(a, direct);
    expect((await a.transmit(mine, count, { protocol: Protocol.raw })).rv).toBe(SCARD.noSmartcard);
    expect((await a.transmit(mine, count)).rv).toBe(SCARD.noSmartcard);
  });

  test('two programs in one reader take turns, in two readers they do not wait for each other', async () => {
    const other = new ScriptedCard();
    it.registry.addReader('other', other);
    const [mine, same] = [await handle(a), await handle(b)];
    const { hCard } = await b.connect('other');
    const waiting = a.transmit(mine, slow);
    await card.kept();
    expect(toHex((await b.transmit(hCard, count)).data)).toBe('019000');
    const queued = b.transmit(same, count);
    await it.dial();
    expect(card.commands).toHaveLength(1);
    card.release();
    expect(toHex((await waiting).data)).toBe('9000');
    expect(toHex((await queued).data)).toBe('019000');
  });
});

describe('attributes and control', () => {
  test('the ATR, and what does not fit', async () => {
    const hCard = await handle(a);
    const get = (dwAttrId: number, cbAttrLen = 264) => a.ask(M.GET_ATTRIB, { hCard, dwAttrId, cbAttrLen });
    const atr = await get(0x0009_0303);
    expect(toHex(atr.pbAttr.subarray(0, atr.cbAttrLen))).toBe('3b888001000005e0b381a1007f');
    expect(await get(0x0009_0303, 4)).toMatchObject({ rv: SCARD.insufficientBuffer, cbAttrLen: 13 });
    expect((await get(0x7fff_0005)).rv).toBe(SCARD.unsupportedFeature);
    const set = await a.ask(M.SET_ATTRIB, { hCard, dwAttrId: 0x0009_0303, cbAttrLen: 1 });
    expect(set.rv).toBe(SCARD.unsupportedFeature);
  });

  test('features, and what does not fit', async () => {
    const hCard = await handle(a);
    const ask = (cbRecvLength: number) =>
      a.ask(M.CONTROL, { hCard, dwControlCode: 0x4200_0d48, cbRecvLength });
    expect(await ask(6)).toMatchObject({ rv: SCARD.success, dwBytesReturned: 6 });
    expect(toHex(await a.read(6))).toBe('120442330012');
    expect(await ask(5)).toMatchObject({ rv: SCARD.insufficientBuffer, dwBytesReturned: 6 });
    expect(a.unread).toBe(0);
  });
});
