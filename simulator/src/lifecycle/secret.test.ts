import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createActor, type SnapshotFrom } from 'xstate';
import { createTestModel } from 'xstate/graph';
import { type SecretEvent, type SecretPolicy, secretMachine } from './secret.ts';

const policy: SecretPolicy = { maxTries: 3, initialTries: 3, resetTries: 3, resetBy: ['counter', 'kiosk'] };
const events: readonly SecretEvent['type'][] = [
  'secret.matched',
  'secret.mismatched',
  'counter.resetSecret',
  'kiosk.resetSecret',
];

const policies: Readonly<Record<string, SecretPolicy>> = {
  'reset by counter and kiosk': policy,
  'reset by the counter only': { ...policy, resetBy: ['counter'] },
  'never reset': { ...policy, resetBy: [] },
  'issued blocked': { ...policy, initialTries: 0 },
  'issued with one try': { ...policy, initialTries: 1 },
  'with a single try': { ...policy, maxTries: 1, initialTries: 1, resetTries: 1 },
};

/** The same secret in six lines, for the machine to be held against. */
function expectedTries(given: SecretPolicy, walked: readonly SecretEvent['type'][]): number {
  return walked.reduce((tries, type) => {
    if (type === 'secret.matched') return tries === 0 ? 0 : given.maxTries;
    if (type === 'secret.mismatched') return Math.max(0, tries - 1);
    return given.resetBy.includes(type === 'counter.resetSecret' ? 'counter' : 'kiosk')
      ? given.resetTries
      : tries;
  }, given.initialTries);
}

function expectTries({ context, ...snapshot }: SnapshotFrom<typeof secretMachine>, tries: number): void {
  expect(context.triesLeft).toBe(tries);
  expect(snapshot.value).toBe(tries === 0 ? 'blocked' : 'usable');
}

describe.each(Object.entries(policies))('a secret %s', (_what, given) => {
  const model = createTestModel(secretMachine, { input: given, events: events.map((type) => ({ type })) });
  const paths = model.getSimplePaths({ limit: 500 });

  test.each(paths.map((path) => [path.steps.map(({ event }) => event.type).join(', '), path] as const))(
    '%s',
    async (_description, path) => {
      const actor = createActor(secretMachine, { input: given }).start();
      expectTries(actor.getSnapshot(), given.initialTries);
      const walked: SecretEvent['type'][] = [];
      await path.test({
        states: {
          '*': (state) => {
            expectTries(actor.getSnapshot(), expectedTries(given, walked));
            expect(actor.getSnapshot().context.triesLeft).toBe(state.context.triesLeft);
          },
        },
        events: Object.fromEntries(
          events.map((type) => [
            type,
            () => {
              walked.push(type);
              actor.send({ type });
            },
          ]),
        ),
      });
    },
  );

  test('takes any events in any order as the rules say', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30 }), (walk) => {
        const actor = createActor(secretMachine, { input: given }).start();
        walk.forEach((type, at) => {
          actor.send({ type });
          expectTries(actor.getSnapshot(), expectedTries(given, walk.slice(0, at + 1)));
        });
      }),
    );
  });
});

test('no tries come back by anything but the right value or a reset', () => {
  const actor = createActor(secretMachine, { input: policy }).start();
  for (const left of [2, 1, 0, 0]) {
    actor.send({ type: 'secret.mismatched' });
    expect(actor.getSnapshot().context.triesLeft).toBe(left);
  }
  actor.send({ type: 'secret.matched' });
  expect(actor.getSnapshot().hasTag('blocked')).toBe(true);
  actor.send({ type: 'counter.resetSecret' });
  expect(actor.getSnapshot().hasTag('usable')).toBe(true);
  expect(actor.getSnapshot().context.triesLeft).toBe(3);
});

test('the machine says beforehand which events it takes', () => {
  const actor = createActor(secretMachine, {
    input: { ...policy, initialTries: 0, resetBy: ['counter'] },
  }).start();
  const taken = events.filter((type) => actor.getSnapshot().can({ type }));
  expect(taken).toEqual(['counter.resetSecret']);
});
