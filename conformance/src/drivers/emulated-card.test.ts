import { expect, test } from 'vitest';
import { cases } from '../cases/index.ts';
import { killMatrix } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite, SafetyRefusal } from '../engine/run-suite.ts';
import { defaultFloors } from '../engine/safety-plan.ts';
import { type SecretName, secretNames } from '../engine/secret.ts';
import type { Subject } from '../engine/subject.ts';
import { parseResult } from '../result/parse-result.ts';
import { runOptions } from '../testing/run-options.ts';
import { emulatedMutants, openEmulatedCard } from './emulated-card.ts';
import { emulatedVariants } from './emulated-variants.ts';
import { faultMutants } from './faulty-card.ts';

const differing = (result: Awaited<ReturnType<typeof runSuite>>) =>
  result.cases
    .filter(({ verdict }) => verdict !== 'PASS' && verdict !== 'NOT APPLICABLE')
    .map(({ id, verdict, reason }) => `${verdict} ${id}: ${reason?.en}`);

test.each([
  ['the default card', {}],
  ['a child without signature certificate', { person: 'test/child' }],
  ['a card with contacts', { card: 'mynumber/contact-da13' }],
])('every case that applies passes on %s', async (_, options) => {
  const subject = await openEmulatedCard(options);
  const result = await runSuite(runOptions(subject, cases));
  await subject.close();
  expect(differing(result)).toEqual([]);
  expect(parseResult(JSON.stringify(result)).outcome).toBe('PASS');
});

/** The same card as a real one would be: it has proved nothing and nobody can ask it for causes. */
async function unproved(): Promise<{
  subject: Subject;
  counters: () => Promise<Record<SecretName, number>>;
}> {
  const { benchHand, secrets: _, person: __, ...card } = await openEmulatedCard();
  const capabilities = [...card.facts.capabilities].filter(
    (name) => name !== 'bench-hand' && name !== 'person-known',
  );
  return {
    subject: {
      ...card,
      proof: { method: 'none' },
      facts: { ...card.facts, capabilities: new Set(capabilities) },
    },
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
  'common/pin': '5678',
  'juki/pin': '5678',
};

test('without bench hand the positive controls prove every cause', async () => {
  const { subject } = await unproved();
  const result = await runSuite(
    runOptions(subject, cases, { secrets, allow: new Set(['spends-tries', 'destroys']) }),
  );
  await subject.close();
  expect(differing(result).filter((line) => !line.startsWith('SKIPPED'))).toEqual([]);
});

test.each([
  ['right secrets', secrets],
  ['a wrong password', { ...secrets, 'jpki/signature': 'ZZ9999' }],
  ['wrong PINs', { ...secrets, 'jpki/authentication': '0000', 'text/pin': '0000', 'common/pin': '0000' }],
])('no run of the catalogue on an unproved card with %s goes below a floor', async (_, given) => {
  const { subject, counters } = await unproved();
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
    runOptions(watched, cases, { secrets: given, allow: new Set(['spends-tries', 'destroys']) }),
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

test('every broken rule is noticed and every case notices one', { timeout: 240_000 }, async () => {
  const matrix = await killMatrix({
    cases,
    mutants: [...(await emulatedMutants()), ...faultMutants],
    variants: emulatedVariants,
    clock: systemClock,
    signal: new AbortController().signal,
  });
  expect(matrix.survivors).toEqual([]);
  expect(matrix.idleCases).toEqual([]);
});
