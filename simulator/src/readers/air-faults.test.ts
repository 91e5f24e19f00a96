import { describe, expect, test } from 'vitest';
import { file, query, secrets, select, verify } from '../card/test-card.ts';
import { hex, toHex } from '../codec/hex.ts';
import { type FrameFaultKindName, frameFaultKindNames, strikesSearch } from '../faults/frame-fault-kinds.ts';
import { strangerCard } from '../media/strangers.ts';
import { exchange, order, readerProfile, testSimulator } from '../test-simulator.ts';
import { Describer } from '../trace/describe.ts';

const wrong = verify('0000');

async function world() {
  const built = testSimulator();
  const card = await built.simulator.issueCard(order());
  const reader = built.simulator.addReader(readerProfile(), card);
  const { faults } = built.simulator.readers;
  const add = (asked: Record<string, unknown>) => faults.add(reader, asked);
  const triesLeft = () => card.secrets.get('jpki/authentication')!.triesLeft;
  const atPin = async () => {
    const contact = reader.activate('a');
    await exchange(contact, select.jpki, file('0018'));
    return contact;
  };
  const struck = () => built.simulator.trace.last(100).filter(({ kind }) => kind === 'frame');
  /** The answer, or the error's code; lets time pass until it is there. */
  const told = async (
    contact: { transmit(command: Uint8Array): unknown },
    command: string,
  ): Promise<string> => {
    let done = false;
    const end = (async () => contact.transmit(hex(command)) as Uint8Array)()
      .then(toHex, ({ code }: { code: string }) => code)
      .finally(() => {
        done = true;
      });
    for (let n = 0; !done; n++) {
      await new Promise(setImmediate);
      if (!done) built.timers.advance(n < 5 ? 0 : 100);
    }
    return end;
  };
  return { ...built, card, reader, faults, add, triesLeft, atPin, struck, told };
}

/** What comes of a wrong PIN whose frame or answer is struck once, through a PC/SC reader. */
const outcomes: Readonly<
  Record<
    FrameFaultKindName,
    { readonly told: string; readonly tries: number; readonly executed?: boolean; readonly host?: string }
  >
> = {
  // These strike only the search for cards and their activation.
  'out-of-reach': { told: '63c2', tries: 2 },
  'weak-coupling': { told: '63c2', tries: 2 },
  'frame-lost': { told: '63c2', tries: 2, executed: false, host: 'rf/silence' },
  'frame-lift': { told: 'reader/card-removed', tries: 3, executed: false, host: 'rf/silence' },
  'answer-frame-lost': { told: '63c2', tries: 2, executed: true, host: 'rf/silence' },
  'answer-frame-lift': { told: 'reader/card-removed', tries: 2, executed: true, host: 'rf/silence' },
  moved: { told: 'reader/communication', tries: 3, executed: false, host: 'rf/silence' },
  'card-deaf': { told: 'reader/communication', tries: 3, executed: false, host: 'rf/silence' },
  'answer-damaged': { told: '63c2', tries: 2, executed: true, host: 'rf/corrupt' },
  'wtx-storm': { told: 'reader/communication', tries: 2, executed: true },
  'wtx-illegal': { told: '63c2', tries: 2, executed: true },
  'number-wrong': { told: '63c2', tries: 2, executed: true },
  'cid-wrong': { told: '63c2', tries: 2, executed: true },
  'chained-forever': { told: 'reader/communication', tries: 2, executed: true },
  'field-drops': { told: 'reader/communication', tries: 3, executed: false, host: 'rf/silence' },
  overheated: { told: '63c2', tries: 2, executed: false, host: 'rf/overheated' },
};

describe('a fault of the air at VERIFY', () => {
  test.each(frameFaultKindNames)('%s: what the card did and what the host was told', async (kind) => {
    const { add, atPin, triesLeft, struck, told } = await world();
    const contact = await atPin();
    const expected = outcomes[kind];
    add({
      kind,
      ...(strikesSearch(kind) ? {} : { ins: '20' }),
      ...(kind === 'card-deaf' ? { ms: 60_000 } : {}),
    });
    expect(await told(contact, wrong)).toBe(expected.told);
    expect(triesLeft()).toBe(expected.tries);
    if (expected.executed === undefined) expect(struck()).toEqual([]);
    else {
      expect(struck()).toMatchObject([
        { fault: { id: '1', kind }, executed: expected.executed, command: hex('02') },
      ]);
      expect(struck()[0]!.host).toBe(expected.host);
    }
  });

  test('shows a try that was spent behind an error as exactly that', async () => {
    const { add, atPin, told, simulator } = await world();
    const contact = await atPin();
    add({ kind: 'answer-frame-lift', ins: '20' });
    expect(await told(contact, wrong)).toBe('reader/card-removed');
    const describer = new Describer();
    const words = simulator.trace.last(100).map((entry) => {
      const { command, response } = describer.describe(entry);
      return `${command} → ${response} ${entry.executed ?? ''} ${entry.host ?? ''}`.trim();
    });
    expect(words.slice(-2)).toEqual([
      'VERIFY 0018 user authentication PIN → 63c2 2 tries left',
      'frame 02 → 02 true rf/silence',
    ]);
  });

  test('leaves nothing of the PIN in the trace of frames', async () => {
    const { add, atPin, told, struck } = await world();
    const contact = await atPin();
    add({ kind: 'frame-lost', ins: '20' });
    await told(contact, verify(secrets.authentication));
    expect(
      struck()
        .map(({ command }) => toHex(command))
        .join(),
    ).not.toContain('31323334');
  });
});

