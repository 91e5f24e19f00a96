import { assign, setup } from 'xstate';

/**
 * Who may restore the tries of a secret: municipal counter, kiosk, the portal app with the card at hand, half an
 * hour, a new login, the facility call centre.
 */
export type SecretReset = 'counter' | 'kiosk' | 'cardInApp' | 'timer' | 'logIn' | 'callCentre';

export interface SecretPolicy {
  readonly maxTries: number;
  /** Tries right after issuance; zero for a reference that is issued blocked. */
  readonly initialTries: number;
  /** Tries after a reset. */
  readonly resetTries: number;
  readonly resetBy: readonly SecretReset[];
}

export type SecretEvent =
  | { readonly type: 'secret.matched' }
  | { readonly type: 'secret.mismatched' }
  | { readonly type: 'secret.reset'; readonly by: SecretReset };

/**
 * A secret with a retry counter: one definition for every PIN and password of card, phone and facility app.
 * The counter lives here and nowhere else; "verified" is data of a card session, not a state.
 * @see phone-wallet reference, section 6.5; jpki-card reference, section 3
 */
export const secretMachine = setup({
  types: {
    input: {} as SecretPolicy,
    context: {} as { readonly policy: SecretPolicy; readonly triesLeft: number },
    events: {} as SecretEvent,
    tags: {} as 'usable' | 'blocked',
  },
  guards: {
    noTries: ({ context }) => context.triesLeft === 0,
    lastTry: ({ context }) => context.triesLeft === 1,
    mayReset: ({ context, event }) =>
      event.type === 'secret.reset' && context.policy.resetBy.includes(event.by),
  },
  actions: {
    spendTry: assign({ triesLeft: ({ context }) => Math.max(0, context.triesLeft - 1) }),
    restoreTries: assign({ triesLeft: ({ context }) => context.policy.maxTries }),
    resetTries: assign({ triesLeft: ({ context }) => context.policy.resetTries }),
  },
}).createMachine({
  id: 'secret',
  context: ({ input }) => ({ policy: input, triesLeft: input.initialTries }),
  initial: 'issued',
  states: {
    issued: { always: [{ guard: 'noTries', target: 'blocked' }, { target: 'usable' }] },
    usable: {
      tags: 'usable',
      on: {
        'secret.matched': { actions: 'restoreTries' },
        'secret.mismatched': [
          { guard: 'lastTry', target: 'blocked', actions: 'spendTry' },
          { actions: 'spendTry' },
        ],
      },
    },
    blocked: { tags: 'blocked' },
  },
  on: {
    'secret.reset': { guard: 'mayReset', target: '.usable', actions: 'resetTries' },
  },
});
