import type { CardProfile } from '@kazashi/profiles';
import type { Application } from '../applications/card-file.ts';
import type { CardSecret } from '../applications/card-secret.ts';
import { hex } from '../codec/hex.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { Json } from '../store/store.ts';
import { cardApplications, cardDataObjects } from './card-applications.ts';
import { cardSecrets, restoreSecret, storedValue } from './card-secrets.ts';
import { buildDispatcher } from './dispatch.ts';
import type { Execution } from './execution.ts';
import type { CardSession, ContactlessParameters, Icc } from './icc.ts';
import type { PersonalisationFacts } from './personalisation-facts.ts';
import { atReset, type SessionState } from './session-state.ts';

export interface CardOptions {
  /** Tells the cards of one simulator apart; part of the keys under which its state is stored. */
  readonly id: string;
  readonly facts: PersonalisationFacts;
  readonly rules: RuleSet;
  readonly random: (length: number) => Uint8Array;
  /** Whether the issuer holds the certificate. The card asks only when the rule that it does not know is broken. */
  readonly isHeld: (certificate: 'signature' | 'authentication') => boolean;
}

/** Whether the PUPI of a real card is fixed is not known; the standard lets it be random, and that is taken here. */
const contactless = ({ atqb, blocks }: CardProfile): ContactlessParameters | undefined =>
  atqb && {
    modulation: 'B',
    applicationData: hex(atqb.applicationData),
    protocolInfo: hex(atqb.protocolInfo),
    mbli: atqb.mbli,
    pupi: atqb.pupi === undefined ? 'random' : hex(atqb.pupi),
    ...(atqb.afi === undefined ? {} : { afi: atqb.afi === 'any' ? atqb.afi : Number.parseInt(atqb.afi, 16) }),
    ...(blocks === undefined ? {} : { blocks }),
  };

/** The non-volatile state of one card and the way into it. */
export class Card implements Icc {
  readonly id: string;
  readonly label: string;
  readonly facts: PersonalisationFacts;
  readonly atr: Uint8Array;
  readonly contacts = true;
  readonly contactless: ContactlessParameters | undefined;
  readonly secrets: ReadonlyMap<string, CardSecret>;
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
    this.label = `${facts.cardProfile.id}, ${facts.personProfile.name}`;
    this.atr = hex(facts.cardProfile.atr);
    this.contactless = contactless(facts.cardProfile);
    this.secrets = cardSecrets(id, facts, rules);
    this.#statusVolatile = rules.holds('verify/status-volatile');
    this.#counterPersists = rules.holds('verify/counter-persists');
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
      isHeld: this.#options.isHeld,
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
        secret.counter.send({ type: 'secret.reset', by: 'counter' });
      }
    }
  }

  /** Puts counters and values back to what is stored, or to how they were issued. */
  restore(entries: ReadonlyMap<string, Json>): void {
    for (const secret of this.secrets.values()) restoreSecret(secret, entries);
  }

  /** Counters and values as the store keeps them. */
  save(): Map<string, Json> {
    const entries = new Map<string, Json>();
    for (const { counter, value, valueKey } of this.secrets.values()) {
      entries.set(counter.key, counter.record());
      if (value !== undefined) entries.set(valueKey, storedValue(value));
    }
    return entries;
  }
}
