import { describe, expect, test } from 'vitest';
import { file, query, secrets, select, verify } from './card/test-card.ts';
import { fromJst } from './clock/calendar.ts';
import { MemoryStore } from './store/memory-store.ts';
import type { Change, Json } from './store/store.ts';
import { exchange, order, readerProfile, testSimulator, testWorld } from './test-simulator.ts';

/** Remembers what was committed, for the next simulator to begin with. */
class RememberingStore extends MemoryStore {
  override readonly entries = new Map<string, Json>();
  readonly changes: Change[] = [];
  override commit(change: Change): undefined {
    this.changes.push(change);
    for (const [key, value] of change) {
      if (value === null) this.entries.delete(key);
      else this.entries.set(key, JSON.parse(JSON.stringify(value)));
    }
  }
}

const spend = [select.jpki, file('0018'), verify('0000')];

describe('a world', () => {
  test('numbers its cards from 1, each with keys and serial numbers of its own', async () => {
    const { simulator } = testSimulator();
    const cards = [
      await simulator.issueCard(order()),
      await simulator.issueCard(order('mynumber/contact-da13', 'test/child')),
    ];
    expect(cards.map(({ id }) => id)).toEqual(['1', '2']);
    const keys = cards.flatMap(({ facts }) => [
      facts.signature?.keyName,
      facts.authentication.keyName,
      facts.textKeyName,
    ]);
    expect(new Set(keys).size).toBe(6);
    expect(simulator.card('2')).toBe(cards[1]);
    expect(() => simulator.card('3')).toThrow(expect.objectContaining({ code: 'card/unknown' }));
    expect(() => testSimulator().simulator.card()).toThrow(expect.objectContaining({ code: 'card/unknown' }));
  });

  test('means the card in a reader when none is named, else the first', async () => {
    const { simulator } = testSimulator();
    const first = await simulator.issueCard(order());
    const second = await simulator.issueCard(order());
    expect(simulator.card()).toBe(first);
    simulator.addReader(readerProfile(), second);
    expect(simulator.card()).toBe(second);
  });

  test('tells its state without the value of any secret', async () => {
    const { simulator, reader } = await testWorld({ mutants: ['read/le-needed'] });
    await exchange(reader.activate('memory'), ...spend);
    const state = simulator.state();
    expect(state.clock).toEqual({ mode: 'virtual', now: '2026-11-21T10:00:00+09:00', next: null });
    expect(state.cards[0]).toMatchObject({
      id: '1',
      profile: 'mynumber/contactless-05e0',
      person: 'test/adult',
      state: 'active',
      issued: '2026-05-05T09:30:00+09:00',
      expires: '20360412',
      secrets: { 'jpki/authentication': { triesLeft: 2, maxTries: 3, blocked: false } },
      certificates: [
        { kind: 'signature', state: 'valid', reason: null, notAfter: '2031-04-12T23:59:59+09:00' },
        { kind: 'authentication', state: 'valid' },
      ],
    });
    expect(state.readers).toEqual([
      expect.objectContaining({
        name: 'Kazashi TEST Reader 00 00',
        card: '1',
        orientation: 'normal',
        holders: 1,
      }),
    ]);
    expect(state.brokenRules).toEqual(['read/le-needed']);
    const told = JSON.stringify(state);
    for (const value of [secrets.authentication, secrets.signature, secrets.text, secrets.numberA]) {
      expect(told).not.toContain(`"${value}"`);
    }
  });

  test('computes expiry from the calendar, to the second', async () => {
    const { simulator } = await testWorld();
    const states = () => simulator.state().cards[0]!.certificates.map(({ state }) => state);
    await simulator.setClock(fromJst(2031, 4, 12, 23, 59, 59));
    expect(states()).toEqual(['valid', 'valid']);
    await simulator.setClock(fromJst(2031, 4, 13));
    expect(states()).toEqual(['expired', 'expired']);
    expect(simulator.state().cards[0]!.state).toBe('active');
    await simulator.setClock(fromJst(2036, 4, 13));
    expect(simulator.state().cards[0]!.state).toBe('expired');
  });

  test('that is opened again has the same cards, counters and calendar, and no card in a reader', async () => {
    const store = new RememberingStore();
    const first = await testWorld({ store });
    await exchange(first.reader.activate('memory'), ...spend);
    await first.simulator.send({ type: 'callCentre.holdCard' });
    await first.simulator.setClock(fromJst(2027, 1, 1));
    const { simulator } = testSimulator({ store });
    expect(simulator.state().cards).toEqual(first.simulator.state().cards);
    expect(simulator.state().clock.now).toBe('2027-01-01T00:00:00+09:00');
    expect(simulator.state().readers).toEqual([]);
    expect([...simulator.card().save()]).toEqual([...first.card.save()]);
  });

  test('whose calendar was started later than it stood is not set back', async () => {
    const store = new RememberingStore();
    const first = await testWorld({ store });
    await first.simulator.setClock(fromJst(2027, 1, 1));
    const { simulator } = testSimulator({ store, start: fromJst(2028, 1, 1) });
    expect(simulator.state().clock.now).toBe('2028-01-01T00:00:00+09:00');
  });
});

