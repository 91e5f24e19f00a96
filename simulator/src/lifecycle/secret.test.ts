import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createActor, type SnapshotFrom } from 'xstate';
import { createTestModel } from 'xstate/graph';
import { type SecretEvent, type SecretPolicy, secretMachine } from './secret.ts';

const policy: SecretPolicy = { maxTries: 3, initialTries: 3, resetTries: 3, resetBy: ['counter', 'kiosk'] };
/** Every event by a name of its own, since resets differ in who makes them. */
const events = {
  matched: { type: 'secret.matched' },
  mismatched: { type: 'secret.mismatched' },
  'reset by the counter': { type: 'secret.reset', by: 'counter' },
  'reset by a kiosk': { type: 'secret.reset', by: 'kiosk' },
} as const satisfies Readonly<Record<string, SecretEvent>>;
type EventName = keyof typeof events;
const eventNames = Object.keys(events) as EventName[];

const policies: Readonly<Record<string, SecretPolicy>> = {
  'reset by counter and kiosk': policy,
  'reset by the counter only': { ...policy, resetBy: ['counter'] },
  'never reset': { ...policy, resetBy: [] },
  'issued blocked': { ...policy, initialTries: 0 },
  'issued with one try': { ...policy, initialTries: 1 },
  'with a single try': { ...policy, maxTries: 1, initialTries: 1, resetTries: 1 },
};

/** The same secret in six lines, for the machine to be held against. */
function expectedTries(given: SecretPolicy, walked: readonly EventName[]): number {
  return walked.reduce((tries, name) => {
    if (name === 'matched') return tries === 0 ? 0 : given.maxTries;
    if (name === 'mismatched') return Math.max(0, tries - 1);
    return given.resetBy.includes(name === 'reset by the counter' ? 'counter' : 'kiosk')
      ? given.resetTries
      : tries;
  }, given.initialTries);
}

function expectTries({ context, ...snapshot }: SnapshotFrom<typeof secretMachine>, tries: number): void {
  expect(context.triesLeft).toBe(tries);
  expect(snapshot.value).toBe(tries === 0 ? 'blocked' : 'usable');
}

describe.each(Object.entries(policies))('a secret %s', (_what, given) => {
  const model = createTestModel(secretMachine, { input: given, events: Object.values(events) });
  const paths = model.getSimplePaths({ limit: 500 });

  test.each(
    paths.map(
      (path) =>
        [
          path.steps.map(({ event }) => ('by' in event ? `reset by ${event.by}` : event.type)).join(', '),
          path,
        ] as const,
    ),
  )('%s', async (_description, path) => {
    const actor = createActor(secretMachine, { input: given }).start();
    expectTries(actor.getSnapshot(), given.initialTries);
    const walked: EventName[] = [];
    await path.test({
      states: {
        '*': (state) => {
          expectTries(actor.getSnapshot(), expectedTries(given, walked));
          expect(actor.getSnapshot().context.triesLeft).toBe(state.context.triesLeft);
        },
      },
      events: Object.fromEntries(
        Object.values(events).map(({ type }) => [
          type,
          ({ event }: { readonly event: SecretEvent }) => {
            const name = eventNames.find((known) => JSON.stringify(events[known]) === JSON.stringify(event))!;
            walked.push(name);
            actor.send(events[name]);
          },
        ]),
      ),
    });
  });

  test('takes any events in any order as the rules say', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...eventNames), { maxLength: 30 }), (walk) => {
        const actor = createActor(secretMachine, { input: given }).start();
        walk.forEach((name, at) => {
          actor.send(events[name]);
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
  actor.send(events['reset by the counter']);
  expect(actor.getSnapshot().hasTag('usable')).toBe(true);
  expect(actor.getSnapshot().context.triesLeft).toBe(3);
});

test('the machine says beforehand which events it takes', () => {
  const actor = createActor(secretMachine, {
    input: { ...policy, initialTries: 0, resetBy: ['counter'] },
  }).start();
  const taken = eventNames.filter((name) => actor.getSnapshot().can(events[name]));
  expect(taken).toEqual(['reset by the counter']);
});