describe('a fault of the air before there is an activation', () => {
  test.each(['out-of-reach', 'weak-coupling'] as const)(
    '%s: no card, until it lies otherwise',
    async (kind) => {
      const { add, reader, faults } = await world();
      add({ kind, until: 'case-off' });
      expect(() => reader.activate('a')).toThrow(expect.objectContaining({ code: 'reader/no-card' }));
      faults.remedy('hold-still');
      expect(() => reader.activate('a')).toThrow(expect.objectContaining({ code: 'reader/no-card' }));
      faults.remedy('case-off');
      expect(await exchange(reader.activate('a'), select.jpki)).toBe('9000');
    },
  );
});

describe('a trigger', () => {
  test('counts frames of so many bytes at least: long answers are spoilt, short ones are not', async () => {
    const { add, atPin, told, struck } = await world();
    const contact = await atPin();
    add({ kind: 'answer-damaged', bytes: 64, sticky: true });
    expect(await told(contact, query)).toBe('63c3');
    expect(struck()).toHaveLength(0);
    await told(contact, file('000a'));
    expect(await told(contact, '00b0000000')).toBe('reader/communication');
    expect(struck().length).toBeGreaterThan(1);
  });

  test('waits for its time', async () => {
    const { add, atPin, told, struck, timers } = await world();
    const contact = await atPin();
    add({ kind: 'frame-lost', after: 500 });
    expect(await told(contact, query)).toBe('63c3');
    expect(struck()).toHaveLength(0);
    timers.advance(500);
    expect(await told(contact, query)).toBe('63c3');
    expect(struck()).toHaveLength(1);
  });

  test('by chance falls the same for the same seed', async () => {
    const run = async (seed: number): Promise<number[]> => {
      const { add, atPin, told, struck } = await world();
      const contact = await atPin();
      add({ kind: 'answer-frame-lost', probability: 0.2, seed, sticky: true });
      const counts: number[] = [];
      for (let n = 0; n < 20; n++) {
        await told(contact, query);
        counts.push(struck().length);
      }
      return counts;
    };
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
  });

  test('is refused where it could never fire', async () => {
    const { faults, simulator, add } = await world();
    const contacts = simulator.addReader(readerProfile('kazashi/generic-contact'));
    const code = (expected: string) => expect.objectContaining({ code: expected });
    expect(() => faults.add(contacts, { kind: 'frame-lost' })).toThrow(code('fault/not-here'));
    expect(() => add({ kind: 'link-lost' })).toThrow(code('fault/not-here'));
    // Nothing of these readers goes over a line that could be cut.
    for (const host of ['rf', 'port-100'] as const) {
      const other = simulator.addReader({ ...readerProfile('kazashi/generic'), host });
      expect(() => faults.add(other, { kind: 'link-lost' })).toThrow(code('fault/not-here'));
    }
    expect(() => add({ kind: 'frame-lost', times: 3 })).toThrow(code('fault/form'));
    expect(() => add({ kind: 'card-deaf' })).toThrow(code('fault/form'));
    // The frames that these strike carry no command.
    for (const kind of ['out-of-reach', 'weak-coupling'])
      expect(() => add({ kind, ins: '20' })).toThrow(code('fault/form'));
    expect(() => add({ kind: 'wtx-illegal', value: '3x' })).toThrow(code('fault/form'));
    expect(faults.list()).toEqual([]);
  });
});

