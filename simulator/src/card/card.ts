import { type Application, access } from '../applications/card-file.ts';
import type { CardSecret } from '../applications/card-secret.ts';
import { hex } from '../codec/hex.ts';
import type { MachineRecord } from '../lifecycle/machine-instance.ts';
import {
  type CardBodyInstance,
  type CertificateInstance,
  cardBodyInstance,
  certificateInstance,
  noPolicy,
} from '../lifecycle/machine-kinds.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { Json } from '../store/store.ts';
import { cardApplications, cardDataObjects } from './card-applications.ts';
import { cardSecrets, restoreSecret, storedValue } from './card-secrets.ts';
import { buildDispatcher } from './dispatch.ts';
import type { Execution } from './execution.ts';
import type { PersonalisationFacts } from './personalisation-facts.ts';
import type { SessionState } from './session-state.ts';

const atReset: SessionState = {
  application: undefined,
  file: undefined,
  status: access.free,
  chain: undefined,
  messaging: undefined,
};

/**
 * One activation of a card, from power-up to power-off: what is selected and what is verified.
 * Sessions of one card share its non-volatile state and nothing else.
 */
export interface CardSession {
  /** Synchronous; whatever bytes come in, there is an answer. */
  execute(command: Uint8Array): Execution;
  close(): void;
}

export interface CardOptions {
  /** Tells the cards of one simulator apart; part of the keys under which its state is stored. */
  readonly id: string;
  readonly facts: PersonalisationFacts;
  readonly rules: RuleSet;
  readonly random: (length: number) => Uint8Array;
}

/** The non-volatile state of one card and the way into it. */
export class Card {
  readonly id: string;
  readonly facts: PersonalisationFacts;
  readonly atr: Uint8Array;
  readonly secrets: ReadonlyMap<string, CardSecret>;
  readonly body: CardBodyInstance;
  readonly certificates: {
    readonly signature: CertificateInstance;
    readonly authentication: CertificateInstance;
  };
  readonly #options: CardOptions;
  readonly #statusVolatile: boolean;
  readonly #counterPersists: boolean;
  #execute: ((session: SessionState, command: Uint8Array) => Execution) | undefined;
  #applications: readonly Application[] | undefined;
  #lastSession: SessionState | undefined;

  constructor(options: CardOptions) {
    const { id, facts, rules } = options;
    this.#options = options;
    this.id = id;
    this.facts = facts;
    this.atr = hex(facts.cardProfile.atr);
    this.secrets = cardSecrets(id, facts, rules);
    this.body = cardBodyInstance(`card/${id}/body`);
    const certificate = (kind: 'signature' | 'authentication') =>
      certificateInstance(`card/${id}/certificate/${kind}`, this.#certificatePolicy(kind));
    this.certificates = {
      signature: certificate('signature'),
      authentication: certificate('authentication'),
    };
    this.#statusVolatile = rules.holds('verify/status-volatile');
    this.#counterPersists = rules.holds('verify/counter-persists');
  }

  #certificatePolicy(kind: 'signature' | 'authentication') {
    const { facts, rules } = this.#options;
    const held = kind === 'signature' ? 'desk/hold-signature-final' : 'desk/hold-authentication-lifted';
    const holds = rules.holds(held);
    return {
      kind,
      holdReversible: kind === 'signature' ? !holds : holds,
      revocationReversible: !rules.holds('desk/revoked-final'),
      issued: facts[kind] !== null,
    };
  }

  get applications(): readonly Application[] {
    this.#applications ??= cardApplications(this.facts, this.secrets, this.#options.rules);
    return this.#applications;
  }

  /** Powers the card up: nothing selected, nothing verified. */
  open(): CardSession {
    this.#execute ??= buildDispatcher({
      profile: this.facts.cardProfile,
      rules: this.#options.rules,
      applications: this.applications,
      dataObjects: cardDataObjects(this.facts),
      random: this.#options.random,
      isHeld: (kind) => this.certificates[kind].snapshot.matches('held'),
    });
    const execute = this.#execute;
    if (!this.#counterPersists) this.#restoreCounters();
    const session: SessionState = { ...atReset };
    if (!this.#statusVolatile) {
      // A status without its application would mean nothing: the broken rule keeps both.
      Object.assign(session, this.#lastSession);
      this.#lastSession = session;
    }
    return {
      execute: (command) => execute(session, command),
      close: () => {
        if (this.#statusVolatile) Object.assign(session, atReset);
      },
    };
  }

  /** What a card does whose counters do not persist. */
  #restoreCounters(): void {
    for (const secret of this.secrets.values()) {
      if (secret.triesLeft < secret.maxTries && secret.id !== 'text/issued-blocked') {
        secret.counter.send({ type: 'counter.resetSecret' });
      }
    }
  }

  /** Puts counters, values, certificates and body back to what is stored, or to how they were issued. */
  restore(entries: ReadonlyMap<string, Json>): void {
    const record = (key: string): MachineRecord | undefined => entries.get(key) as MachineRecord | undefined;
    for (const secret of this.secrets.values()) restoreSecret(secret, entries);
    for (const kind of ['signature', 'authentication'] as const) {
      const instance = this.certificates[kind];
      instance.restore(record(instance.key), instance.snapshot.context.policy);
    }
    this.body.restore(record(this.body.key), noPolicy);
  }

  /** Everything of the card that may differ from how it was issued, as the store keeps it. */
  save(): Map<string, Json> {
    const entries = new Map<string, Json>();
    const machines = [...this.secrets.values()].map((secret) => secret.counter);
    for (const machine of [
      ...machines,
      this.certificates.signature,
      this.certificates.authentication,
      this.body,
    ]) {
      entries.set(machine.key, machine.record());
    }
    for (const secret of this.secrets.values()) {
      if (secret.value !== undefined) entries.set(secret.valueKey, storedValue(secret.value));
    }
    return entries;
  }
}
