import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { file, query, secrets, select, verify } from '../card/test-card.ts';
import { hex, toHex } from '../codec/hex.ts';
import { openFileStore } from '../store/file-store.ts';
import { exchange, order, readerProfile, testSimulator, testWorld } from '../test-simulator.ts';
import { Describer } from '../trace/describe.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });
const wrong = verify('0000');

async function world(profile?: { card: string; reader: string }) {
  const built = testSimulator();
  const card = await built.simulator.issueCard(order(profile?.card));
  const other = await built.simulator.issueCard(order(profile?.card, 'test/child'));
  const reader = built.simulator.addReader(readerProfile(profile?.reader), card);
  const { faults } = built.simulator.readers;
  const add = (asked: Record<string, unknown>) => faults.add(reader, asked, other);
  const triesLeft = () => card.secrets.get('jpki/authentication')!.triesLeft;
  /** A new activation with the authentication PIN selected. */
  const atPin = async () => {
    const contact = reader.activate('a');
    await exchange(contact, select.jpki, file('0018'));
    return contact;
  };
  const struck = () => built.simulator.trace.last(100).findLast(({ fault }) => fault !== undefined);
  return { ...built, card, other, reader, faults, add, triesLeft, atPin, struck };
}

describe('a card lifted', () => {
  test('before the VERIFY spends no try; nothing was executed', async () => {
    const { add, atPin, triesLeft, reader, struck } = await world();
    const contact = await atPin();
    add({ kind: 'lift-before', ins: '20' });
    await expect(exchange(contact, wrong)).rejects.toThrow(code('reader/card-removed'));
    expect([triesLeft(), reader.presence]).toEqual([3, 'absent']);
    expect(struck()).toMatchObject({
      fault: { id: '1', kind: 'lift-before' },
      executed: false,
      host: 'reader/card-removed',
      response: hex(''),
    });
  });

  test('after the VERIFY has spent it: the trace tells what the card did and what the host was told', async () => {
    const { add, atPin, triesLeft, reader, struck } = await world();
    const contact = await atPin();
    add({ kind: 'lift-after', ins: '20' });
    await expect(exchange(contact, wrong)).rejects.toThrow(code('reader/card-removed'));
    expect([triesLeft(), reader.presence]).toEqual([2, 'absent']);
    expect(struck()).toMatchObject({
      fault: { kind: 'lift-after' },
      executed: true,
      host: 'reader/card-removed',
      response: hex('63c2'),
      cause: 'verify/mismatch-spends',
    });
  });

  test('is back after the time given, as it lay, and its contacts are not', async () => {
    const { add, atPin, reader, card, timers, simulator } = await world();
    simulator.insert(card, reader, 'face-down');
    const contact = await atPin();
    add({ kind: 'lift-before', ms: 300 });
    await expect(exchange(contact, query)).rejects.toThrow();
    timers.advance(299);
    expect(reader.card).toBeUndefined();
    timers.advance(1);
    expect([reader.card, reader.orientation]).toEqual([card, 'face-down']);
    await expect(async () => contact.transmit(hex(query))).rejects.toThrow(code('reader/card-removed'));
    expect(await exchange(reader.activate('a'), select.jpki)).toBe('9000');
  });

  test('that was to come back is there at once when its fault is cleared, and not moved later', async () => {
    const { add, atPin, reader, card, timers, faults } = await world();
    const contact = await atPin();
    add({ kind: 'lift-before', ms: 300 });
    await expect(exchange(contact, query)).rejects.toThrow();
    faults.clear();
    expect([reader.card, timers.waiting]).toEqual([card, 0]);
  });

  test('does not come back over another one, nor out of another reader', async () => {
    const { add, atPin, reader, card, other, timers, simulator } = await world();
    const contact = await atPin();
    add({ kind: 'lift-before', ms: 300 });
    await expect(exchange(contact, query)).rejects.toThrow();
    simulator.insert(other, reader);
    timers.advance(300);
    expect(reader.card).toBe(other);
    add({ kind: 'lift-before', ms: 300 });
    await expect(exchange(reader.activate('a'), query)).rejects.toThrow();
    const second = simulator.addReader(readerProfile(), other);
    timers.advance(300);
    expect([reader.card, second.card]).toEqual([undefined, other]);
    expect(card).not.toBe(other);
  });
});