describe('a snapshot', () => {
  test('cannot be changed where it stands: it is taken back as it was given', async () => {
    const { simulator } = await testWorld();
    const saved = simulator.save();
    expect(() => Object.assign(saved.entries, { 'card/1/facts': null })).toThrow(TypeError);
    expect(() => Object.assign(saved, { clock: '' })).toThrow(TypeError);
    await simulator.load(saved);
    expect(simulator.save()).toEqual(saved);
  });

  async function changedWorld() {
    const world = await testWorld();
    const { simulator, reader } = world;
    const before = simulator.save();
    await exchange(
      reader.activate('memory'),
      ...spend,
      verify('0000'),
      file('001b'),
      verify(secrets.signature),
    );
    await simulator.send({ type: 'counter.resetSecret', data: { secret: 'text/pin', value: '1111' } });
    await simulator.send({ type: 'callCentre.holdCard' });
    await simulator.setClock(fromJst(2027, 1, 1));
    return { ...world, before };
  }

  test('goes through JSON and puts everything back: counters, values, certificates, calendar', async () => {
    const { simulator, before, reader } = await changedWorld();
    const after = JSON.parse(JSON.stringify(simulator.save()));
    await simulator.load(JSON.parse(JSON.stringify(before)));
    expect(simulator.save()).toEqual(before);
    expect(simulator.state().clock.now).toBe('2026-11-21T10:00:00+09:00');
    const contact = reader.activate('memory');
    expect(await exchange(contact, select.jpki, file('0018'), query)).toBe('63c3');
    expect(await exchange(contact, select.text, file('0011'), verify('9120'))).toBe('9000');
    await simulator.load(after);
    expect(simulator.save()).toEqual(after);
    expect(await exchange(contact, select.text, file('0011'), verify('1111'))).toBe('9000');
  });

  test('makes the cards that another world does not have', async () => {
    const { simulator } = await changedWorld();
    const saved = simulator.save();
    const other = testSimulator();
    other.simulator.addReader(readerProfile());
    await other.simulator.load(saved);
    expect(other.simulator.state()).toEqual({
      ...simulator.state(),
      readers: [{ ...simulator.state().readers[0], holders: 0 }],
    });
  });

  test('begins open contacts anew: nothing selected, nothing verified', async () => {
    const { simulator, before, reader } = await changedWorld();
    const contact = reader.activate('memory');
    await exchange(contact, select.jpki, file('001b'), verify(secrets.signature));
    await simulator.load(before);
    expect(await exchange(contact, '00b08100 02')).toBe('6986');
    expect(await exchange(contact, select.jpki, '00b08100 02')).toBe('6982');
  });

  test('puts cards back into their readers, and takes out what was not there', async () => {
    const { simulator, reader, card } = await testWorld();
    const inside = simulator.save();
    simulator.readers.takeOut(reader);
    const outside = simulator.save();
    await simulator.load(inside);
    expect(reader.card).toBe(simulator.card(card.id));
    await simulator.load(outside);
    expect(reader.card).toBeUndefined();
  });

  test('is committed whole, in one change', async () => {
    const store = new RememberingStore();
    const { simulator, reader } = await testWorld({ store });
    const before = simulator.save();
    await exchange(reader.activate('memory'), ...spend);
    const count = store.changes.length;
    await simulator.load(before);
    expect(store.changes.length).toBe(count + 1);
    expect(testSimulator({ store }).simulator.state().cards).toEqual(simulator.state().cards);
  });

  describe('that is none is refused and changes nothing', () => {
    const good = {
      kazashi: 'snapshot',
      version: 2,
      clock: '2026-11-21T10:00:00+09:00',
      entries: {},
      readers: [],
    };
    type Saved = { readonly entries: Readonly<Record<string, unknown>> };
    const secret = 'card/1/secret/jpki/authentication';
    const entry =
      (value: unknown, key = secret) =>
      ({ entries }: Saved) => ({ ...good, entries: { ...entries, [key]: value } });
    const record = { machine: 'secret', version: 1, value: 'usable', context: { triesLeft: 3 } };
    test.each<[string, unknown | ((saved: Saved) => unknown), string]>([
      ['nothing', null, 'snapshot/form'],
      ['a number', 7, 'snapshot/form'],
      ['an array', [], 'snapshot/form'],
      ['JSON of something else', { name: 'package' }, 'snapshot/form'],
      ['an earlier version', { ...good, version: 1 }, 'snapshot/version'],
      ['a later version', { ...good, version: 3 }, 'snapshot/version'],
      ['no entries', { ...good, entries: undefined }, 'snapshot/form'],
      ['entries in a row', { ...good, entries: [] }, 'snapshot/form'],
      ['no readers', { ...good, readers: {} }, 'snapshot/form'],
      ['no clock', { ...good, clock: 'now' }, 'snapshot/form'],
      ['a card with facts of nothing', entry({}, 'card/2/facts'), 'snapshot/form'],
      ['a phone with facts of nothing', entry({}, 'phone/1/facts'), 'snapshot/form'],
      [
        'a phone whose facts are gone',
        ({ entries }: Saved) => ({ ...good, entries: { ...entries, 'phone/1/enrolment': record } }),
        'snapshot/form',
      ],
      ['a person whose card is none', entry({ profile: {}, card: '7' }, 'person/1/facts'), 'snapshot/form'],
      ['a card of nobody', entry('7', 'card/1/person'), 'snapshot/form'],
      ['a card with no facts', entry(null, 'card/1/facts'), 'snapshot/form'],
      ['a reader without name', { ...good, readers: [{ card: null }] }, 'snapshot/form'],
      [
        'a reader with an unknown card',
        { ...good, readers: [{ name: 'Kazashi TEST Reader 00 00', card: '9' }] },
        'card/unknown',
      ],
      ['a counter of another machine', entry({ ...record, machine: 'certificate' }), 'snapshot/form'],
      ['a counter in a state it does not have', entry({ ...record, value: 'open' }), 'snapshot/form'],
      [
        'a counter with more tries than there are',
        entry({ ...record, context: { triesLeft: 99 } }),
        'snapshot/form',
      ],
      [
        'a counter with words for tries',
        entry({ ...record, context: { triesLeft: 'all' } }),
        'snapshot/form',
      ],
    ])('%s', async (_what, value, code) => {
      const { simulator, reader } = await testWorld();
      await exchange(reader.activate('memory'), ...spend);
      const before = simulator.save();
      const snapshot = typeof value === 'function' ? value(JSON.parse(JSON.stringify(before))) : value;
      await expect(simulator.load(snapshot)).rejects.toMatchObject({ code });
      expect(simulator.save()).toEqual(before);
    });
  });
});

test('an event that cannot be applied to its end changes nothing', async () => {
  const { simulator } = await testWorld();
  // Twenty-six years on no TEST authority issues any more; the old card's certificates are revoked before that is found.
  await simulator.setClock(simulator.calendar.now() + 26 * 365 * 86_400_000);
  const before = simulator.state();
  const stored = JSON.stringify(simulator.save());
  await expect(simulator.send({ type: 'counter.reissueCard' })).rejects.toMatchObject({
    code: 'pki/outside-authority',
  });
  expect(simulator.state()).toEqual(before);
  expect(JSON.stringify(simulator.save())).toBe(stored);
});
