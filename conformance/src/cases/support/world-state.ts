/** A certificate, as its issuer's books have it. */
export interface CertificateState {
  readonly kind: string;
  readonly state: string;
  readonly reason: string | null;
  readonly serial: string;
  readonly notAfter: string;
}

/** A carrier of certificates: what it can be used for, `yes` or the rule that says no. */
interface CarrierState {
  readonly id: string;
  readonly certificates: readonly CertificateState[];
  readonly usable: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, { readonly triesLeft: number; readonly blocked: boolean }>>;
}

export interface CardState extends CarrierState {
  readonly state: string;
  /** YYYYMMDD, the last day. */
  readonly expires: string;
}

export interface PhoneState extends CarrierState {
  readonly platform: string;
  readonly device: string;
  readonly enrolment: string;
  readonly step: string | null;
  readonly due: string | null;
  readonly wallet: string;
}

export interface AccountState {
  readonly id: string;
  readonly state: string;
  readonly mode: string;
  readonly notices: readonly { readonly read: boolean }[];
}

/** The parts that cases look at of what a simulator tells of its world. */
export interface WorldState {
  readonly clock: {
    readonly now: string;
    readonly next: { readonly at: string; readonly type: string; readonly subject: string } | null;
  };
  readonly persons: readonly {
    readonly card: string;
    readonly phone: string | null;
    readonly address: string;
  }[];
  readonly cards: readonly CardState[];
  readonly phones: readonly PhoneState[];
  readonly accounts: readonly AccountState[];
  /** The books: every certificate that was ever issued. */
  readonly certificates: readonly (CertificateState & { readonly carrier: string })[];
}
