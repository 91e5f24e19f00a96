import { cardProfiles } from '@kazashi/profiles';
import { profileJsonSchema } from '@kazashi/profiles/parse';
import { beforeAll, describe, expect, test } from 'vitest';
import { cardCases as cases } from '../cases/index.ts';
import { capabilitiesIn } from '../engine/expression.ts';
import { killMatrix, soleKillers } from '../engine/kill-matrix.ts';
import { benchHandOperator, type Operator } from '../engine/operator.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite, SafetyRefusal } from '../engine/run-suite.ts';
import { defaultFloors } from '../engine/safety-plan.ts';
import { type SecretName, secretNames } from '../engine/secret.ts';
import type { Subject } from '../engine/subject.ts';
import { parseResult } from '../result/parse-result.ts';
import type { KillMatrix } from '../result/result-schema.ts';
import { runOptions } from '../testing/run-options.ts';
import { cardForesight } from './card-foresight.ts';
import { type EmulatedCardOptions, emulatedMutants, openEmulatedCard } from './emulated-card.ts';
import { emulatedMatrix } from './emulated-matrix.ts';
import { otherAnswers, profileMutants, switchValues } from './emulated-profiles.ts';
import { cardMutants, emulatedVariants } from './emulated-variants.ts';
import { faultMutants } from './faulty-card.ts';

const differing = (result: Awaited<ReturnType<typeof runSuite>>) =>
  result.cases
    .filter(({ verdict }) => verdict !== 'PASS' && verdict !== 'NOT APPLICABLE')
    .map(({ id, verdict, reason }) => `${verdict} ${id}: ${reason?.en}`);

test.each([
  ['the default card', {}],
  ['a child without signature certificate', { person: 'test/child' }],
  ['a card with contacts', { card: 'mynumber/contact-da13' }],
  ['a card with a licence', { card: 'mynumber/with-licence' }],
  ['a card that gives the unusual answers', { card: otherAnswers(0) }],
  ['a child’s card that gives the unusual answers', { card: otherAnswers(1), person: 'test/child' }],
])('every case that applies passes on %s', async (_, options) => {
  const subject = await openEmulatedCard(options);
  const operator = benchHandOperator(subject.benchHand!)!;
  const result = await runSuite(runOptions(subject, cases, { operator }));
  await subject.close();
  expect(differing(result)).toEqual([]);
  expect(parseResult(JSON.stringify(result)).outcome).toBe('PASS');
});

/** The same card as a real one would be: it has proved nothing and nobody can ask it for causes. */
async function unproved(options: EmulatedCardOptions = {}): Promise<{
  subject: Subject;
  /** Somebody at the bench who moves the card. */
  operator: Operator;
  counters: () => Promise<Record<SecretName, number>>;
}> {
  const { benchHand, secrets: _, person: __, ...card } = await openEmulatedCard(options);
  const capabilities = [...card.facts.capabilities].filter(
    (name) => name !== 'bench-hand' && name !== 'person-known',
  );
  return {
    subject: {
      ...card,
      proof: { method: 'none' },
      facts: { ...card.facts, capabilities: new Set(capabilities) },
    },
    operator: benchHandOperator(benchHand!)!,
    counters: async () => {
      const state = (await benchHand!.state()) as {
        cards: { secrets: Record<string, { triesLeft: number }> }[];
      };
      const told = state.cards[0]!.secrets;
      return Object.fromEntries(secretNames.map((name) => [name, told[name]?.triesLeft ?? 15])) as Record<
        SecretName,
        number
      >;
    },
  };
}

const secrets = {
  'jpki/authentication': '1234',
  'jpki/signature': 'AB1234',
  'text/pin': '9120',
  'text/number-a': '123456789018',
  'text/number-b': '60041220364821',
  'visual/birth': '600412',
  'visual/number-a': '123456789018',
  'visual/number-b': '60041220364821',
  'common/pin': '5678',
  'juki/pin': '5678',
  'licence/pin': '3456',
};

test.each([
  ['the default card', {}],
  ['a card with a licence', { card: 'mynumber/with-licence' }],
])('without bench hand the positive controls prove every cause on %s', async (_, options) => {
  const { subject, operator } = await unproved(options);
  const result = await runSuite(
    runOptions(subject, cases, { operator, secrets, allow: new Set(['spends-tries', 'destroys']) }),
  );
  await subject.close();
  expect(differing(result).filter((line) => !line.startsWith('SKIPPED'))).toEqual([]);
});

