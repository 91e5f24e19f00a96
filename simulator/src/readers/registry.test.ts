import { describe, expect, test } from 'vitest';
import { file, query, secrets, select, verify } from '../card/test-card.ts';
import { hex, toHex } from '../codec/hex.ts';
import { exchange, order, readerProfile, testSimulator, testWorld } from '../test-simulator.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });

/** What the registry tells, in words. */
function hear({ readers }: ReturnType<typeof testSimulator>['simulator']): string[] {
  const heard: string[] = [];
  readers.subscribe(({ type, reader }) => heard.push(`${type} ${reader.id} ${reader.presence}`));
  return heard;
}

describe('readers', () => {
  test('are named after their profile with the first free number, and plugged in that order', () => {
    const { simulator } = testSimulator();
    const added = [readerProfile(), readerProfile('sony/rc-s300'), readerProfile()].map((profile) =>
      simulator.addReader(profile),
    );
    expect(added.map(({ name }) => name)).toEqual([
      'Kazashi TEST Reader 00 00',
      expect.stringMatching(/ 00 00$/),
      'Kazashi TEST Reader 01 00',
    ]);
    expect(added.map(({ id }) => id)).toEqual(['kazashi/generic#0', 'sony/rc-s300#0', 'kazashi/generic#1']);
    simulator.readers.remove(added[0]!);
    expect(simulator.addReader(readerProfile()).name).toBe('Kazashi TEST Reader 00 00');
    expect(simulator.readers.readers.map(({ id }) => id)).toEqual([
      'sony/rc-s300#0',
      'kazashi/generic#1',
      'kazashi/generic#0',
    ]);
  });

  test('number the eleventh 0A', () => {
    const { simulator } = testSimulator();
    for (let n = 0; n < 10; n++) simulator.addReader(readerProfile());
    expect(simulator.addReader(readerProfile()).name).toBe('Kazashi TEST Reader 0A 00');
  });

  test('are found by name or id; an unknown one is refused, naming the ones there are', () => {
    const { simulator } = testSimulator();
    expect(() => simulator.readers.chosen(undefined)).toThrow(code('reader/unknown'));
    const reader = simulator.addReader(readerProfile());
    expect(simulator.readers.get('Kazashi TEST Reader 00 00')).toBe(reader);
    expect(simulator.readers.get('kazashi/generic#0')).toBe(reader);
    expect(simulator.readers.chosen(undefined)).toBe(reader);
    expect(() => simulator.readers.get('Kazashi')).toThrow(code('reader/unknown'));
    expect(() => simulator.readers.get('Kazashi')).toThrow('"Kazashi TEST Reader 00 00"');
  });

  test('tell of themselves and their cards after the fact, in order', async () => {
    const { simulator } = testSimulator();
    const heard = hear(simulator);
    const [first, second] = [await simulator.issueCard(order()), await simulator.issueCard(order())];
    const reader = simulator.addReader(readerProfile(), first);
    simulator.readers.takeOut(reader);
    simulator.readers.takeOut(reader);
    simulator.insert(first, reader);
    simulator.insert(second, reader);
    simulator.readers.remove(reader);
    simulator.readers.remove(reader);
    expect(heard).toEqual([
      'reader.added kazashi/generic#0 present',
      'card.removed kazashi/generic#0 absent',
      'card.inserted kazashi/generic#0 present',
      'card.removed kazashi/generic#0 absent',
      'card.inserted kazashi/generic#0 present',
      'reader.removed kazashi/generic#0 present',
    ]);
  });

  test('hold a card in one place: put into another reader, or added in one, it leaves the first', async () => {
    const { simulator, card, reader } = await testWorld();
    const other = simulator.addReader(readerProfile());
    const heard = hear(simulator);
    simulator.insert(card, other);
    expect([reader.card, other.card]).toEqual([undefined, card]);
    const third = simulator.addReader(readerProfile(), card);
    expect([other.card, third.card]).toEqual([undefined, card]);
    expect(heard).toEqual([
      'card.removed kazashi/generic#0 absent',
      'card.inserted kazashi/generic#1 present',
      'card.removed kazashi/generic#1 absent',
      'reader.added kazashi/generic#2 present',
    ]);
  });

  test('say nothing more to who has unsubscribed', async () => {
    const { simulator } = testSimulator();
    const heard: string[] = [];
    const stop = simulator.readers.subscribe(({ type }) => heard.push(type));
    stop();
    simulator.addReader(readerProfile());
    expect(heard).toEqual([]);
  });
});

