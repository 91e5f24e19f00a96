import type { CrlReason } from '../pki/ocsp-response.ts';
import type { IssuedCertificate, StateChange } from '../world/issued-certificates.ts';

/** What the books say of a certificate at an instant. */
export type BookStatus =
  | { readonly state: 'pending' | 'valid' }
  | {
      readonly state: 'held' | 'revoked';
      /** From when on it is good no more. */
      readonly since: number;
      /** When it came into this state: later than `since` when a hold ended in revocation. */
      readonly at: number;
      readonly reason: CrlReason | null;
    };

const statusOf = (certificate: IssuedCertificate, change: StateChange | undefined): BookStatus => {
  if (change === undefined || change.state === 'valid') return { state: 'valid' };
  const since = change.since ?? certificate.facts.notBefore;
  return { state: change.state, since, at: change.at, reason: change.reason };
};

/** What they say now. */
export function presentStatus(certificate: IssuedCertificate, history: readonly StateChange[]): BookStatus {
  const { value, context } = certificate.machine.snapshot;
  if (value === 'valid') return { state: 'valid' };
  if (value !== 'held' && value !== 'revoked') return { state: 'pending' };
  const { notBefore } = certificate.facts;
  const change = history.at(-1) ?? { at: notBefore, state: value, since: notBefore, reason: context.reason };
  return statusOf(certificate, change);
}

/** What they said just before an instant: what happens at the instant of a publication is in the next one. */
export const statusBefore = (
  certificate: IssuedCertificate,
  history: readonly StateChange[],
  instant: number,
): BookStatus =>
  statusOf(
    certificate,
    history.findLast(({ at }) => at < instant),
  );

/** Whether it was on hold at some time. */
export const wasHeld = (history: readonly StateChange[]): boolean =>
  history.some(({ state }) => state === 'held');