test.each([
  ['right secrets', secrets],
  ['a wrong password', { ...secrets, 'jpki/signature': 'ZZ9999' }],
  ['wrong PINs', { ...secrets, 'jpki/authentication': '0000', 'text/pin': '0000', 'common/pin': '0000' }],
])('no run of the catalogue on an unproved card with %s goes below a floor', async (_, given) => {
  const { subject, operator, counters } = await unproved();
  const lowest = await counters();
  const watched: Subject = {
    ...subject,
    transmit: async (command, signal) => {
      const answer = await subject.transmit(command, signal);
      for (const [name, left] of Object.entries(await counters())) {
        lowest[name as SecretName] = Math.min(lowest[name as SecretName], left);
      }
      return answer;
    },
  };
  await runSuite(
    runOptions(watched, cases, { operator, secrets: given, allow: new Set(['spends-tries', 'destroys']) }),
  );
  await subject.close();
  for (const name of secretNames) expect(lowest[name], name).toBeGreaterThanOrEqual(defaultFloors[name]);
});

test('cases that block are refused on an unproved card, allowed or not', async () => {
  const { subject } = await unproved();
  const run = runSuite(runOptions(subject, cases, { secrets, allow: new Set(['spends-tries', 'blocks']) }));
  await expect(run).rejects.toThrow(SafetyRefusal);
  await subject.close();
});

test('every rule that a case names is one of the simulator', async () => {
  const known = new Set((await emulatedMutants()).map(({ id }) => id));
  const named = cases.flatMap(({ cause, rules = [] }) => (cause === undefined ? rules : [cause, ...rules]));
  expect(named.filter((id) => !known.has(id))).toEqual([]);
});

describe('the kill matrix', () => {
  let matrix: KillMatrix;
  beforeAll(async () => {
    matrix = await emulatedMatrix({
      cases,
      mutants: await cardMutants(),
      clock: systemClock,
      signal: new AbortController().signal,
    });
  }, 240_000);

  test('leaves no broken rule unnoticed and no case that notices none', () => {
    expect([matrix.survivors, matrix.idleCases]).toEqual([[], []]);
  });

  test('has at least every other case of the card be the only one to notice some broken rule', () => {
    const ofCard = (id: string): boolean => id.startsWith('card/');
    const all = cases.filter(({ id }) => ofCard(id)).length;
    expect(soleKillers(matrix).filter(ofCard).length).toBeGreaterThanOrEqual(all / 2);
  });
});

test('a fault comes out the same whether the cases that it cannot touch are run or spared', async () => {
  const some = [
    'fault/blocked-text-pin',
    'fault/counter-text-pin',
    'fault/answer-to-reset-check-byte-contact',
  ];
  const options = {
    cases: cases.filter(({ id }) => /^card\/(?:reset|desk|verify\/text)/.test(id)),
    mutants: faultMutants.filter(({ id }) => some.includes(id)),
    variants: emulatedVariants,
    clock: systemClock,
    signal: new AbortController().signal,
  };
  const all = await killMatrix(options);
  const spared = await killMatrix({ ...options, foresight: cardForesight });
  expect(spared.mutants).toEqual(all.mutants);
  expect(spared.survivors).toEqual([]);
  expect(spared.runs).toBeLessThan(all.runs / 2);
});

test('a broken rule comes out the same whether the cases in which it cannot show are run or spared', async () => {
  const mutants = (await cardMutants()).filter(
    ({ id }, index) => index % 9 === 4 || id.startsWith('command/'),
  );
  const options = {
    cases: cases.filter(
      ({ cause, rules = [] }, index) =>
        index % 8 === 3 || mutants.some(({ rule }) => [cause, ...rules].includes(rule)),
    ),
    mutants,
    variants: emulatedVariants,
    clock: systemClock,
    signal: new AbortController().signal,
  };
  const all = await killMatrix(options);
  const spared = await killMatrix({ ...options, foresight: cardForesight });
  expect(spared.mutants).toEqual(all.mutants);
  expect(spared.mutants.filter(({ killedBy }) => killedBy.length > 0).length).toBeGreaterThan(
    mutants.length / 2,
  );
  expect(spared.runs).toBeLessThan(all.runs * 0.6);
}, 60_000);

test('every answer to an open point is asked for by a case', () => {
  const named = new Set(cases.flatMap(({ appliesTo }) => capabilitiesIn(appliesTo)));
  const answers = profileMutants.map(({ id }) => id.slice('profile/'.length));
  expect(answers.filter((answer) => !named.has(answer))).toEqual([]);
});

test('every switch of a card profile with a choice of answers has its answers listed', () => {
  const { switches } = cardProfiles.get('mynumber/contactless-05e0')!;
  const chosen = Object.keys(switches).filter((name) => name !== 'certificateFileLength');
  expect(Object.keys(switchValues).sort()).toEqual(chosen.sort());
  const schema = profileJsonSchema('card').properties?.switches;
  const listed = Object.entries((typeof schema === 'object' ? schema.properties : undefined) ?? {}).flatMap(
    ([name, one]) => (typeof one === 'object' && one.enum ? [[name, one.enum]] : []),
  );
  expect(Object.fromEntries(listed)).toEqual(switchValues);
});
