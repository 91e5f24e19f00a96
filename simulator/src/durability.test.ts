import { describe, expect, test } from 'vitest';
import { changeReferenceData, file, query, secrets, select, verify } from './card/test-card.ts';
import { hex, toHex } from './codec/hex.ts';
import type { Simulator } from './simulator.ts';
import { CrashingDirectory, type Disk, everyDisk } from './store/crashing-directory.ts';
import { openFileStore } from './store/file-store.ts';
import type { Change, Json, Store } from './store/store.ts';
import { exchange, order, readerProfile, testSimulator, testWorld } from './test-simulator.ts';

/** Makes nothing durable before it is told to. */
class HeldStore implements Store {
  readonly entries: ReadonlyMap<string, Json> = new Map();
  readonly waiting: {
    readonly change: Change;
    readonly resolve: () => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  hold = false;
  commit(change: Change): Promise<void> | undefined {
    if (!this.hold) return undefined;
    return new Promise((resolve, reject) => this.waiting.push({ change, resolve, reject }));
  }
  async close(): Promise<void> {}
}

/** Lets everything run that can. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const said = (answer: Uint8Array | Promise<Uint8Array>): { text: string | undefined } => {
  const told: { text: string | undefined } = { text: undefined };
  Promise.resolve(answer).then(
    (bytes) => {
      told.text = toHex(bytes);
    },
    (error: { code: string }) => {
      told.text = error.code;
    },
  );
  return told;
};

async function heldWorld() {
  const store = new HeldStore();
  const fatal: unknown[] = [];
  const world = await testWorld({ store, onFatal: (error) => fatal.push(error) });
  const contact = world.reader.activate('a');
  await exchange(contact, select.jpki, file('0018'));
  store.hold = true;
  return { ...world, store, contact, fatal };
}

describe('the answer to a wrong VERIFY', () => {
  test('leaves once the try is spent on disk, and not before', async () => {
    const { store, contact } = await heldWorld();
    const told = said(contact.transmit(hex(verify('0000'))));
    await turn();
    expect(told.text).toBeUndefined();
    expect([...store.waiting[0]!.change.values()]).toEqual([
      expect.objectContaining({ context: { triesLeft: 2 } }),
    ]);
    store.waiting[0]!.resolve();
    await turn();
    expect(told.text).toBe('63c2');
  });

  test('is told to nobody before: no trace, no state, no other session, no desk', async () => {
    const { store, contact, reader, simulator } = await heldWorld();
    const other = reader.activate('b');
    await exchange(other, select.jpki, file('0018'));
    const traced = simulator.trace.next;
    said(contact.transmit(hex(verify('0000'))));
    const asked = said(other.transmit(hex(query)));
    let settled = false;
    let refused = false;
    simulator.settled().then(() => {
      settled = true;
    });
    simulator.send({ type: 'counter.liftHold' }).then(() => {
      refused = true;
    });
    await turn();
    expect({ asked: asked.text, settled, refused, traced: simulator.trace.next - traced }).toEqual({
      asked: undefined,
      settled: false,
      refused: false,
      traced: 0,
    });
    store.waiting[0]!.resolve();
    await turn();
    expect({ asked: asked.text, settled, refused }).toEqual({ asked: '63c2', settled: true, refused: true });
    expect(simulator.trace.last(2).map(({ response }) => toHex(response))).toEqual(['63c2', '63c2']);
  });

  test('waits for its own change, and another answer for all that were made before it', async () => {
    const { store, contact, reader } = await heldWorld();
    const [first, second] = ['0000', '9999'].map((value) => said(contact.transmit(hex(verify(value)))));
    store.waiting[0]!.resolve();
    await turn();
    const other = said(reader.activate('b').transmit(hex(select.jpki)));
    await turn();
    expect([first!.text, second!.text, other.text]).toEqual(['63c2', undefined, undefined]);
    store.waiting[1]!.resolve();
    await turn();
    expect([second!.text, other.text]).toEqual(['63c1', '9000']);
  });
});

test('with nothing on its way to the disk answers come at once', async () => {
  const { contact, store } = await heldWorld();
  expect(contact.transmit(hex(query))).toBeInstanceOf(Uint8Array);
  expect(contact.transmit(hex(verify(secrets.authentication)))).toBeInstanceOf(Uint8Array);
  expect(store.waiting).toHaveLength(0);
});

test('after a change could not be made durable the card is mute, for every session, and it is told once', async () => {
  const { store, contact, reader, simulator, fatal } = await heldWorld();
  const other = reader.activate('b');
  const first = said(contact.transmit(hex(verify('0000'))));
  const second = said(contact.transmit(hex(verify('0000'))));
  store.waiting[0]!.reject(new Error('no space left'));
  store.waiting[1]!.reject(new Error('refused after the first'));
  await turn();
  expect([first.text, second.text]).toEqual(['reader/card-mute', 'reader/card-mute']);
  const later = [
    contact.transmit(hex(query)),
    other.transmit(hex(select.jpki)),
    contact.transmit(hex(verify('0000'))),
  ].map(said);
  await turn();
  expect(later.map(({ text }) => text)).toEqual(['reader/card-mute', 'reader/card-mute', 'reader/card-mute']);
  await expect(simulator.send({ type: 'callCentre.holdCard' })).rejects.toThrow('no space left');
  expect(fatal).toEqual([expect.objectContaining({ message: 'no space left' })]);
});

test('a command handed over is completed and its try spent, though the card is taken away before the answer', async () => {
  const { store, contact, reader, card, simulator } = await heldWorld();
  const told = said(contact.transmit(hex(verify('0000'))));
  simulator.readers.takeOut(reader);
  store.waiting[0]!.resolve();
  await turn();
  expect(told.text).toBe('reader/card-removed');
  expect(card.secrets.get('jpki/authentication')?.triesLeft).toBe(2);
});

test('the time that the card takes is waited for on the timers, after the change is durable', async () => {
  const { simulator, timers } = testSimulator();
  const { card, person } = order();
  const paced = await simulator.issueCard({
    person,
    card: { ...card, executionTimeMs: { command: 10, verify: 50, signature: 300 } },
  });
  const contact = simulator.addReader(readerProfile(), paced).activate('a');
  const told = said(contact.transmit(hex(select.jpki)));
  await turn();
  timers.advance(9);
  await turn();
  expect(told.text).toBeUndefined();
  timers.advance(1);
  await turn();
  expect(told.text).toBe('9000');
});

/** What card and books remember, as it is found on disk. */
function remembered(simulator: Simulator): string {
  const [card] = simulator.cards.values();
  if (card === undefined) return 'no card';
  const books = [...simulator.world.books.all].map(({ kind, machine }) => [kind, machine.snapshot.value]);
  return JSON.stringify([[...card.save()], books]);
}

type Step = (simulator: Simulator, send: (...commands: string[]) => Promise<string>) => Promise<unknown>;
/** Everything that moves what a card remembers. */
const steps: Readonly<Record<string, Step>> = {
  'a wrong VERIFY': (_simulator, send) => send(verify('0000')),
  another: (_simulator, send) => send(verify('0000')),
  'the right VERIFY': (_simulator, send) => send(verify('1234')),
  'a signature': (_simulator, send) => send('802a0097 01 5a 00'),
  'a change of the value': (_simulator, send) => send(changeReferenceData('4321', '98')),
  'a wrong VERIFY with the old value': (_simulator, send) => send(verify('1234', '98')),
  'the last try but one': (_simulator, send) => send(verify('1234', '98')),
  'the last try': (_simulator, send) => send(verify('1234', '98')),
  'a VERIFY of the blocked secret': (_simulator, send) => send(verify('4321', '98')),
  'a reset at the counter with a new value': (simulator) =>
    simulator.send({ type: 'counter.resetSecret', data: { secret: 'jpki/authentication', value: '8642' } }),
  'a hold': (simulator) => simulator.send({ type: 'callCentre.holdCard' }),
  'its end': (simulator) => simulator.send({ type: 'counter.liftHold' }),
};

/** Issues a card and walks the steps, with something to do before and after each. */
async function walk(
  store: Store | undefined,
  around: (simulator: Simulator, step: () => Promise<unknown>) => Promise<void>,
) {
  const { simulator } = testSimulator(store === undefined ? {} : { store });
  await around(simulator, async () => simulator.issueCard(order()));
  const contact = simulator.addReader(readerProfile(), simulator.card()).activate('memory');
  const send = (...commands: string[]): Promise<string> => exchange(contact, ...commands);
  await send(select.jpki, file('0018'));
  for (const step of Object.values(steps)) await around(simulator, () => step(simulator, send));
}

let nonce = 0;
const open = (directory: CrashingDirectory): Promise<Store> =>
  openFileStore('/state', {
    openDirectory: async () => directory,
    processes: {
      self: { host: 'a', boot: 'b', space: 'c', pid: 1, started: '1', nonce: `${nonce++}` },
      stateOf: () => 'dead',
      pause: async () => {},
    },
    sectors: 32,
  });

test('a crash at any instant of any step gives no try back and takes nothing back that was answered', async () => {
  const states = ['no card'];
  await walk(undefined, async (simulator, step) => {
    await step();
    states.push(remembered(simulator));
  });
  // The right VERIFY leads back to the start; a signature and a VERIFY of the blocked secret move nothing.
  expect(new Set(states).size).toBe(states.length - 3);

  const directory = new CrashingDirectory();
  directory.expect([states[0]!]);
  let taken = 0;
  await walk(await open(directory), async (_simulator, step) => {
    directory.expect([states[taken]!, states[taken + 1]!]);
    await step();
    taken++;
    directory.expect([states[taken]!]);
  });
  expect(taken).toBe(states.length - 1);

  const reopened = async (disk: Disk): Promise<string> =>
    remembered(testSimulator({ store: await open(new CrashingDirectory(disk)) }).simulator);
  let tried = 0;
  for (let length = 1; length <= directory.journal.length; length++) {
    const expected = directory.expectedAt(length);
    const disks =
      everyDisk(directory, length, 16) ??
      [0, 1].map((which) => directory.afterPowerCut(length, (of) => Math.min(which, of - 1)));
    for (const disk of disks) {
      expect(expected, `after operation ${length}`).toContain(await reopened(disk));
      tried++;
    }
  }
  expect(tried).toBeGreaterThan(60);
}, 60_000);

test('kill -9 after any step leaves what was answered', async () => {
  let directory = new CrashingDirectory();
  for (let kills = 0; kills < 3; kills++) {
    const { simulator } = testSimulator({ store: await open(directory) });
    const card = simulator.cards.get('1') ?? (await simulator.issueCard(order()));
    expect(card.secrets.get('text/number-a')?.triesLeft).toBe(10 - kills);
    const contact = simulator.addReader(readerProfile(), card).activate('memory');
    expect(await exchange(contact, select.text, file('0014'), verify('000000000000'))).toBe(
      `63c${9 - kills}`,
    );
    directory = directory.kill();
  }
});