describe('a lost answer', () => {
  test('never gives a try back: three of them block the PIN', async () => {
    const { add, atPin, triesLeft, simulator } = await world();
    add({ kind: 'lost-answer', ins: '20', sticky: true });
    const contact = await atPin();
    for (const left of [2, 1, 0]) {
      await expect(exchange(contact, wrong)).rejects.toThrow(code('reader/communication'));
      expect(triesLeft()).toBe(left);
    }
    simulator.readers.faults.clear();
    expect(await exchange(contact, query)).toBe('63c0');
    expect(await exchange(contact, verify('1234'))).toBe('6984');
  });

  test('of a right VERIFY leaves it verified, and its tries at their full number', async () => {
    const { add, atPin, triesLeft } = await world();
    const contact = await atPin();
    await exchange(contact, wrong);
    add({ kind: 'lost-answer', ins: '20' });
    await expect(exchange(contact, verify('1234'))).rejects.toThrow(code('reader/communication'));
    expect(triesLeft()).toBe(3);
  });

  test('never gives a try back over a restart either', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kazashi-faults-'));
    const log = { info: () => {}, warn: () => {} };
    try {
      const { simulator } = testSimulator({ store: await openFileStore(directory, { log }) });
      const reader = simulator.addReader(readerProfile(), await simulator.issueCard(order()));
      simulator.readers.faults.add(reader, { kind: 'lost-answer', ins: '20' });
      const contact = reader.activate('a');
      await exchange(contact, select.jpki, file('0018'));
      await expect(exchange(contact, wrong)).rejects.toThrow(code('reader/communication'));
      await simulator.close();

      const again = testSimulator({ store: await openFileStore(directory, { log }) }).simulator;
      expect(again.card().secrets.get('jpki/authentication')!.triesLeft).toBe(2);
      await again.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('is told in words as what the card did', async () => {
    const { add, atPin, simulator } = await world();
    const contact = await atPin();
    add({ kind: 'lost-answer', ins: '20' });
    await expect(exchange(contact, wrong)).rejects.toThrow();
    const describer = new Describer();
    const told = simulator.trace.last(100).map((entry) => describer.describe(entry));
    expect(told.at(-1)).toMatchObject({
      command: 'VERIFY 0018 user authentication PIN',
      response: '63c2 2 tries left',
    });
  });
});

describe('a late answer', () => {
  test('comes after its time, and the try was spent before', async () => {
    const { add, atPin, triesLeft, timers } = await world();
    const contact = await atPin();
    add({ kind: 'delay', ins: '20', ms: 700 });
    const answer = Promise.resolve(contact.transmit(hex(wrong)));
    let told: string | undefined;
    answer.then((bytes) => {
      told = toHex(bytes);
    });
    await new Promise(setImmediate);
    expect([triesLeft(), told]).toEqual([2, undefined]);
    timers.advance(699);
    await new Promise(setImmediate);
    expect(told).toBeUndefined();
    timers.advance(1);
    expect(toHex(await answer)).toBe('63c2');
  });

  test('does not come once the card is gone; the trace says that it was executed', async () => {
    const { add, atPin, reader, simulator, struck } = await world();
    const contact = await atPin();
    add({ kind: 'delay', ins: '20', ms: 700 });
    const answer = Promise.resolve(contact.transmit(hex(wrong)));
    await new Promise(setImmediate);
    simulator.readers.takeOut(reader);
    await expect(answer).rejects.toThrow(code('reader/card-removed'));
    expect(struck()).toMatchObject({ executed: true, host: 'reader/card-removed', response: hex('63c2') });
  });
});

test('a mute card answers nothing until it is powered anew, and has executed nothing', async () => {
  const { add, atPin, triesLeft, reader } = await world();
  const contact = await atPin();
  add({ kind: 'mute', ins: '20' });
  await expect(exchange(contact, wrong)).rejects.toThrow(code('reader/card-mute'));
  expect(() => contact.transmit(hex(select.jpki))).toThrow(code('reader/card-mute'));
  expect(triesLeft()).toBe(3);
  contact.close();
  expect(await exchange(reader.activate('a'), select.jpki, file('0018'), query)).toBe('63c3');
});

test('a card that resets behind the host’s back has nothing selected and nothing verified', async () => {
  const { add, atPin, struck, simulator } = await world();
  const contact = await atPin();
  await exchange(contact, verify('1234'));
  add({ kind: 'reset' });
  expect(await exchange(contact, query)).toBe('6986');
  expect(await exchange(contact, select.jpki, file('001a'), `802a0080 04 01020304 00`)).not.toMatch(/9000$/);
  expect(struck()).toMatchObject({ fault: { kind: 'reset' }, executed: true });
  expect(struck()).not.toHaveProperty('host');
  const describer = new Describer();
  const told = simulator.trace.last(100).map((entry) => describer.describe(entry).command);
  expect(told).toContain('VERIFY current EF, tries left?');
});

describe('a swapped card', () => {
  test('lies there when the host asks again, with its own counters', async () => {
    const { add, atPin, reader, card, other } = await world();
    const contact = await atPin();
    expect(add({ kind: 'swap', ins: '20' })).toMatchObject({ card: other.id });
    await expect(exchange(contact, wrong)).rejects.toThrow(code('reader/card-removed'));
    expect(reader.card).toBe(other);
    expect([card, other].map((one) => one.secrets.get('jpki/authentication')!.triesLeft)).toEqual([3, 3]);
    expect(await exchange(reader.activate('a'), select.jpki)).toBe('9000');
  });

  test('is swapped back at the next match when the fault is sticky', async () => {
    const { add, reader, card, other } = await world();
    add({ kind: 'swap', sticky: true });
    for (const lies of [other, card, other]) {
      await expect(exchange(reader.activate('a'), select.jpki)).rejects.toThrow();
      expect(reader.card).toBe(lies);
    }
  });

  test('has to be another one that lies nowhere', async () => {
    const { faults, reader, card, other, simulator } = await world();
    expect(() => faults.add(reader, { kind: 'swap' }, undefined)).toThrow(code('fault/no-card'));
    expect(() => faults.add(reader, { kind: 'swap' }, card)).toThrow(code('fault/no-card'));
    simulator.addReader(readerProfile(), other);
    expect(() => faults.add(reader, { kind: 'swap' }, other)).toThrow(code('fault/no-card'));
    expect(faults.list()).toEqual([]);
  });
});

describe('a reader that is gone', () => {
  test('is back under its name after the time given, with its card', async () => {
    const { add, atPin, reader, card, simulator, timers } = await world();
    const contact = await atPin();
    add({ kind: 'reader-gone', ins: '20', ms: 500 });
    await expect(exchange(contact, wrong)).rejects.toThrow(code('reader/unplugged'));
    expect(simulator.readers.readers).toEqual([]);
    expect(() => reader.activate('a')).toThrow(code('reader/unplugged'));
    expect(simulator.addReader(readerProfile()).name).toBe('Kazashi TEST Reader 01 00');
    timers.advance(500);
    expect(simulator.readers.get('Kazashi TEST Reader 00 00')).toBe(reader);
    expect(reader.card).toBe(card);
    expect(await exchange(reader.activate('a'), select.jpki, file('0018'), query)).toBe('63c3');
  });

  test('stays away until the fault is cleared or somebody plugs it in', async () => {
    const { add, atPin, simulator, faults, reader } = await world();
    const lose = async () => {
      const contact = await atPin();
      add({ kind: 'reader-gone' });
      await expect(exchange(contact, query)).rejects.toThrow(code('reader/unplugged'));
      expect(simulator.readers.readers).toEqual([]);
    };
    await lose();
    faults.clear('1');
    expect(simulator.readers.readers).toEqual([reader]);
    await lose();
    expect(faults.remedy('other-port')).toMatchObject({ reader: reader.name, cleared: [] });
    expect(simulator.readers.readers).toEqual([reader]);
  });

  test('gives its card to a reader that asks for it, and comes back empty', async () => {
    const { add, atPin, simulator, card, reader, timers } = await world();
    const contact = await atPin();
    add({ kind: 'reader-gone', ms: 10 });
    await expect(exchange(contact, query)).rejects.toThrow();
    const second = simulator.addReader(readerProfile(), card);
    timers.advance(10);
    expect([reader.card, second.card]).toEqual([undefined, card]);
  });
});

describe('a remedy', () => {
  test('that is the wrong one leaves the fault; the right one ends it', async () => {
    const { add, reader, faults } = await world();
    add({ kind: 'lost-answer', until: 'case-off' });
    const works = async (): Promise<boolean> => {
      try {
        return (await exchange(reader.activate('a'), select.jpki)) === '9000';
      } catch {
        return false;
      }
    };
    for (const wrongOne of ['restart-app', 'restart-reader', 'direct-port', 'other-port', 'hold-still']) {
      expect(faults.remedy(wrongOne)).toEqual({
        remedy: wrongOne,
        reader: reader.name,
        cleared: [],
        left: ['1'],
      });
      expect(await works()).toBe(false);
    }
    expect(faults.remedy('case-off')).toMatchObject({ cleared: ['1'], left: [] });
    expect(await works()).toBe(true);
    expect(reader.faults).toBeUndefined();
  });

  test('of the hand lays a lifted card down again', async () => {
    const { add, atPin, reader, card, faults } = await world();
    const contact = await atPin();
    add({ kind: 'lift-before', until: 'hold-still' });
    await expect(exchange(contact, query)).rejects.toThrow();
    faults.remedy('hold-still');
    expect(reader.card).toBe(card);
  });

  test('of turning makes a card that lies the wrong way round answer', async () => {
    const { faults, reader, card, simulator } = await world({
      card: 'mynumber/contact-da13',
      reader: 'kazashi/generic-contact',
    });
    simulator.insert(card, reader, 'reversed');
    faults.remedy('restart-reader');
    expect(reader.presence).toBe('mute');
    faults.remedy('turn-card');
    expect(reader.presence).toBe('present');
  });

  test('that cannot be done at this reader is refused, and so is a fault that waits for it', async () => {
    const contactless = await world();
    expect(() => contactless.add({ kind: 'mute', until: 'turn-card' })).toThrow(code('fault/not-here'));
    expect(() => contactless.faults.remedy('turn-card')).toThrow(code('fault/not-here'));
    const contact = await world({ card: 'mynumber/contact-da13', reader: 'kazashi/generic-contact' });
    for (const name of ['case-off', 'hold-still']) {
      expect(() => contact.add({ kind: 'mute', until: name })).toThrow(code('fault/not-here'));
    }
    expect(() => contact.faults.remedy('rub-it')).toThrow(code('fault/remedy-unknown'));
  });
});

describe('faults', () => {
  test('cost a reader nothing once there are none', async () => {
    const { add, faults, reader, atPin } = await world();
    expect(reader.faults).toBeUndefined();
    add({ kind: 'lost-answer', nth: 5, ins: '88' });
    expect(reader.faults).toBeDefined();
    faults.clear();
    expect(reader.faults).toBeUndefined();
    const contact = await atPin();
    add({ kind: 'reset', ins: '84' });
    await exchange(contact, '00840000 08');
    expect(reader.faults).toBeUndefined();
    expect(contact.transmit(hex('00840000 08'))).toBeInstanceOf(Uint8Array);
  });

  test('count what reaches the card, not what the reader answers itself', async () => {
    const { add, reader, faults } = await world();
    add({ kind: 'lost-answer', nth: 2 });
    const contact = reader.activate('a');
    await exchange(contact, 'ffca000000', select.jpki, 'ffca000000');
    expect(faults.list()).toMatchObject([{ seen: 1, fired: 0, over: false }]);
    await expect(exchange(contact, file('0018'))).rejects.toThrow(code('reader/communication'));
    expect(faults.list()).toMatchObject([{ seen: 2, fired: 1, over: true }]);
  });

  test('of one reader leave the other alone', async () => {
    const { simulator, reader } = await testWorld();
    const other = simulator.addReader(readerProfile(), await simulator.issueCard(order()));
    simulator.readers.faults.add(reader, { kind: 'lost-answer', sticky: true });
    expect(await exchange(other.activate('a'), select.jpki)).toBe('9000');
    await expect(exchange(reader.activate('a'), select.jpki)).rejects.toThrow();
  });

  test('that are unknown cannot be cleared', async () => {
    const { faults } = await world();
    expect(() => faults.clear('9')).toThrow(code('fault/unknown'));
  });

  test('strike every activation of the reader, also a signature under way', async () => {
    const { add, reader } = await world();
    add({ kind: 'reset', ins: '2a' });
    const contact = reader.activate('a');
    await exchange(contact, select.jpki, file('001b'), verify(secrets.signature), file('001a'));
    expect(await exchange(contact, `802a0080 13 3031300d060960864801650304020105000420 00`)).toMatch(/^6/);
  });
});
