import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hex, toHex } from '../../codec/hex.ts';
import { ScriptedCard } from '../test-registry.ts';
import * as M from './messages.ts';
import { SCARD } from './scard.ts';
import type { PcscTestClient } from './test-client.ts';
import { readerName, TestEndpoint } from './test-endpoint.ts';

const count = hex('80 01 00 00');
let it: TestEndpoint;
let card: ScriptedCard;
let bystander: PcscTestClient;
let hCard: number;

beforeEach(async () => {
  card = new ScriptedCard();
  it = await TestEndpoint.start(card);
  bystander = await it.client();
  hCard = (await bystander.connect(readerName)).hCard;
});
afterEach(async () => {
  // Whatever happened, the others go on.
  expect((await bystander.transmit(hCard, count)).rv).toBe(SCARD.success);
  await it.close();
});

/** The connection was closed, with one line that says why. */
async function refused(client: PcscTestClient, reason: RegExp): Promise<void> {
  await client.closed();
  expect(it.log.lines).toEqual(['pcsc client closed']);
  expect(it.log.fields[0]?.reason).toMatch(reason);
}

test.each([
  ['command 0', '00000000 00000000', /unknown command 0/],
  ['an unknown command', '00000000 18000000', /unknown command 24/],
  ['a command that nobody sends', '00000000 03000000', /unknown command 3/],
  ['a struct of the wrong size', '07000000 0b000000', /STATUS of 7 bytes/],
  ['a struct larger than memory', 'ffffffff 09000000', /TRANSMIT of 4294967295 bytes/],
  ['text', '47455420 2f204854', /unknown command/],
])('%s closes the connection', async (_, bytes, reason) => {
  const client = await it.client();
  client.write(hex(bytes));
  await refused(client, reason);
});

test('more data than a buffer holds closes the connection before it comes', async () => {
  const client = await it.client();
  client.write(M.encodeRequest(M.TRANSMIT, 4, { hCard, cbSendLength: 65_549 }));
  await refused(client, /65549 bytes of data/);
});

test('an attribute longer than its field closes the connection', async () => {
  const client = await it.client();
  const own = (await client.connect(readerName)).hCard;
  client.write(M.encodeRequest(M.GET_ATTRIB, 4, { hCard: own, cbAttrLen: 265 }));
  await refused(client, /attribute of 265 bytes/);
});

