import type { LifecycleSwitches } from '@kazashi/profiles';
import type { CertificateFacts } from '../card/personalisation-facts.ts';
import type { CertificatePolicy } from '../lifecycle/certificate.ts';
import type { MachineRecord } from '../lifecycle/machine-instance.ts';
import { type CertificateInstance, certificateInstance } from '../lifecycle/machine-kinds.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { Json } from '../store/store.ts';

export type Carrier = 'card' | 'phone';

/** A certificate as its issuer's books have it, whatever became of card or phone. */
export interface IssuedCertificate {
  /** Kind and serial number, `signature/4a3f0c21`. */
  readonly id: string;
  readonly kind: 'signature' | 'authentication';
  readonly carrier: Carrier;
  readonly person: string;
  readonly facts: CertificateFacts;
  readonly machine: CertificateInstance;
}

type StoredCertificate = {
  readonly kind: string;
  readonly carrier: string;
  readonly person: string;
  readonly facts: Json;
};

export const serialDigits = (serial: number): string => serial.toString(16).padStart(8, '0');

/** Every certificate that was ever issued in this world. @see jpki-card reference, section 7 */
export class IssuedCertificates {
  readonly #rules: RuleSet;
  readonly #switches: LifecycleSwitches;
  readonly #byId = new Map<string, IssuedCertificate>();
  readonly #policies = new Map<string, CertificatePolicy>();

  constructor(rules: RuleSet, switches: LifecycleSwitches) {
    this.#rules = rules;
    this.#switches = switches;
  }

  get all(): IterableIterator<IssuedCertificate> {
    return this.#byId.values();
  }

  get(id: string): IssuedCertificate | undefined {
    return this.#byId.get(id);
  }

  /** One policy object for all certificates alike, so that their machines share a first snapshot. */
  #policy(kind: 'signature' | 'authentication', carrier: Carrier): CertificatePolicy {
    const key = `${carrier} ${kind}`;
    const known = this.#policies.get(key);
    if (known !== undefined) return known;
    const holdReversible = this.#holdReversible(kind, carrier);
    const policy = {
      kind,
      holdReversible,
      revocationReversible: !this.#rules.holds('desk/revoked-final'),
      holdUnnamed: holdReversible && this.#switches.holdReason === 'irreversibleOnly',
    };
    this.#policies.set(key, policy);
    return policy;
  }

  #holdReversible(kind: 'signature' | 'authentication', carrier: Carrier): boolean {
    const rules = this.#rules;
    // The phone's hold is never lifted: resuming issues anew (L-83).
    if (carrier === 'phone') return !rules.holds('L-83') || this.#switches.phoneResume === 'liftHold';
    return kind === 'signature'
      ? !rules.holds('L-82') || !rules.holds('desk/hold-signature-final')
      : rules.holds('desk/hold-authentication-lifted');
  }

  /** A certificate with another end: what no issuer does, unless a rule is broken. */
  moveEnd(certificate: IssuedCertificate, notAfter: number): IssuedCertificate {
    const moved = { ...certificate, facts: { ...certificate.facts, notAfter } };
    this.#byId.set(moved.id, moved);
    return moved;
  }

  /** Enters a certificate; its machine begins in `pending`. */
  enter(certificate: Omit<IssuedCertificate, 'id' | 'machine'>): IssuedCertificate {
    const id = `${certificate.kind}/${serialDigits(certificate.facts.serial)}`;
    const machine = certificateInstance(
      `certificate/${id}/state`,
      this.#policy(certificate.kind, certificate.carrier),
    );
    const entered: IssuedCertificate = { ...certificate, id, machine };
    this.#byId.set(id, entered);
    return entered;
  }

  /** What is stored of a certificate beside its state. */
  static record({ kind, carrier, person, facts }: IssuedCertificate): Json {
    return { kind, carrier, person, facts: { ...facts } };
  }

  /** Reads the books back from the store. */
  restore(entries: ReadonlyMap<string, Json>): void {
    this.#byId.clear();
    for (const [key, value] of entries) {
      if (!/^certificate\/[^/]+\/[0-9a-f]{8}$/.test(key)) continue;
      const stored = value as StoredCertificate;
      const certificate = this.enter({
        kind: stored.kind === 'signature' ? 'signature' : 'authentication',
        carrier: stored.carrier === 'phone' ? 'phone' : 'card',
        person: stored.person,
        facts: stored.facts as unknown as CertificateFacts,
      });
      const record = entries.get(certificate.machine.key) as MachineRecord | undefined;
      certificate.machine.restore(record, certificate.machine.snapshot.context.policy);
    }
  }
}
