import { describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { createTestModel } from 'xstate/graph';
import { type CertificateEvent, certificateMachine } from './certificate.ts';

const events: readonly CertificateEvent[] = [
  { type: 'certificate.request' },
  { type: 'certificate.issue' },
  { type: 'certificate.hold' },
  { type: 'certificate.liftHold' },
  { type: 'certificate.revoke', reason: 'affiliationChanged' },
];
const signature = { kind: 'signature', holdReversible: false, revocationReversible: false } as const;
const authentication = { ...signature, kind: 'authentication', holdReversible: true } as const;

type State = 'absent' | 'pending' | 'valid' | 'held' | 'revoked';
/** From, event, to: what the law lets happen to a certificate. */
type Table = Readonly<Record<State, Readonly<Partial<Record<CertificateEvent['type'], State>>>>>;
const table = (liftable: boolean, revivable: boolean): Table => ({
  absent: { 'certificate.request': 'pending' },
  pending: { 'certificate.issue': 'valid', 'certificate.revoke': 'revoked' },
  valid: { 'certificate.hold': 'held', 'certificate.revoke': 'revoked' },
  held: { 'certificate.revoke': 'revoked', ...(liftable ? { 'certificate.liftHold': 'valid' } : {}) },
  revoked: revivable ? { 'certificate.liftHold': 'valid' } : {},
});
const reasons: Readonly<Record<State, string | null>> = {
  absent: null,
  pending: null,
  valid: null,
  held: 'certificateHold',
  revoked: 'affiliationChanged',
};

/** Every state that the paths come through. */
const statesOf = (
  walks: readonly {
    readonly steps: readonly { readonly state: { readonly value: unknown } }[];
    readonly state: { readonly value: unknown };
  }[],
): string[] =>
  walks.flatMap(({ steps, state }) => [...steps, { state }].map((step) => String(step.state.value)));

describe.each([
  ['of signature', signature, table(false, false)],
  ['of user authentication', authentication, table(true, false)],
  [
    'with the rule broken that revocation is final',
    { ...signature, revocationReversible: true },
    table(false, true),
  ],
] as const)('a certificate %s', (_what, policy, transitions) => {
  const first: State = 'absent';
  const model = createTestModel(certificateMachine, { input: policy, events });
  const paths = model.getSimplePaths();

  test.each(paths.map((path) => [path.steps.map(({ event }) => event.type).join(', '), path] as const))(
    '%s',
    async (_description, path) => {
      const actor = createActor(certificateMachine, { input: policy }).start();
      let expected: State = first;
      const check = (): void => {
        const { value, context } = actor.getSnapshot();
        expect(value).toBe(expected);
        expect(context.reason).toBe(reasons[expected]);
      };
      check();
      await path.test({
        states: { '*': check },
        events: Object.fromEntries(
          events.map((event) => [
            event.type,
            () => {
              const next = transitions[expected][event.type];
              expect(actor.getSnapshot().can(event)).toBe(next !== undefined);
              actor.send(event);
              expected = next ?? expected;
            },
          ]),
        ),
      });
    },
  );

  test('takes no event but these, in any state it can reach', () => {
    const reached = new Set<State>([first]);
    for (const state of reached) {
      for (const { type } of events) {
        const next = transitions[state][type];
        if (next !== undefined) reached.add(next);
      }
    }
    expect(new Set(statesOf(paths))).toEqual(reached);
    for (const state of reached) {
      const context = { policy, reason: reasons[state] as 'certificateHold' | null };
      const snapshot = certificateMachine.resolveState({ value: state, context });
      const taken = events.filter((event) => snapshot.can(event)).map(({ type }) => type);
      expect(taken.toSorted()).toEqual(Object.keys(transitions[state]).toSorted());
    }
  });
});

test('good is what is neither held nor revoked nor not there yet', () => {
  const actor = createActor(certificateMachine, { input: authentication }).start();
  const tags = (): string[] => [...actor.getSnapshot().tags];
  expect(tags()).toEqual([]);
  actor.send({ type: 'certificate.request' });
  expect(tags()).toEqual([]);
  actor.send({ type: 'certificate.issue' });
  expect(tags()).toEqual(['good']);
  actor.send({ type: 'certificate.hold' });
  expect(tags()).toEqual(['revoked']);
  actor.send({ type: 'certificate.liftHold' });
  expect(tags()).toEqual(['good']);
  actor.send({ type: 'certificate.revoke', reason: 'superseded' });
  expect(tags()).toEqual(['revoked']);
  expect(actor.getSnapshot().context.reason).toBe('superseded');
});
