/** Faults as programs meet them: each kind through each endpoint. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { file, query, select, verify } from '../card/test-card.ts';
import { hex, toHex } from '../codec/hex.ts';
import { order, readerProfile, testSimulator } from '../test-simulator.ts';
import { startMemoryEndpoint } from './memory/memory-endpoint.ts';
import * as M from './pcsc/messages.ts';
import { startPcscEndpoint } from './pcsc/pcsc-endpoint.ts';
import { CardState, Disposition, Protocol, SCARD, ShareMode } from './pcsc/scard.ts';
import { PcscTestClient } from './pcsc/test-client.ts';
import { TestLog, testRandom } from './test-registry.ts';
import { TestVpcd } from './vpcd/test-vpcd.ts';
import { ControlByte } from './vpcd/virtual-icc.ts';
import { startVpcdEndpoint } from './vpcd/vpcd-endpoint.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const name = 'Kazashi TEST Reader 00 00';
const wrong = verify('0000');

async function world() {
  const built = testSimulator();
  const { simulator, timers } = built;
  const card = await simulator.issueCard(order());
  const other = await simulator.issueCard(order(undefined, 'test/child'));
  const reader = simulator.addReader(readerProfile(), card);
  return {
    ...built,
    reader,
    card,
    other,
    common: { registry: simulator.readers, timers, log: new TestLog() },
    add: (asked: Record<string, unknown>) => simulator.readers.faults.add(reader, asked, other),
    triesLeft: () => card.secrets.get('jpki/authentication')!.triesLeft,
  };
}

describe('over PC/SC', () => {
  async function pcsc() {
    const built = await world();
    const directory = await mkdtemp(join(tmpdir(), 'kazashi-faults-'));
    const path = join(directory, 's');
    const endpoint = await startPcscEndpoint({ path, ...built.common, random: testRandom() });
    const client = await PcscTestClient.open(path);
    cleanUp.push(async () => {
      client.close();
      await endpoint.close();
      await rm(directory, { recursive: true });
    });
    const { hCard } = await client.connect(name);
    const send = async (command: string): Promise<string | number> => {
      const { rv, data } = await client.transmit(hCard, hex(command));
      return rv === SCARD.success ? toHex(data) : rv;
    };
    const reconnect = async (): Promise<number> => {
      const { rv } = await client.ask(M.RECONNECT, {
        hCard,
        dwShareMode: ShareMode.shared,
        dwPreferredProtocols: Protocol.t1,
        dwInitialization: Disposition.reset,
      });
      return rv;
    };
    await send(select.jpki);
    await send(file('0018'));
    return { ...built, path, client, hCard, send, reconnect };
  }

  test('a card lifted before the command: removed, and no try is spent', async () => {
    const { add, send, triesLeft, client } = await pcsc();
    add({ kind: 'lift-before', ins: '20' });
    expect(await send(wrong)).toBe(SCARD.noSmartcard);
    expect(await send(query)).toBe(SCARD.removedCard);
    expect([triesLeft(), (await client.state(name)).readerState & CardState.absent]).toEqual([
      3,
      CardState.absent,
    ]);
  });

  test('a card lifted after the command: removed, and the try is spent', async () => {
    const { add, send, triesLeft } = await pcsc();
    add({ kind: 'lift-after', ins: '20' });
    expect(await send(wrong)).toBe(SCARD.noSmartcard);
    expect(triesLeft()).toBe(2);
  });

  test('a lost answer: not transacted, the try is spent, and the connection goes on', async () => {
    const { add, send, triesLeft } = await pcsc();
    add({ kind: 'lost-answer', ins: '20' });
    expect(await send(wrong)).toBe(SCARD.notTransacted);
    expect(triesLeft()).toBe(2);
    expect(await send(query)).toBe('63c2');
  });

  test('a late answer: nothing before its time', async () => {
    const { add, send, timers, triesLeft } = await pcsc();
    add({ kind: 'delay', ins: '20', ms: 900 });
    const before = timers.waiting;
    const answer = send(wrong);
    while (timers.waiting === before) await new Promise(setImmediate);
    expect(triesLeft()).toBe(2);
    timers.advance(900);
    expect(await answer).toBe('63c2');
  });

  test('a mute card: nothing until a reset', async () => {
    const { add, send, reconnect, triesLeft } = await pcsc();
    add({ kind: 'mute', ins: '20' });
    expect(await send(wrong)).toBe(SCARD.notTransacted);
    expect(await send(select.jpki)).toBe(SCARD.notTransacted);
    expect(await reconnect()).toBe(SCARD.success);
    expect([await send(select.jpki), triesLeft()]).toEqual(['9000', 3]);
  });

  test('a reset behind the host’s back: no mark, only the card knows', async () => {
    const { add, send } = await pcsc();
    await send(verify('1234'));
    add({ kind: 'reset', ins: '20' });
    expect(await send(query)).toBe('6986');
  });

  test('a swapped card: removed, and another one lies there', async () => {
    const { add, send, reader, other, client, reconnect } = await pcsc();
    add({ kind: 'swap', ins: '20' });
    expect(await send(wrong)).toBe(SCARD.noSmartcard);
    expect(reader.card).toBe(other);
    expect(await send(query)).toBe(SCARD.removedCard);
    expect((await client.state(name)).readerState & CardState.present).toBe(CardState.present);
    expect(await reconnect()).toBe(SCARD.success);
    expect(await send(select.jpki)).toBe('9000');
  });

  test('a reader gone: unavailable, and back with its card', async () => {
    const { add, send, timers, client } = await pcsc();
    add({ kind: 'reader-gone', ins: '20', ms: 400 });
    expect(await send(wrong)).toBe(SCARD.readerUnavailable);
    expect(await client.states()).toEqual([]);
    timers.advance(400);
    expect((await client.state(name)).readerState & CardState.present).toBe(CardState.present);
    const { rv, hCard } = await client.connect(name);
    expect([rv, toHex((await client.transmit(hCard, hex(select.jpki))).data)]).toEqual([
      SCARD.success,
      '9000',
    ]);
  });

  test('a client that waits is told of a card that a fault takes away', async () => {
    const { add, send, path } = await pcsc();
    const watcher = await PcscTestClient.open(path);
    cleanUp.push(async () => watcher.close());
    await watcher.wait();
    add({ kind: 'lift-before' });
    await send(query);
    expect(await watcher.signal()).toBe(SCARD.success);
  });
});

describe('over memory', () => {
  async function memory() {
    const built = await world();
    const endpoint = startMemoryEndpoint({ registry: built.simulator.readers });
    cleanUp.push(() => endpoint.close());
    const connection = endpoint.connect(name);
    const send = async (command: string): Promise<string> => {
      try {
        return toHex(await connection.transmit(hex(command)));
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    await send(select.jpki);
    await send(file('0018'));
    return { ...built, connection, send };
  }

  test.each<[string, string, number]>([
    ['lift-before', 'reader/card-removed', 3],
    ['lift-after', 'reader/card-removed', 2],
    ['lost-answer', 'reader/communication', 2],
    ['mute', 'reader/card-mute', 3],
    ['reset', '6986', 3],
    ['swap', 'reader/card-removed', 3],
    ['reader-gone', 'reader/unplugged', 3],
  ])('%s tells %s and leaves %d tries', async (kind, told, left) => {
    const { add, send, triesLeft } = await memory();
    add({ kind, ins: '20' });
    expect([await send(wrong), triesLeft()]).toEqual([told, left]);
  });
});

describe('over vpcd', () => {
  async function vpcd() {
    const built = await world();
    const daemon = await TestVpcd.listen(1);
    const endpoint = await startVpcdEndpoint({
      direction: 'connect',
      host: '127.0.0.1',
      port: daemon.port,
      ...built.common,
    });
    cleanUp.push(async () => {
      await endpoint.close();
      await daemon.close();
    });
    const slot = await daemon.card();
    slot.control(ControlByte.powerOn);
    const send = async (command: string): Promise<string> => {
      const answer = slot.ask(hex(command));
      const gone = slot.closed().then(() => 'ejected');
      return Promise.race([answer.then(toHex).catch(() => 'ejected'), gone]);
    };
    await send(select.jpki);
    await send(file('0018'));
    return { ...built, daemon, slot, send };
  }

  // vpcd knows no error but the end of its connection, which its reader tells as a removal.
  test.each<[string, string, number]>([
    ['lift-before', 'ejected', 3],
    ['lift-after', 'ejected', 2],
    ['lost-answer', 'ejected', 2],
    ['mute', 'ejected', 3],
    ['reset', '6986', 3],
    ['swap', 'ejected', 3],
    ['reader-gone', 'ejected', 3],
  ])('%s: %s, and %d tries are left', async (kind, told, left) => {
    const { add, send, triesLeft } = await vpcd();
    add({ kind, ins: '20' });
    expect([await send(wrong), triesLeft()]).toEqual([told, left]);
  });

  test('a card whose answer was lost comes again', async () => {
    const { add, send, daemon, timers } = await vpcd();
    add({ kind: 'lost-answer', ins: '20' });
    expect(await send(wrong)).toBe('ejected');
    while (timers.waiting === 0) await new Promise(setImmediate);
    timers.advance(2_000);
    const again = await daemon.card();
    again.control(ControlByte.powerOn);
    expect(toHex(await again.ask(hex(select.jpki)))).toBe('9000');
  });
});
