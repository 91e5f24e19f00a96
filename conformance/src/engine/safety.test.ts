import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CountingCard } from '../testing/counting-card.ts';
import { runOptions, testCase } from '../testing/run-options.ts';
import type { CaseDefinition } from './case.ts';
import { runSuite, SafetyRefusal } from './run-suite.ts';
import { defaultFloors, floorsWith } from './safety-plan.ts';
import { type SecretName, type SecretValues, secretNames, secrets } from './secret.ts';

const values: SecretValues = {
  'jpki/authentication': '1234',
  'jpki/signature': 'AB1234',
  'text/pin': '9120',
  'text/number-a': '123456789018',
  'text/number-b': '55021720352285',
  'common/pin': '5678',
  'juki/pin': '5678',
};

const verify = (value: Uint8Array): Uint8Array =>
  Uint8Array.from([0x00, 0x20, 0x00, 0x80, value.length, ...value]);

/** A case that sends wrong and right values in some order, whatever it has announced. */
function trier(
  secret: SecretName,
  announced: number,
  sends: readonly ('wrong' | 'right')[],
  index: number,
): CaseDefinition {
  return testCase({
    id: `test/trier-${index}`,
    cost: announced > 0 ? 'spends-tries' : 'none',
    ...(announced > 0 ? { spends: { [secret]: announced } } : {}),
    secrets: [secret],
    async run({ card, check, value, wrong }) {
      await card.tries(secret);
      for (const kind of sends) await card.send(verify(kind === 'right' ? value(secret) : wrong(secret)));
      check.that({ en: 'done', ja: 'done' }, true, 'yes', 'yes');
    },
  });
}

async function runOn(
  card: CountingCard,
  cases: readonly CaseDefinition[],
  given: SecretValues,
  allow: boolean,
) {
  return runSuite(
    runOptions(card.asSubject(), cases, {
      secrets: given,
      allow: new Set(allow ? ['spends-tries', 'blocks', 'destroys'] : []),
    }),
  );
}

describe('a subject that has not proved itself emulated', () => {
  test('is never left with fewer tries than the floor, whatever cases and secrets say', async () => {
    const secretName = fc.constantFrom(...secretNames);
    const step = fc.record({
      secret: secretName,
      announced: fc.nat({ max: 4 }),
      sends: fc.array(fc.constantFrom('wrong' as const, 'right' as const), { maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 6 }),
        fc.dictionary(secretName, fc.nat({ max: 5 })),
        fc.dictionary(secretName, fc.constant('0000')),
        fc.boolean(),
        async (steps, counters, mistaken, allow) => {
          const start = Object.fromEntries(
            Object.entries(counters).map(([name, count]) => [
              name,
              Math.min(count, secrets[name as SecretName].tries),
            ]),
          );
          const card = new CountingCard({ values, counters: start });
          const begun = { ...card.counters };
          const cases = steps.map(({ secret, announced, sends }, index) =>
            trier(secret, announced, sends, index),
          );
          await runOn(card, cases, { ...values, ...mistaken }, allow).catch((error) => {
            if (!(error instanceof SafetyRefusal)) throw error;
          });
          for (const name of secretNames) {
            expect(card.lowest[name], name).toBeGreaterThanOrEqual(
              Math.min(begun[name], defaultFloors[name]),
            );
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('keeps every try when no cost was allowed and the secrets are right', async () => {
    const card = new CountingCard({ values });
    const cases = [
      trier('jpki/authentication', 1, ['wrong'], 1),
      trier('jpki/authentication', 0, ['right'], 2),
    ];
    const result = await runOn(card, cases, values, false);
    expect(result.cases.map(({ verdict }) => verdict)).toEqual(['SKIPPED', 'PASS']);
    expect(card.lowest['jpki/authentication']).toBe(3);
  });

  test('is refused before the first VERIFY when the plan could go below the floor', async () => {
    const card = new CountingCard({ values, counters: { 'jpki/signature': 3 } });
    const attempt = runOn(card, [trier('jpki/signature', 2, ['wrong', 'wrong'], 1)], values, true);
    await expect(attempt).rejects.toMatchObject({
      code: 'safety/refused',
      plan: {
        secrets: [{ secret: 'jpki/signature', tries: 3, worst: 2, sum: 3, floor: 2, withinFloor: false }],
      },
    });
    expect(card.commands.filter((command) => command.startsWith('0020') && command.length > 8)).toEqual([]);
  });

  test('is refused when a counter cannot be read', async () => {
    const card = new CountingCard({ values, answers: { '00200080': '6a88' } });
    await expect(runOn(card, [trier('text/pin', 0, ['right'], 1)], values, true)).rejects.toThrow(
      SafetyRefusal,
    );
  });

  test('ends the run at the first right value that is refused', async () => {
    const card = new CountingCard({ values });
    const wrongFile = { ...values, 'jpki/signature': 'ZZ9999' };
    const cases = [1, 2, 3].map((index) => trier('jpki/signature', 0, ['right'], index));
    const result = await runOn(card, cases, wrongFile, true);
    expect(result.cases.map(({ verdict }) => verdict)).toEqual(['ERROR', 'SKIPPED', 'SKIPPED']);
    expect(result.outcome).toBe('UNDECIDED');
    expect(result.stopped?.en).toContain('63c4');
    expect(card.lowest['jpki/signature']).toBe(4);
  });

  test('ends the run when a case sends more wrong values than it announced', async () => {
    const card = new CountingCard({ values });
    const result = await runOn(
      card,
      [trier('jpki/signature', 1, ['wrong', 'wrong', 'wrong'], 1)],
      values,
      true,
    );
    expect(result.stopped).toBeDefined();
    expect(card.lowest['jpki/signature']).toBe(3);
  });

  test('gets its counter back after a case that spent a try', async () => {
    const card = new CountingCard({ values });
    const result = await runOn(card, [trier('text/pin', 1, ['wrong'], 1)], values, true);
    expect(result.cases[0]).toMatchObject({ verdict: 'PASS' });
    expect(result.cases[0]!.exchanges.at(-1)).toMatchObject({ phase: 'cleanup', response: '9000' });
    expect(card.counters['text/pin']).toBe(3);
  });

  test('is not sent a command that changes it by a case that announced none', async () => {
    const card = new CountingCard({ values });
    const changer = testCase({
      run: async ({ card: sent }) => void (await sent.send('00 24 01 80 04 31 31 31 31')),
    });
    const result = await runOn(card, [changer], values, true);
    expect(result.cases[0]).toMatchObject({ verdict: 'ERROR' });
    expect(card.commands.some((command) => command.startsWith('0024'))).toBe(false);
  });

  test('is not sent a value for a reference that nobody knows', async () => {
    const card = new CountingCard({ values });
    const stranger = testCase({
      run: async ({ card: sent }) => {
        await sent.select('jpki');
        await sent.selectFile(0x0010);
        await sent.send('00 20 00 80 04 31 31 31 31');
      },
    });
    await runOn(card, [stranger], values, true);
    expect(card.commands.some((command) => command.startsWith('0020008004'))).toBe(false);
  });
});

test('no profile takes a floor down to zero', () => {
  expect(() => floorsWith({ 'text/pin': 0 })).toThrow(expect.objectContaining({ code: 'safety/floor' }));
  expect(floorsWith({ 'text/pin': 2 })['text/pin']).toBe(2);
});
