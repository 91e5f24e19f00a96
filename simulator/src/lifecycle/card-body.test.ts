import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { createTestModel } from 'xstate/graph';
import { type CardBodyEvent, cardBodyMachine } from './card-body.ts';

const events: readonly CardBodyEvent[] = [
  { type: 'card.reportLost' },
  { type: 'card.reportFound' },
  { type: 'card.return' },
];
const transitions: Readonly<Record<string, Readonly<Partial<Record<CardBodyEvent['type'], string>>>>> = {
  active: { 'card.reportLost': 'lostReported', 'card.return': 'returned' },
  lostReported: { 'card.reportFound': 'active', 'card.return': 'returned' },
  returned: {},
};

const paths = createTestModel(cardBodyMachine, { events }).getSimplePaths();

/** Every state that the paths come through. */
const statesOf = (
  walks: readonly {
    readonly steps: readonly { readonly state: { readonly value: unknown } }[];
    readonly state: { readonly value: unknown };
  }[],
): string[] =>
  walks.flatMap(({ steps, state }) => [...steps, { state }].map((step) => String(step.state.value)));

describe('the card body', () => {
  test.each(paths.map((path) => [path.steps.map(({ event }) => event.type).join(', '), path] as const))(
    '%s',
    async (_description, path) => {
      const actor = createActor(cardBodyMachine).start();
      let expected = 'active';
      await path.test({
        states: { '*': () => expect(actor.getSnapshot().value).toBe(expected) },
        events: Object.fromEntries(
          events.map((event) => [
            event.type,
            () => {
              actor.send(event);
              expected = transitions[expected]![event.type] ?? expected;
            },
          ]),
        ),
      });
    },
  );

  test('is reached in every state, and takes no event but the ones of that state', () => {
    expect(new Set(statesOf(paths))).toEqual(new Set(Object.keys(transitions)));
    for (const [value, taken] of Object.entries(transitions)) {
      const snapshot = cardBodyMachine.resolveState({ value });
      expect(events.filter((event) => snapshot.can(event)).map(({ type }) => type)).toEqual(
        Object.keys(taken),
      );
    }
  });

  test('is in hand only while nobody reported it lost or returned it', () => {
    const actor = createActor(cardBodyMachine).start();
    expect(actor.getSnapshot().hasTag('inHand')).toBe(true);
    actor.send({ type: 'card.reportLost' });
    expect(actor.getSnapshot().hasTag('inHand')).toBe(false);
    actor.send({ type: 'card.reportFound' });
    expect(actor.getSnapshot().hasTag('inHand')).toBe(true);
    actor.send({ type: 'card.return' });
    expect(actor.getSnapshot().hasTag('inHand')).toBe(false);
  });
});