describe('the card of a contact that goes on after an error', () => {
  test('that heard nothing for less than a waiting time answers the retry, and executes once', async () => {
    const { add, atPin, told, triesLeft, struck } = await world();
    const contact = await atPin();
    add({ kind: 'card-deaf', ins: '20', ms: 200 });
    expect(await told(contact, wrong)).toBe('63c2');
    expect(triesLeft()).toBe(2);
    expect(struck()).toHaveLength(1);
  });

  test('that was moved has lost what was selected, and its counters stay', async () => {
    const { add, atPin, told, triesLeft } = await world();
    const contact = await atPin();
    expect(await told(contact, wrong)).toBe('63c2');
    add({ kind: 'moved', ins: '20' });
    expect(await told(contact, query)).toBe('reader/communication');
    expect(await told(contact, query)).toBe('6986');
    expect(triesLeft()).toBe(2);
  });

  test('whose field broke down is found again, and is as after power-up', async () => {
    const { add, atPin, told, triesLeft } = await world();
    const contact = await atPin();
    add({ kind: 'field-drops', ins: '20' });
    expect(await told(contact, wrong)).toBe('reader/communication');
    expect(await told(contact, query)).toBe('6986');
    expect(await told(contact, select.jpki)).toBe('9000');
    expect(triesLeft()).toBe(3);
  });

  test('with a storm of so many extensions answers after them', async () => {
    const { add, atPin, told } = await world();
    const contact = await atPin();
    add({ kind: 'wtx-storm', ins: '20', times: 20 });
    expect(await told(contact, wrong)).toBe('63c2');
    expect(await told(contact, query)).toBe('63c2');
  });
});

describe('cards on top of each other', () => {
  test('a type A card comes first: the reader shows another ATR, and SELECT finds nothing', async () => {
    const { simulator, reader } = await world();
    simulator.readers.stack(reader, strangerCard('stranger/payment')!);
    const contact = reader.activate('a');
    expect(toHex(contact.atr)).not.toBe('3b888001000005e0b381a1007f');
    expect(await exchange(contact, select.jpki)).toBe('6a82');
    simulator.readers.takeOut(reader, strangerCard('stranger/payment')!);
    await expect(async () => contact.transmit(hex(select.jpki))).rejects.toThrow();
    expect(await exchange(reader.activate('a'), select.jpki)).toBe('9000');
  });

  test('two of type B are told apart: one is shown, and it stays the same for its activation', async () => {
    const { simulator, reader } = await world();
    simulator.readers.stack(reader, strangerCard('stranger/licence')!);
    const seen = new Set<string>();
    for (let n = 0; n < 20; n++) {
      const contact = reader.activate('a');
      seen.add(await exchange(contact, select.jpki));
      contact.close();
    }
    expect([...seen].toSorted()).toEqual(['6a82', '9000']);
  });

  test('a FeliCa card disturbs nobody', async () => {
    const { simulator, reader } = await world();
    simulator.readers.stack(reader, strangerCard('stranger/felica')!);
    expect(await exchange(reader.activate('a'), select.jpki)).toBe('9000');
  });

  test('a FeliCa card alone is a card of another kind', async () => {
    const { simulator, reader } = await world();
    simulator.insert(strangerCard('stranger/felica')!, reader);
    const contact = reader.activate('a');
    expect(toHex(contact.atr)).toBe(toHex(strangerCard('stranger/felica')!.atr));
    expect(await exchange(contact, select.jpki)).toBe('6a82');
  });

  test('are refused by a reader with contacts', async () => {
    const { simulator, card } = await world();
    const contacts = simulator.addReader(readerProfile('kazashi/generic-contact'));
    expect(() => simulator.readers.stack(contacts, card)).toThrow(
      expect.objectContaining({ code: 'reader/no-stack' }),
    );
  });

  test.each([
    [0.2, 'absent'],
    [0.3, 'absent'],
    [0.5, 'present'],
    [1, 'present'],
  ] as const)('a card with coupling %f is %s', async (coupling, presence) => {
    const { simulator, reader, card } = await world();
    simulator.readers.insert(reader, card, 'normal', { coupling });
    expect(reader.presence).toBe(presence);
  });
});

describe('with placement shared', () => {
  test('one card lies in one reader of each kind of host, with a session in each', async () => {
    const { simulator, reader, card } = await world();
    const other = simulator.addReader({ ...readerProfile(), host: 'pn532' }, card);
    expect([reader.card, other.card]).toEqual([card, card]);
    expect(simulator.readers.hostedBy('pcsc').readers).toEqual([reader]);
    expect(simulator.readers.hostedBy('pn532').readers).toEqual([other]);
    const again = simulator.addReader({ ...readerProfile(), host: 'pn532' }, card);
    expect([reader.card, other.card, again.card]).toEqual([card, undefined, card]);
  });

  test('endpoints of one kind hear of their own readers only', async () => {
    const { simulator } = await world();
    const heard: string[] = [];
    const stop = simulator.readers.hostedBy('pcsc').subscribe(({ type }) => heard.push(type));
    simulator.addReader({ ...readerProfile(), host: 'rf' });
    simulator.addReader(readerProfile());
    stop();
    expect(heard).toEqual(['reader.added']);
  });
});
