import { assign, setup } from 'xstate';

/** Why a certificate is revoked. @see RFC 5280, section 5.3.1; jpki-card reference, section 7 */
export type RevocationReason =
  | 'unspecified'
  | 'keyCompromise'
  | 'cACompromise'
  | 'affiliationChanged'
  | 'superseded'
  | 'cessationOfOperation'
  | 'certificateHold';

export interface CertificatePolicy {
  readonly kind: 'signature' | 'authentication';
  /** Whether lifting a hold makes it valid again. */
  readonly holdReversible: boolean;
  /** Never, unless the rule that says so is broken on purpose. */
  readonly revocationReversible: boolean;
  /** A hold without a reason: E-12 as relying parties' interfaces have it, where certificateHold is final. */
  readonly holdUnnamed?: boolean;
}

export type CertificateEvent =
  | { readonly type: 'certificate.request' }
  | { readonly type: 'certificate.issue' }
  | { readonly type: 'certificate.hold' }
  | { readonly type: 'certificate.liftHold' }
  | { readonly type: 'certificate.revoke'; readonly reason: RevocationReason };

/**
 * A certificate as its issuer knows it; one definition for card and phone. Expiry is computed from the
 * calendar and is no state. The card itself shows nothing of this.
 * @see phone-wallet reference, section 6.5; jpki-card reference, section 7
 */
export const certificateMachine = setup({
  types: {
    input: {} as CertificatePolicy,
    context: {} as { readonly policy: CertificatePolicy; readonly reason: RevocationReason | null },
    events: {} as CertificateEvent,
    tags: {} as 'good' | 'revoked',
  },
  guards: {
    holdReversible: ({ context }) => context.policy.holdReversible,
    revocationReversible: ({ context }) => context.policy.revocationReversible,
  },
  actions: {
    hold: assign({ reason: ({ context }) => (context.policy.holdUnnamed ? null : 'certificateHold') }),
    forget: assign({ reason: null }),
    revoke: assign({
      reason: ({ event }) => (event.type === 'certificate.revoke' ? event.reason : 'unspecified'),
    }),
  },
}).createMachine({
  id: 'certificate',
  context: ({ input }) => ({ policy: input, reason: null }),
  initial: 'absent',
  states: {
    absent: { on: { 'certificate.request': 'pending' } },
    pending: {
      on: {
        'certificate.issue': 'valid',
        'certificate.revoke': { target: 'revoked', actions: 'revoke' },
      },
    },
    valid: {
      tags: 'good',
      on: {
        'certificate.hold': { target: 'held', actions: 'hold' },
        'certificate.revoke': { target: 'revoked', actions: 'revoke' },
      },
    },
    held: {
      tags: 'revoked',
      on: {
        'certificate.liftHold': { guard: 'holdReversible', target: 'valid', actions: 'forget' },
        'certificate.revoke': { target: 'revoked', actions: 'revoke' },
      },
    },
    revoked: {
      tags: 'revoked',
      on: { 'certificate.liftHold': { guard: 'revocationReversible', target: 'valid', actions: 'forget' } },
    },
  },
});