test.each([
  M.RECONNECT,
  M.DISCONNECT,
  M.BEGIN_TRANSACTION,
  M.END_TRANSACTION,
  M.TRANSMIT,
  M.CONTROL,
  M.STATUS,
  M.GET_ATTRIB,
  M.SET_ATTRIB,
])('$name with a handle of somebody else closes the connection', async (message) => {
  const client = await it.client();
  const bytes = M.encodeRequest(M.STATUS, 4, { hCard });
  const request = new Uint8Array(8 + message.request.size);
  request.set(bytes);
  request[0] = message.request.size & 0xff;
  request[1] = message.request.size >> 8;
  request[4] = message.id;
  client.write(request);
  await refused(client, /not this client's/);
});

test('a handle is worth nothing after its context is released', async () => {
  const client = await it.client();
  const own = (await client.connect(readerName)).hCard;
  await client.ask(M.RELEASE_CONTEXT, { hContext: client.hContext });
  client.write(M.encodeRequest(M.STATUS, 4, { hCard: own }));
  await refused(client, /not this client's/);
});

test('bytes one by one are a message like any other', async () => {
  const client = await it.client();
  const own = (await client.connect(readerName)).hCard;
  const values = { hCard: own, ioSendPciProtocol: 2, cbSendLength: 4, pcbRecvLength: 258 };
  for (const byte of M.encodeRequest(M.TRANSMIT, 4, values, count)) client.write(Uint8Array.of(byte));
  const reply = M.TRANSMIT.reply.decode(await client.read(32));
  expect([reply.rv, toHex(await client.read(reply.pcbRecvLength))]).toEqual([SCARD.success, '019000']);
});

test('requests sent without waiting are answered one after the other', async () => {
  const client = await it.client();
  const own = (await client.connect(readerName)).hCard;
  const values = { hCard: own, ioSendPciProtocol: 2, cbSendLength: 4, pcbRecvLength: 258 };
  client.write(M.encodeRequest(M.TRANSMIT, 4, values, hex('80 03 00 00')));
  for (let i = 0; i < 3; i++) client.write(M.encodeRequest(M.TRANSMIT, 4, values, count));
  await card.kept();
  card.release();
  const answers: string[] = [];
  for (let i = 0; i < 4; i++) {
    const reply = M.TRANSMIT.reply.decode(await client.read(32));
    answers.push(toHex(await client.read(reply.pcbRecvLength)));
  }
  expect(answers).toEqual(['9000', '019000', '029000', '039000']);
});

test('a client that dies in the middle of a message, and one that dies in the middle of a command', async () => {
  const half = await it.client();
  half.write(M.encodeRequest(M.STATUS, 4, { hCard }).subarray(0, 5));
  half.close();
  const busy = await it.client();
  const own = (await busy.connect(readerName)).hCard;
  const answer = busy.transmit(own, hex('80 03 00 00')).catch(() => 'died');
  await card.kept();
  busy.close();
  expect(await answer).toBe('died');
  card.release();
  while ((await bystander.state(readerName)).readerSharing !== 1);
  expect(it.log.lines).toEqual([]);
});

test('a client that never reads is read no further; its answers do not pile up', async () => {
  const client = await it.client();
  const own = (await client.connect(readerName)).hCard;
  client.socket.pause();
  const values = { hCard: own, ioSendPciProtocol: 2, cbSendLength: 7, pcbRecvLength: 65_548 };
  const request = M.encodeRequest(M.TRANSMIT, 4, values, hex('80 02 00 00 00 00 00'));
  const before = card.commands.length;
  for (let i = 0; i < 2_000; i++) client.write(request); // 130 MB of answers, if anybody made them
  let seen = -1;
  while (seen !== card.commands.length) {
    seen = card.commands.length;
    for (let i = 0; i < 5; i++) await bystander.states();
  }
  expect(card.commands.length - before).toBeGreaterThan(0);
  expect(card.commands.length - before).toBeLessThan(20);
  // It is not forgotten: once it reads, it gets all of them.
  client.socket.resume();
  for (let i = 0; i < 2_000; i++) await client.read(32 + 65_538);
  expect(card.commands.length - before).toBe(2_000);
});

test('a card that throws something else is a failed exchange with a log line', async () => {
  const client = await it.client();
  const own = (await client.connect(readerName)).hCard;
  const { execute } = card;
  card.execute = () => {
    throw new Error('no');
  };
  expect((await client.transmit(own, count)).rv).toBe(SCARD.notTransacted);
  card.execute = execute;
  expect(it.log.lines).toEqual(['the card failed']);
});

describe('random bytes', () => {
  test('never stop the server', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 8, maxLength: 400 }), async (bytes) => {
        const client = await it.dial();
        client.write(bytes);
        client.socket.end();
        await client.closed();
      }),
      { numRuns: 100 },
    );
  });

  test('behind the header of a real command get an answer or a closed connection', async () => {
    const commands = M.frames.flatMap((frame) => (frame === undefined ? [] : [frame]));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...commands),
        fc.infiniteStream(fc.nat(255)),
        async (frame, stream) => {
          const client = await it.client();
          const size = frame.requestSize(4);
          const request = new Uint8Array(8 + size);
          request[0] = size & 0xff;
          request[1] = size >> 8;
          request[4] = frame.id;
          for (let i = 8; i < request.length; i++) request[i] = stream.next().value;
          client.write(request);
          client.socket.end();
          await client.closed();
        },
      ),
      { numRuns: 200 },
    );
  });
});
