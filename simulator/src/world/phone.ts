import type { PhoneProfile } from '@kazashi/profiles';
import type { CardSecret } from '../applications/card-secret.ts';
import type { LeafHolder } from '../card/leaf-certificate.ts';
import type { PhoneCard } from '../card/phone-card.ts';
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
  /** The certificate of the card that signed the application; null before the card was read. @see L-50, C-23 */
  readonly signedWith: string | null;
  /** Issued anew after a hold (L-83), without reading the card. */
  readonly resumes: boolean;
}

export const emptyDraft: EnrolmentDraft = {
  kinds: ['signature', 'authentication'],
  cardPassword: null,
  textPin: null,
  signaturePassword: null,
  authenticationPin: null,
  replaces: null,
  signedWith: null,
  resumes: false,
};

/** What the holder has set up on a phone. @see L-05, C-17 */
export interface PhoneSettings {
  readonly lock: 'none' | 'screenLock' | 'biometrics';
  /** The Myna Portal app. */
  readonly app: 'latest' | 'outdated' | 'removed';
}
export const newPhone: PhoneSettings = { lock: 'biometrics', app: 'latest' };

/** Something the holder was told: a push notice, or one of Wallet. */
export interface Notice {
  readonly at: string;
  readonly from: 'portal' | 'wallet';
  readonly text: { readonly en: string; readonly ja: string };
}

/** How a phone is called among the cards. */
export const phoneKey = /^phone\/(.+)$/;

/** A phone of a person, with what it carries of the card's functions. */
export class Phone {
  readonly id: string;
  /** Who holds it: it changes only while nobody's certificates are on it. @see L-07 */
  person: string;
  readonly profile: PhoneProfile;
  readonly device: DeviceInstance;
  readonly enrolment: EnrolmentInstance;
  readonly wallet: WalletDocumentInstance;
  readonly secrets: Readonly<Record<CertificateKindName, CardSecret>>;
  /** The certificates issued last, whatever became of them and of their keys. */
  certificates: Partial<Record<CertificateKindName, IssuedCertificate>> = {};
  draft: EnrolmentDraft = emptyDraft;
  settings: PhoneSettings = newPhone;
  /** Whose keys the secure element has. */
  keys: readonly CertificateKindName[] = [];
  notices: readonly Notice[] = [];
  /** Whether it has to be unlocked before it does anything. */
  locked = false;
  /** Whom the certificates name, as that was when they were issued; null before. */
  holder: LeafHolder | null = null;
  /** As it is held to readers; absent until it is. */
  card: PhoneCard | undefined;

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

  /** By this name it lies in readers, among the cards. */
  get key(): string {
    return `phone/${this.id}`;
  }

  get lockedKey(): string {
    return `phone/${this.id}/locked`;
  }

  get holderKey(): string {
    return `phone/${this.id}/holder`;
  }

  get certificatesKey(): string {
    return `phone/${this.id}/certificates`;
  }

  get draftKey(): string {
    return `phone/${this.id}/draft`;
  }

  get settingsKey(): string {
    return `phone/${this.id}/settings`;
  }

  get keysKey(): string {
    return `phone/${this.id}/keys`;
  }

  get noticesKey(): string {
    return `phone/${this.id}/notices`;
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
