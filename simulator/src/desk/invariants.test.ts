import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimulatorError } from '../errors.ts';
import { android, androidSteps, begin, iphone, iphoneSteps, type Story } from '../test-story.ts';
import { worldEvents } from './world-events.ts';

/** What may be typed into a field that has no list of values. */
const words: Readonly<Record<string, readonly string[]>> = {
  phone: ['1', '2', '3', '4'],
  from: ['1', '2', '3', '4'],
  target: ['1', '2', '3', '4'],
  person: ['1', '2'],
  card: ['1', '2'],
  read: ['1', '2'],
  value: ['AB1234', 'PHONE1', '4321', '9120', 'ab', ''],
  again: ['PHONE1', '4321'],
  password: ['AB1234', 'PHONE1', 'first-TEST'],
  other: ['1234', 'AB1234'],
  kinds: ['signature,authentication', 'authentication', ''],
  name: ['見本 改姓'],
  address: ['テスト県'],
  pin: ['1234', '0000'],
  passcode: ['2468'],
  text: ['TEST'],
  number: ['1'],
  account: ['1'],
};

type Step =
  | { readonly kind: 'event'; readonly type: string; readonly data: Readonly<Record<string, string>> }
  | { readonly kind: 'enrol'; readonly phone: string; readonly upTo: number }
  | { readonly kind: 'pass'; readonly minutes: number };

const event = fc
  .tuple(fc.nat(), fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), fc.boolean())
  .map(([which, picks, fills]): Step => {
    const { type, fields } = worldEvents[which % worldEvents.length]!;
    const data: Record<string, string> = {};
    Object.entries(fields).forEach(([name, { required, values }], place) => {
      const known = values ?? words[name] ?? ['TEST'];
      const pick = picks[place % picks.length]!;
      if (required || name === 'phone' || (fills && pick % 3 === 0)) data[name] = known[pick % known.length]!;
    });
    return { kind: 'event', type, data };
  });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: event },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('enrol' as const),
      phone: fc.constantFrom('1', '2', '3', '4'),
      upTo: fc.constantFrom(3, 20),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.constantFrom(1, 5, 60, 720) }),
  },
);

/** What is true in every state, and between any two that follow one another. */
function check(story: Story, last: ReturnType<Story['simulator']['state']>): void {
  const { state } = story;
  for (const { id, phone } of state.persons) {
    expect(state.phones.filter(({ holder, bound }) => holder === id && bound).length).toBe(
      phone === null ? 0 : 1,
    );
  }
  const earlier = new Map(
    last.certificates.map(({ kind, serial, state: was }) => [`${kind} ${serial}`, was]),
  );
  for (const { kind, carrier, serial, state: now } of state.certificates) {
    const was = earlier.get(`${kind} ${serial}`);
    if (was === 'revoked') expect(now).toBe('revoked');
    if (was === 'held' && (carrier === 'phone' || kind === 'signature')) expect(now).not.toBe('valid');
  }
  for (const { id } of state.persons) {
    for (const kind of ['signature', 'authentication']) {
      const valid = state.certificates.filter(
        (one) => one.holder === id && one.carrier === 'phone' && one.kind === kind && one.state === 'valid',
      );
      expect(valid.length).toBeLessThanOrEqual(1);
    }
  }
}

async function walk(steps: readonly Step[]): Promise<void> {
  const story = await begin({
    persons: ['test/adult', 'test/adult'],
    phones: [android, android, iphone, `${android}@2`],
    clock: '2026-11-20T18:00:00+09:00',
  });
  const notified: string[] = [];
  story.simulator.onEvent(({ type }) => {
    if (type === 'backOffice.notified') notified.push(story.state.backOffice);
  });
  await story.does('facilityApplicant.applyAccount', { platform: 'ios', password: 'first-TEST' });
  for (const one of steps) {
    const last = story.state;
    if (one.kind === 'pass')
      await story.simulator.setClock(story.simulator.calendar.now() + one.minutes * 60_000);
    else if (one.kind === 'event') {
      try {
        await story.does(one.type, one.data);
      } catch (error) {
        if (!(error instanceof SimulatorError)) throw error;
      }
    } else {
      const all = one.phone === '3' ? iphoneSteps('3') : androidSteps(one.phone);
      for (const [type, data] of all.slice(0, one.upTo)) {
        const before = story.state;
        await story.does(type, data);
        check(story, before);
      }
      if (one.upTo > 10) {
        await story.settles();
        if (one.phone !== '3') await story.does('portal.register', { phone: one.phone });
        await story.settles();
      }
    }
    check(story, last);
    expect(notified.every((batch) => batch === 'open')).toBe(true);
  }
  // What is stored makes the same world again.
  const saved = story.simulator.save();
  const other = await begin({ persons: [] });
  await other.simulator.load(saved);
  expect(other.state).toEqual(story.state);
}

test('any events in any order keep what the law keeps, and are answered', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 25 }), walk), { numRuns: 60, seed: 1 });
});
