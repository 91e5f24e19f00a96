import type { PhoneProfile } from '@kazashi/profiles';
import type { Application } from '../applications/card-file.ts';
import { CardKey } from '../applications/card-key.ts';
import type { CardSecret } from '../applications/card-secret.ts';
import { jpkiApplication } from '../applications/jpki.ts';
import { textAid } from '../applications/text.ts';
import { hex } from '../codec/hex.ts';
import { type CertificateKind, rsaKey } from '../pki/index.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { contactlessAtr } from './contactless-atr.ts';
import { buildDispatcher } from './dispatch.ts';
import { answer, type Execution } from './execution.ts';
import type { CardSession, ContactlessParameters, Icc } from './icc.ts';
import { caCertificate, type LeafHolder, leafCertificate } from './leaf-certificate.ts';
import type { CertificateFacts } from './personalisation-facts.ts';
import { atReset, type SessionState } from './session-state.ts';

type PerKind<T> = Readonly<Record<CertificateKind, T>>;

/** What a phone carries of the card's functions, asked for at each command: it comes and goes with the phone's life. */
export interface PhoneFunctions {
  /** The certificate whose key is in the secure element; the same object as long as it is the same one. */
  certificate(kind: CertificateKind): CertificateFacts | undefined;
  /** Whom the certificates were issued to. */
  holder(): LeafHolder;
  secrets(): PerKind<CardSecret>;
  /** Whether biometrics have been taken for it before the phone is held to a reader. */
  preVerified(kind: CertificateKind): boolean;
  locked(): boolean;
  /** Whether the issuer holds the certificate. The phone asks only when the rule that it does not know is broken. */
  isHeld(kind: CertificateKind): boolean;
}

export interface PhoneCardOptions {
  /** Of the phone, `phone/` and its number: tells it from the plastic cards. */
  readonly id: string;
  /** Model and holder, for people. */
  readonly label: string;
  readonly profile: PhoneProfile;
  readonly rules: RuleSet;
  readonly random: (length: number) => Uint8Array;
  readonly functions: PhoneFunctions;
}

function parameters({ contactless, blocks }: PhoneProfile): ContactlessParameters {
  const own = blocks === undefined ? {} : { blocks };
  if (contactless.modulation === 'A') {
    const { atqa, sak, ats } = contactless;
    return { modulation: 'A', uid: 'random', atqa: hex(atqa), sak: hex(sak)[0]!, ats: hex(ats), ...own };
  }
  const { applicationData, protocolInfo, mbli } = contactless;
  return {
    modulation: 'B',
    applicationData: hex(applicationData),
    protocolInfo: hex(protocolInfo),
    mbli,
    pupi: 'random',
    ...own,
  };
}

const silence: Execution = { ...answer(0x9000, 'phone/locked-silent'), response: new Uint8Array(0) };
const noObjects: ReadonlyMap<number, () => Uint8Array> = new Map();

/**
 * A phone as a contactless card: the JPKI application of its secure element, there or not as the phone's life has
 * it, and none of the other applications of the plastic card.
 * @see phone-wallet reference, sections 0, 1.3 and 2
 */
export class PhoneCard implements Icc {
  readonly id: string;
  readonly label: string;
  readonly atr: Uint8Array;
  /** Nothing of a phone fits into a contact slot. */
  readonly contacts = false;
  readonly contactless: ContactlessParameters;
  readonly #options: PhoneCardOptions;
  readonly #locks: boolean;
  /** Made with the first session, its applications anew whenever the phone carries something else. */
  #execute: ((session: SessionState, command: Uint8Array) => Execution) | undefined;
  #applications: readonly Application[] = [];
  #made: Partial<PerKind<CertificateFacts | undefined>> = {};
  #holder: LeafHolder | undefined;

  constructor(options: PhoneCardOptions) {
    this.#options = options;
    this.id = options.id;
    this.label = options.label;
    this.contactless = parameters(options.profile);
    this.atr = contactlessAtr(this.contactless);
    this.#locks = options.rules.holds('phone/locked-silent');
  }

  get mute(): boolean {
    return this.#locks && this.#options.functions.locked();
  }

  open(): CardSession {
    this.#execute ??= this.#dispatcher();
    const execute = this.#execute;
    const session: SessionState = { ...atReset };
    return {
      execute: (command) => {
        if (this.mute) {
          Object.assign(session, atReset);
          return silence;
        }
        const { application } = session;
        // What is selected may have gone since: its keys were deleted, or others were made.
        if (application !== undefined && !this.#current().includes(application)) {
          Object.assign(session, atReset);
        }
        return execute(session, command);
      },
      close: () => {
        Object.assign(session, atReset);
      },
    };
  }

  #dispatcher(): (session: SessionState, command: Uint8Array) => Execution {
    const { profile, rules, random, functions } = this.#options;
    const current = (): readonly Application[] => this.#current();
    return buildDispatcher({
      profile,
      rules,
      get applications() {
        return current();
      },
      dataObjects: noObjects,
      random,
      isHeld: (kind) => functions.isHeld(kind),
    });
  }

  #current(): readonly Application[] {
    const { functions } = this.#options;
    const signature = functions.certificate('signature');
    const authentication = functions.certificate('authentication');
    const holder = functions.holder();
    const made = this.#made;
    if (
      made.signature !== signature ||
      made.authentication !== authentication ||
      (this.#holder !== holder && this.#applications.length > 0)
    ) {
      this.#made = { signature, authentication };
      this.#holder = holder;
      this.#applications = this.#make(signature, authentication, holder);
    }
    return this.#applications;
  }

  #make(
    signature: CertificateFacts | undefined,
    authentication: CertificateFacts | undefined,
    holder: LeafHolder,
  ): readonly Application[] {
    const { profile, rules, functions } = this.#options;
    const { switches } = profile;
    const any = signature ?? authentication;
    if (any === undefined) return [];
    const secrets = functions.secrets();
    const leaf = (kind: CertificateKind, facts: CertificateFacts | undefined) =>
      facts && (() => leafCertificate(kind, facts, holder, switches.signatureExtendedKeyUsage, 'phone'));
    const authority = (kind: CertificateKind, facts: CertificateFacts | undefined) => () =>
      caCertificate(kind, (facts ?? any).generation, holder.calendarStart, rules);
    const key = (facts: CertificateFacts | undefined): CardKey => {
      const { keyName } = facts ?? any;
      return new CardKey(keyName, () => rsaKey(keyName).privateKey);
    };
    const jpki = jpkiApplication(
      {
        tokenLabel: rules.holds('phone/token-label') ? profile.tokenLabel : 'JPKIAPICCTOKEN2',
        signatureCertificate: leaf('signature', signature),
        signatureAuthority: authority('signature', signature),
        authenticationCertificate: leaf('authentication', authentication),
        authenticationCertificateFree: !rules.holds('phone/authentication-certificate-guarded'),
        authenticationAuthority: authority('authentication', authentication),
        signatureKey: key(signature),
        authenticationKey: key(authentication),
        signaturePassword: secrets.signature,
        authenticationPin: secrets.authentication,
        tokenSerial: any.serial.toString().padStart(16, '0'),
        absentSignature: switches.absentSignature,
        unidentifiedFiles: switches.unidentifiedFiles,
        certificateFileLength: switches.certificateFiller === 'ff' ? switches.certificateFileLength : 0,
        preVerified: (kind) => functions.preVerified(kind),
      },
      rules,
    );
    if (rules.holds('phone/other-applications-absent')) return [jpki];
    return [jpki, { ...jpki, name: 'text', aid: textAid }];
  }
}
