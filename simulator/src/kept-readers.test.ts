import { describe, expect, test } from 'vitest';
import { toHex } from './codec/hex.ts';
import { strangerCard } from './media/strangers.ts';
import { contentsOf } from './reader-contents.ts';
import type { Simulator } from './simulator.ts';
import type { Change, Json, Store } from './store/store.ts';
import { order, readerProfile, testSimulator, testWorld } from './test-simulator.ts';

/** What a process leaves behind, and the next one finds. */
class LeftStore implements Store {
  readonly entries: ReadonlyMap<string, Json>;
  readonly left: Map<string, Json>;
  constructor(left: ReadonlyMap<string, Json> = new Map()) {
    this.entries = new Map(left);
    this.left = new Map(left);
  }
  commit(change: Change): undefined {
    for (const [key, value] of change) {
      if (value === null) this.left.delete(key);
      else this.left.set(key, value);
    }
  }
  async close(): Promise<void> {}
}

const pcsc = 'Kazashi TEST Reader 00 00';
const contactReader = `${readerProfile('kazashi/generic-contact').name} 00 00`;
const lyingIn = ({ readers }: Simulator, name = pcsc) => contentsOf(readers.get(name));
const everything = [{ card: '1', coupling: 0.5 }, { card: 'stranger/payment' }, { card: 'stranger/felica' }];

/** The card badly laid, with strangers on top of it, and a second card the wrong way round among contacts. */
async function world(store?: Store) {
  const { simulator, card, reader } = await testWorld(store === undefined ? {} : { store });
  const second = await simulator.issueCard(order('mynumber/contact-3be0'));
  const contacts = simulator.addReader(readerProfile('kazashi/generic-contact'));
  simulator.readers.insert(reader, card, 'normal', { coupling: 0.5 });
  simulator.readers.stack(reader, strangerCard('stranger/payment')!);
  simulator.readers.stack(reader, strangerCard('stranger/felica')!);
  simulator.readers.insert(contacts, second, 'face-down');
  return { simulator, card, second, reader, contacts };
}

describe('a snapshot', () => {
  test('lays back what lay in the readers: on top of each other, how well, and which way round', async () => {
    const { simulator, reader, contacts } = await world();
    const saved: unknown = JSON.parse(JSON.stringify(simulator.save()));
    simulator.readers.takeOut(reader);
    simulator.insert(simulator.card('2'), contacts);
    expect(await simulator.load(saved)).toEqual([]);
    expect(lyingIn(simulator)).toEqual(everything);
    expect(lyingIn(simulator, contactReader)).toEqual([{ card: '2', orientation: 'face-down' }]);
    expect(contacts.presence).toBe('mute');
    expect(JSON.parse(JSON.stringify(simulator.save()))).toEqual(saved);
  });

  test('takes away what did not lie there, also from the top', async () => {
    const { simulator, reader, card } = await testWorld();
    const saved = simulator.save();
    simulator.readers.stack(reader, strangerCard('stranger/licence')!);
    await simulator.load(saved);
    expect(reader.cards).toEqual([card]);
  });

  test('leaves open contacts where everything lies as it lay', async () => {
    const { simulator, reader } = await testWorld();
    const saved = simulator.save();
    const contact = reader.activate('memory');
    await simulator.load(saved);
    expect(toHex(await contact.transmit(Uint8Array.of(0x00, 0xa4, 0x02, 0x0c, 0x02, 0x00, 0x0a)))).toBe(
      '6986',
    );
  });

  test('lays into readers that are unplugged for a while too', async () => {
    const { simulator, reader } = await world();
    simulator.readers.unplug(reader);
    const saved = simulator.save();
    simulator.readers.takeOut(reader);
    await simulator.load(saved);
    simulator.readers.plug(reader);
    expect(lyingIn(simulator)).toEqual(everything);
  });

  test('tells what it could not lay back: no such reader, no such card', async () => {
    const { simulator } = await world();
    const saved = simulator.save();
    const { simulator: other } = testSimulator();
    other.addReader(readerProfile());
    const readers = saved.readers.map((reader) => ({ ...reader, card: null }));
    const strange = [{ name: pcsc, card: null, lying: [{ card: 'stranger/elephant' }] }];
    expect(await other.load({ ...saved, readers })).toEqual([
      { reader: contactReader, card: '2', why: 'no-reader' },
    ]);
    expect(lyingIn(other)).toEqual(everything);
    expect(await other.load({ ...saved, readers: strange })).toEqual([
      { reader: pcsc, card: 'stranger/elephant', why: 'no-card' },
    ]);
    expect(lyingIn(other)).toEqual([]);
  });

  test('tells of what does not fit: two cards in one slot', async () => {
    const { simulator } = await world();
    const saved = simulator.save();
    const readers = [{ name: contactReader, card: null, lying: [{ card: '2' }, { card: '1' }] }];
    expect(await simulator.load({ ...saved, readers })).toEqual([
      { reader: contactReader, card: '1', why: 'does-not-fit' },
    ]);
    expect(lyingIn(simulator, contactReader)).toEqual([{ card: '2' }]);
  });

  test('of an older kind names one card for each reader, which stays as it lies', async () => {
    const { simulator } = await world();
    const saved = simulator.save();
    const readers = saved.readers.map(({ name, card }) => ({ name, card }));
    simulator.insert(simulator.card('1'), simulator.readers.get(contactReader));
    expect(await simulator.load({ ...saved, readers })).toEqual([]);
    expect(lyingIn(simulator)).toEqual([{ card: '1' }]);
    expect(lyingIn(simulator, contactReader)).toEqual([{ card: '2' }]);
    await simulator.load({ ...saved, readers });
    expect(lyingIn(simulator)).toEqual([{ card: '1' }]);
  });

  test.each([
    'card',
    [{ id: '1' }],
    [{ card: '1', coupling: 2 }],
    [{ card: '1', coupling: '1' }],
    [{ card: '1', orientation: 'upright' }],
    [null],
  ])('in which %j lies is none, and nothing moves', async (lying) => {
    const { simulator } = await world();
    const readers = [{ name: pcsc, card: '1', lying }];
    await expect(simulator.load({ ...simulator.save(), readers })).rejects.toMatchObject({
      code: 'snapshot/form',
    });
    expect(lyingIn(simulator)).toEqual(everything);
  });
});

