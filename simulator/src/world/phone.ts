import type { PhoneProfile } from '@kazashi/profiles';
import type { CardSecret } from '../applications/card-secret.ts';
import type {
  DeviceInstance,
  EnrolmentInstance,
  WalletDocumentInstance,
} from '../lifecycle/world-machines.ts';
import type { Json } from '../store/store.ts';
import type { IssuedCertificate } from './issued-certificates.ts';

export type CertificateKindName = 'signature' | 'authentication';

/** What the holder has typed or chosen in an enrolment that is under way. It lasts over a restart. */
export interface EnrolmentDraft {
  readonly kinds: readonly CertificateKindName[];
  readonly cardPassword: string | null;
  readonly textPin: string | null;
  readonly signaturePassword: string | null;
  readonly authenticationPin: string | null;
  /** The phone that this one takes the place of. */
  readonly replaces: string | null;
}

export const emptyDraft: EnrolmentDraft = {
  kinds: ['signature', 'authentication'],
  cardPassword: null,
  textPin: null,
  signaturePassword: null,
  authenticationPin: null,
  replaces: null,
};

/** A phone of a person, with what it carries of the card's functions. */
export class Phone {
  readonly id: string;
  readonly person: string;
  readonly profile: PhoneProfile;
  readonly device: DeviceInstance;
  readonly enrolment: EnrolmentInstance;
  readonly wallet: WalletDocumentInstance;
  readonly secrets: Readonly<Record<CertificateKindName, CardSecret>>;
  /** The certificates issued last; their keys are in the phone until it next goes online after their end. */
  certificates: Partial<Record<CertificateKindName, IssuedCertificate>> = {};
  draft: EnrolmentDraft = emptyDraft;

  constructor(parts: {
    readonly id: string;
    readonly person: string;
    readonly profile: PhoneProfile;
    readonly device: DeviceInstance;
    readonly enrolment: EnrolmentInstance;
    readonly wallet: WalletDocumentInstance;
    readonly secrets: Readonly<Record<CertificateKindName, CardSecret>>;
  }) {
    this.id = parts.id;
    this.person = parts.person;
    this.profile = parts.profile;
    this.device = parts.device;
    this.enrolment = parts.enrolment;
    this.wallet = parts.wallet;
    this.secrets = parts.secrets;
  }

  get certificatesKey(): string {
    return `phone/${this.id}/certificates`;
  }

  get draftKey(): string {
    return `phone/${this.id}/draft`;
  }

  /** Serial numbers of its certificates, as stored. */
  certificateRecord(): Json {
    const record: Record<string, string> = {};
    for (const [kind, certificate] of Object.entries(this.certificates)) record[kind] = certificate.id;
    return record;
  }

  /** Those of its certificates that are in a state. */
  certificatesIn(...states: readonly string[]): IssuedCertificate[] {
    return Object.values(this.certificates).filter(({ machine }) =>
      states.includes(String(machine.snapshot.value)),
    );
  }
}
