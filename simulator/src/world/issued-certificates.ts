import type { LifecycleSwitches } from '@kazashi/profiles';
import type { CertificateFacts } from '../card/personalisation-facts.ts';
import type { CertificatePolicy, RevocationReason } from '../lifecycle/certificate.ts';
import type { MachineRecord } from '../lifecycle/machine-instance.ts';
import { type CertificateInstance, certificateInstance } from '../lifecycle/machine-kinds.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { fromJson } from '../store/json.ts';
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

/** A certificate was good no more, or good again, from an instant on. */
export interface StateChange {
  /** Calendar instant in ms. */
  readonly at: number;
  readonly state: 'valid' | 'held' | 'revoked';
  /** Since when it is not good: a hold that ends in revocation keeps its own time. @see X.509, certificateHold */
  readonly since: number | null;
  readonly reason: RevocationReason | null;
}

/** How long a change is kept beyond the next one: as long as a revocation list from before may be served. */
const keptMs = 3 * 86_400_000;

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
  readonly #idsByPerson = new Map<string, Set<string>>();
  readonly #policies = new Map<string, CertificatePolicy>();
  readonly #histories = new Map<string, readonly StateChange[]>();
  /** Grows whenever everything was put to what is stored: what was derived from the books before is void. */
  edition = 0;

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

  /** Those that were ever issued to a person, in the order of entering. */
  ofPerson(person: string): IssuedCertificate[] {
    return [...(this.#idsByPerson.get(person) ?? [])].flatMap((id) => this.#byId.get(id) ?? []);
  }

  /** The changes of a certificate that was held or revoked at some time, oldest first; none for any other. */
  history(id: string): readonly StateChange[] {
    return this.#histories.get(id) ?? [];
  }

  /** The certificates that were held or revoked at some time. */
  *changed(): IterableIterator<IssuedCertificate> {
    for (const id of this.#histories.keys()) {
      const certificate = this.#byId.get(id);
      if (certificate !== undefined) yield certificate;
    }
  }

  /** Notes when those certificates changed whose states are among what was stored; what has to be stored of it. */
  noteChanges(keys: Iterable<string>, at: number): [key: string, value: Json][] {
    const noted: [string, Json][] = [];
    for (const key of keys) {
      const id = /^certificate\/(.+)\/state$/.exec(key)?.[1];
      const certificate = id === undefined ? undefined : this.#byId.get(id);
      if (certificate === undefined) continue;
      const changes = changesOf(certificate, this.history(certificate.id), at);
      if (changes === undefined) continue;
      this.#histories.set(certificate.id, changes);
      noted.push([`certificate/${id}/history`, changes.map((change) => ({ ...change }))]);
    }
    return noted;
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
    const ids = this.#idsByPerson.get(certificate.person);
    if (ids === undefined) this.#idsByPerson.set(certificate.person, new Set([id]));
    else ids.add(id);
    return entered;
  }

  /** What is stored of a certificate beside its state. */
  static record({ kind, carrier, person, facts }: IssuedCertificate): Json {
    return { kind, carrier, person, facts: { ...facts } };
  }

  /** Reads the books back from the store. */
  restore(entries: ReadonlyMap<string, Json>): void {
    this.#byId.clear();
    this.#histories.clear();
    this.#idsByPerson.clear();
    this.edition++;
    for (const [key, value] of entries) {
      const changed = /^certificate\/(.+)\/history$/.exec(key)?.[1];
      if (changed !== undefined) this.#histories.set(changed, fromJson<readonly StateChange[]>(value));
      if (!/^certificate\/[^/]+\/[0-9a-f]{8}$/.test(key)) continue;
      const stored = value as StoredCertificate;
      const certificate = this.enter({
        kind: stored.kind === 'signature' ? 'signature' : 'authentication',
        carrier: stored.carrier === 'phone' ? 'phone' : 'card',
        person: stored.person,
        facts: fromJson<CertificateFacts>(stored.facts),
      });
      const record = entries.get(certificate.machine.key) as MachineRecord | undefined;
      certificate.machine.restore(record, certificate.machine.snapshot.context.policy);
    }
  }
}

/** The history with the present state at its end; undefined when that is no change. */
function changesOf(
  { machine: { snapshot } }: IssuedCertificate,
  known: readonly StateChange[],
  at: number,
): readonly StateChange[] | undefined {
  const last = known.at(-1);
  const { value } = snapshot;
  let change: StateChange;
  if (value === 'held' || value === 'revoked') {
    if (last?.state === value) return undefined;
    change = { at, state: value, since: last?.since ?? at, reason: snapshot.context.reason };
  } else {
    if (value !== 'valid' || last === undefined || last.state === 'valid') return undefined;
    change = { at, state: 'valid', since: null, reason: null };
  }
  const changes = [...known, change];
  while (changes.length > 1 && changes[1]!.at < at - keptMs) changes.shift();
  return changes;
}