describe('a state directory', () => {
  /** The next process, with the same readers; the card lies in the first of them, as `up` begins. */
  function next(store: LeftStore, layBack = true) {
    const found = new LeftStore(store.left);
    const { simulator } = testSimulator({ store: found });
    simulator.addReader(readerProfile(), simulator.card('1'));
    simulator.addReader(readerProfile('kazashi/generic-contact'));
    return { simulator, store: found, notLaid: simulator.keepReaders(layBack) };
  }

  test('keeps what lies in the readers, whatever moves', async () => {
    const store = new LeftStore();
    const { simulator, reader } = await world(store);
    expect(store.left.get('readers')).toBeUndefined();
    simulator.keepReaders(true);
    expect(lyingIn(next(store).simulator)).toEqual(everything);
    simulator.readers.takeOut(reader, strangerCard('stranger/payment'));
    const again = next(store);
    expect(again.notLaid).toEqual([]);
    expect(lyingIn(again.simulator)).toEqual([{ card: '1', coupling: 0.5 }, { card: 'stranger/felica' }]);
    expect(lyingIn(again.simulator, contactReader)).toEqual([{ card: '2', orientation: 'face-down' }]);
  });

  test('of readers that were left empty leaves them empty', async () => {
    const store = new LeftStore();
    const { simulator, reader } = await world(store);
    simulator.keepReaders(true);
    simulator.readers.takeOut(reader);
    expect(lyingIn(next(store).simulator)).toEqual([]);
  });

  test('is not asked when nothing is to be laid back, and keeps what lies there then', async () => {
    const store = new LeftStore();
    (await world(store)).simulator.keepReaders(true);
    const { simulator, store: left } = next(store, false);
    expect(lyingIn(simulator)).toEqual([{ card: '1' }]);
    expect(lyingIn(next(left).simulator)).toEqual([{ card: '1' }]);
  });

  test('does not forget a reader that is not there this time, and forgets one that was removed', async () => {
    const store = new LeftStore();
    (await world(store)).simulator.keepReaders(true);
    const found = new LeftStore(store.left);
    const { simulator } = testSimulator({ store: found });
    const reader = simulator.addReader(readerProfile());
    simulator.keepReaders(true);
    expect(lyingIn(simulator)).toEqual(everything);
    simulator.readers.remove(reader);
    const { simulator: last } = next(found);
    expect(lyingIn(last, contactReader)).toEqual([{ card: '2', orientation: 'face-down' }]);
    expect(lyingIn(last)).toEqual([{ card: '1' }]);
  });

  test('follows a snapshot that is loaded', async () => {
    const store = new LeftStore();
    const { simulator, reader } = await world(store);
    simulator.keepReaders(true);
    const saved = simulator.save();
    expect(Object.keys(saved.entries)).not.toContain('readers');
    simulator.readers.takeOut(reader);
    await simulator.load(saved);
    expect(lyingIn(next(store).simulator)).toEqual(everything);
  });

  test('in which the readers hold nonsense lays nothing back and goes on', async () => {
    const store = new LeftStore();
    (await world(store)).simulator.keepReaders(true);
    store.left.set('readers', { [pcsc]: [{ card: 1 }], [contactReader]: [{ card: '7' }] });
    const { simulator, notLaid } = next(store);
    expect(notLaid).toEqual([{ reader: contactReader, card: '7', why: 'no-card' }]);
    expect(lyingIn(simulator)).toEqual([{ card: '1' }]);
  });
});