describe('a contact', () => {
  test('begins with the Answer to Reset, and has a session of its own', async () => {
    const { reader } = await testWorld();
    const [one, other] = [reader.activate('a'), reader.activate('b')];
    expect(toHex(one.atr)).toBe('3b888001000005e0b381a1007f');
    expect(reader.holders).toBe(2);
    await exchange(one, select.jpki, file('001b'), verify(secrets.signature));
    expect(await exchange(other, select.jpki, '00b08100 02')).toBe('6982');
    expect(await exchange(one, '00b08100 02')).toBe('30829000');
  });

  test('is closed once, and answers no more', async () => {
    const { reader } = await testWorld();
    const contact = reader.activate('a');
    contact.close();
    contact.close();
    expect(reader.holders).toBe(0);
    expect(() => contact.transmit(hex('00840000 08'))).toThrow(code('reader/card-removed'));
  });

  test('is lost when the card is taken out, and with the next card too', async () => {
    const { simulator, card, reader } = await testWorld();
    const contact = reader.activate('a');
    simulator.readers.takeOut(reader);
    simulator.insert(card, reader);
    expect(() => contact.transmit(hex('00840000 08'))).toThrow(code('reader/card-removed'));
    expect(reader.holders).toBe(0);
    expect(await exchange(reader.activate('a'), select.jpki)).toBe('9000');
  });

  test('is lost when the reader is unplugged, which takes no other contact', async () => {
    const { simulator, reader } = await testWorld();
    const contact = reader.activate('a');
    simulator.readers.remove(reader);
    expect(() => contact.transmit(hex('00840000 08'))).toThrow(code('reader/unplugged'));
    expect(() => reader.activate('a')).toThrow(code('reader/unplugged'));
  });

  test('needs a card', () => {
    const { simulator } = testSimulator();
    const reader = simulator.addReader(readerProfile());
    expect(reader.presence).toBe('absent');
    expect(() => reader.activate('a')).toThrow(code('reader/no-card'));
  });

  test('keeps others out when readers serve one at a time, until it is closed', async () => {
    const { reader } = await testWorld({ placement: 'single' });
    const contact = reader.activate('a');
    expect(() => reader.activate('b')).toThrow(code('reader/card-in-use'));
    expect(reader.activate('a')).toBeDefined();
    contact.close();
    expect(() => reader.activate('b')).toThrow(code('reader/card-in-use'));
  });

  test.each(['reversed', 'face-down'] as const)(
    'with a card %s in a contact reader is mute: no ATR and no answer',
    async (orientation) => {
      const { simulator } = testSimulator();
      const card = await simulator.issueCard(order('mynumber/contact-da13'));
      const reader = simulator.addReader(readerProfile('kazashi/generic-contact'));
      simulator.insert(card, reader, orientation);
      expect([reader.presence, reader.orientation]).toEqual(['mute', orientation]);
      const contact = reader.activate('a');
      expect(contact.atr).toHaveLength(0);
      expect(() => contact.transmit(hex('00840000 08'))).toThrow(code('reader/card-mute'));
      simulator.insert(card, reader);
      expect(toHex(reader.activate('a').atr)).toBe('3bda13ff8131fb468012392f31c173c601c03b');
    },
  );

  test.each(['reversed', 'face-down'] as const)(
    'with a card %s on a contactless reader is like any other',
    async (orientation) => {
      const { simulator, card, reader } = await testWorld();
      simulator.insert(card, reader, orientation);
      expect(reader.presence).toBe('present');
      expect(await exchange(reader.activate('a'), select.jpki, file('0018'), query)).toBe('63c3');
    },
  );
});
