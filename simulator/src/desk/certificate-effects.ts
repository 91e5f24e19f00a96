import type { RevocationReason } from '../lifecycle/certificate.ts';
import type { IssuedCertificate } from '../world/issued-certificates.ts';
import type { CertificateKindName } from '../world/phone.ts';
import type { Transaction } from '../world/transaction.ts';
import type { EventContext } from '../world/world-event.ts';

const hold = { type: 'certificate.hold' } as const;

/** Whether a hold would change something. */
export const canHold = (certificates: readonly IssuedCertificate[]): boolean =>
  certificates.some(({ machine }) => machine.can(hold));

/** Revokes those of the certificates that are not revoked yet. */
export function revokeAll(
  certificates: Iterable<IssuedCertificate>,
  reason: RevocationReason,
  transaction: Transaction,
): void {
  const event = { type: 'certificate.revoke', reason } as const;
  for (const { machine } of certificates) if (machine.can(event)) transaction.send(machine, event);
}

export function holdAll(certificates: Iterable<IssuedCertificate>, transaction: Transaction): void {
  for (const { machine } of certificates) if (machine.can(hold)) transaction.send(machine, hold);
}

/** Certificates of those kinds on the person's phones, when what befalls the card's befalls them too (C-15). */
function cascaded(
  { world, person, switches }: EventContext,
  kinds: readonly CertificateKindName[],
): IssuedCertificate[] {
  if (switches.parentRevocation !== 'cascade') return [];
  return world
    .phonesOf(person)
    .flatMap(({ certificates }) => Object.values(certificates))
    .filter(({ kind }) => kinds.includes(kind));
}

/** Revokes certificates of the plastic card. */
export function revokeOfCard(
  context: EventContext,
  certificates: readonly IssuedCertificate[],
  reason: RevocationReason,
  transaction: Transaction,
): void {
  const kinds = certificates.map(({ kind }) => kind);
  revokeAll([...certificates, ...cascaded(context, kinds)], reason, transaction);
}

/** Puts all certificates of the plastic card on hold. */
export function holdCard(context: EventContext, transaction: Transaction): void {
  const certificates = Object.values(context.card.certificates);
  const kinds = certificates.map(({ kind }) => kind);
  holdAll([...certificates, ...cascaded(context, kinds)], transaction);
}
