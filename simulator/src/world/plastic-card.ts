import type { Card } from '../card/card.ts';
import { fromJst } from '../clock/calendar.ts';
import type { CardBodyInstance } from '../lifecycle/machine-kinds.ts';
import type { IssuedCertificate } from './issued-certificates.ts';
import type { CertificateKindName } from './phone.ts';

/** A plastic card with what the books of municipality and issuer say of it. The card itself knows none of that. */
export class PlasticCard {
  readonly id: string;
  readonly person: string;
  readonly body: CardBodyInstance;
  /** The chip. Replaced as a whole when the counter writes to it. */
  card: Card;
  certificates: Readonly<Partial<Record<CertificateKindName, IssuedCertificate>>>;

  constructor(
    person: string,
    card: Card,
    body: CardBodyInstance,
    certificates: Readonly<Partial<Record<CertificateKindName, IssuedCertificate>>>,
  ) {
    this.id = card.id;
    this.person = person;
    this.card = card;
    this.body = body;
    this.certificates = certificates;
  }

  /** The last second of the card. */
  get expires(): number {
    const { year, month, day } = this.card.facts.expiry;
    return fromJst(year, month, day, 23, 59, 59);
  }

  isHeld(kind: CertificateKindName): boolean {
    return this.certificates[kind]?.machine.snapshot.matches('held') ?? false;
  }
}
