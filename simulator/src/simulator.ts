import type { CardProfile, PersonProfile, ReaderProfile } from '@kazashi/profiles';
import { Card } from './card/card.ts';
import { type PersonalisationFacts, personalise } from './card/personalisation-facts.ts';
import { jstIso } from './clock/calendar.ts';
import type { SimulatedCalendar } from './clock/simulated-calendar.ts';
import type { Timers } from './clock/timers.ts';
import type { DeskEvent } from './desk/desk-event.ts';
import { deskEvents } from './desk/desk-events.ts';
import { Durability } from './durability.ts';
import { SimulatorError } from './errors.ts';
import type { RandomSource } from './random.ts';
import type { EmulatedReader, Orientation } from './readers/emulated-reader.ts';
import { EmulatedReaders } from './readers/registry.ts';
import type { RuleSet } from './rules/rule-set.ts';
import { ruleById } from './rules/rule-set.ts';
import { cardState } from './state.ts';
import type { Change, Json, Store } from './store/store.ts';
import { Trace } from './trace/trace.ts';

export interface CardOrder {
  readonly card: CardProfile;
  readonly person: PersonProfile;
}

export interface SimulatorParts {
  readonly store: Store;
  readonly calendar: SimulatedCalendar;
  readonly timers: Timers;
  readonly random: RandomSource;
  readonly rules: RuleSet;
  readonly placement: 'shared' | 'single';
  /** Told once, when state could not be made durable. */
  readonly onFatal?: (error: unknown) => void;
}

/** What came of an event. */
export type EventOutcome =
  | { readonly taken: true; readonly at: string; readonly changed: readonly string[] }
  | {
      readonly taken: false;
      readonly at: string;
      readonly rule: string;
      readonly message: { readonly en: string; readonly ja: string };
    };

export interface EventRequest {
  readonly type: string;
  readonly card?: string | undefined;
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** Everything that lasts, as one JSON value. */
export interface Snapshot {
  readonly kazashi: 'snapshot';
  readonly version: 1;
  readonly clock: string;
  readonly cards: readonly {
    readonly id: string;
    readonly facts: PersonalisationFacts;
    readonly entries: Record<string, Json>;
  }[];
  readonly readers: readonly { readonly name: string; readonly card: string | null }[];
}

const proofLifeMs = 60_000;

/** Cards, readers, desk and calendar of one simulated world. Endpoints and the control API stand on it. */
export class Simulator {
  readonly readers: EmulatedReaders;
  readonly trace = new Trace();
  readonly calendar: SimulatedCalendar;
  readonly rules: RuleSet;
  readonly #parts: SimulatorParts;
  readonly #durability: Durability;
  readonly #cards = new Map<string, Card>();
  readonly #proofs = new Map<string, { nonce: Uint8Array; until: number }>();
  readonly #eventListeners = new Set<(type: string, outcome: EventOutcome) => void>();

  constructor(parts: SimulatorParts) {
    this.#parts = parts;
    this.#durability = new Durability(parts.store, (error) => parts.onFatal?.(error));
    this.calendar = parts.calendar;
    this.rules = parts.rules;
    this.readers = new EmulatedReaders({
      commit: (change) => this.#durability.commit(change),
      pending: () => this.#durability.pending,
      trace: this.trace,
      timers: parts.timers,
      random: parts.random,
      now: () => parts.calendar.now(),
      placement: parts.placement,
      takeProof: (reader) => this.#takeProof(reader),
    });
    for (const [key, value] of parts.store.entries) {
      const id = /^card\/([^/]+)\/facts$/.exec(key)?.[1];
      if (id === undefined) continue;
      const card = this.#build(id, value as unknown as PersonalisationFacts);
      card.restore(parts.store.entries);
    }
    const stored = parts.store.entries.get('clock');
    if (typeof stored === 'number' && stored > parts.calendar.now()) parts.calendar.restore(stored);
  }

  get cards(): ReadonlyMap<string, Card> {
    return this.#cards;
  }

  #build(id: string, facts: PersonalisationFacts): Card {
    const card = new Card({ id, facts, rules: this.rules, random: this.#parts.random });
    this.#cards.set(id, card);
    return card;
  }

  /** Makes a card for a person, issued relative to the calendar. */
  async issueCard(order: CardOrder): Promise<Card> {
    let number = 1;
    while (this.#cards.has(String(number))) number++;
    const facts = personalise({
      cardProfile: order.card,
      personProfile: order.person,
      calendarStart: this.calendar.now(),
      number,
      random: this.#parts.random,
    });
    const card = this.#build(String(number), facts);
    await this.#commit(new Map([[`card/${card.id}/facts`, facts as unknown as Json]]));
    return card;
  }

  async #commit(change: Change): Promise<void> {
    await this.#durability.commit(change);
  }

  /** Resolves when everything that `state` and `save` tell is durable. */
  async settled(): Promise<void> {
    await this.#durability.pending;
  }

  /** The card meant by a request that names none: the one in the first reader, else the first. */
  card(id?: string): Card {
    const card =
      id === undefined
        ? (this.readers.readers.find((reader) => reader.card)?.card ?? this.#cards.values().next().value)
        : this.#cards.get(id);
    if (card !== undefined) return card;
    const ids = [...this.#cards.keys()].join(', ') || 'none';
    throw new SimulatorError('card/unknown', `there is no card ${id ?? ''}; there are: ${ids}`);
  }

  /**
   * Sends an event from the desk. A refused one names its rule and changes nothing. Throws SimulatorError
   * `event/unknown`, `event/data`, `card/unknown` for a request that makes no sense.
   */
  async send(request: EventRequest): Promise<EventOutcome> {
    const event = deskEvents.find(({ type }) => type === request.type);
    if (event === undefined) {
      const types = deskEvents.map(({ type }) => type).join(', ');
      throw new SimulatorError('event/unknown', `there is no event "${request.type}"; there are: ${types}`);
    }
    const data = checkData(event, request.data ?? {});
    const card = this.card(request.card);
    await this.settled();
    const at = jstIso(this.calendar.now());
    const plan = event.plan({ card, data, at: this.calendar.now(), rules: this.rules });
    let outcome: EventOutcome;
    if (plan.taken) {
      const change = plan.apply();
      await this.#commit(change);
      outcome = { taken: true, at, changed: [...change.keys()] };
    } else {
      outcome = { taken: false, at, rule: plan.rule, message: ruleById(plan.rule)!.text };
    }
    for (const listener of this.#eventListeners) listener(event.type, outcome);
    return outcome;
  }

  onEvent(listener: (type: string, outcome: EventOutcome) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  /** Moves the calendar; throws SimulatorError `clock/real` or `clock/backwards`. */
  async setClock(instant: number): Promise<void> {
    this.calendar.set(instant);
    await this.#commit(new Map([['clock', instant]]));
  }

  insert(card: Card, reader: EmulatedReader, orientation: Orientation = 'normal'): void {
    this.readers.insert(reader, card, orientation);
  }

  addReader(profile: ReaderProfile, card?: Card): EmulatedReader {
    return this.readers.add(profile, card);
  }

  /** Arms a proof of emulation: the nonce can be read back once through that reader, within a minute. */
  prove(nonce: Uint8Array, reader: string): void {
    const { name } = this.readers.get(reader);
    this.#proofs.set(name, { nonce, until: this.#parts.timers.now() + proofLifeMs });
  }

  #takeProof(reader: string): Uint8Array | undefined {
    const proof = this.#proofs.get(reader);
    if (proof === undefined) return undefined;
    this.#proofs.delete(reader);
    return this.#parts.timers.now() <= proof.until ? proof.nonce : undefined;
  }

  /** What a tester wants to see of the world; secrets' values are left out. */
  state() {
    return {
      clock: { mode: this.calendar.mode, now: jstIso(this.calendar.now()) },
      cards: [...this.#cards.values()].map((card) => cardState(card, this.calendar.now())),
      readers: this.readers.readers.map((reader) => ({
        id: reader.id,
        name: reader.name,
        profile: reader.profile.id,
        card: reader.card?.id ?? null,
        orientation: reader.orientation,
        holders: reader.holders,
      })),
      brokenRules: [...this.rules.broken],
    };
  }

  save(): Snapshot {
    return {
      kazashi: 'snapshot',
      version: 1,
      clock: jstIso(this.calendar.now()),
      cards: [...this.#cards.values()].map((card) => ({
        id: card.id,
        facts: card.facts,
        entries: Object.fromEntries(card.save()),
      })),
      readers: this.readers.readers.map(({ name, card }) => ({ name, card: card?.id ?? null })),
    };
  }

  /**
   * Puts cards, clock and the cards in readers back to a snapshot; open contacts begin a new session. Throws
   * SimulatorError `snapshot/form` for something that is no snapshot, and changes nothing then.
   */
  async load(value: unknown): Promise<void> {
    const snapshot = checkSnapshot(value);
    this.#checkCards(snapshot);
    const change = new Map<string, Json | null>();
    for (const { id, facts, entries } of snapshot.cards) {
      const stored = new Map(Object.entries(entries));
      let card = this.#cards.get(id);
      if (card === undefined || JSON.stringify(card.facts) !== JSON.stringify(facts)) {
        const reader = this.readers.readers.find((candidate) => candidate.card?.id === id);
        card = this.#build(id, facts);
        change.set(`card/${id}/facts`, facts as unknown as Json);
        if (reader !== undefined) this.readers.insert(reader, card);
      }
      card.restore(stored);
      for (const [key, entry] of card.save()) change.set(key, entry);
    }
    this.calendar.restore(Date.parse(snapshot.clock));
    if (this.calendar.mode === 'virtual') change.set('clock', this.calendar.now());
    for (const { name, card } of snapshot.readers) {
      const reader = this.readers.readers.find((candidate) => candidate.name === name);
      if (reader === undefined) continue;
      if (card === null) this.readers.takeOut(reader);
      else if (reader.card?.id !== card) this.readers.insert(reader, this.card(card));
      reader.repower();
    }
    await this.#commit(change);
  }

  /** Makes the cards of a snapshot once without keeping them: what cannot be made is found before anything moves. */
  #checkCards({ cards, readers }: Snapshot): void {
    try {
      for (const { id, facts, entries } of cards) {
        const card = new Card({ id, facts, rules: this.rules, random: this.#parts.random });
        card.restore(new Map(Object.entries(entries)));
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SimulatorError('snapshot/form', `a card of the snapshot cannot be made: ${reason}`);
    }
    for (const { card } of readers) {
      if (card !== null && !cards.some(({ id }) => id === card)) this.card(card);
    }
  }

  async close(): Promise<void> {
    await this.#parts.store.close();
  }
}

function checkData(event: DeskEvent, data: Readonly<Record<string, unknown>>): Record<string, string> {
  const checked: Record<string, string> = {};
  const names = Object.keys(event.fields).join(', ') || 'none';
  for (const [name, value] of Object.entries(data)) {
    const field = event.fields[name];
    if (field === undefined) {
      throw new SimulatorError('event/data', `${event.type} has no field "${name}"; it has: ${names}`);
    }
    if (typeof value !== 'string')
      throw new SimulatorError('event/data', `"${name}" of ${event.type} is a string`);
    if (field.values !== undefined && !field.values.includes(value)) {
      const values = field.values.join(', ');
      throw new SimulatorError(
        'event/data',
        `"${name}" of ${event.type} is one of: ${values}; not "${value}"`,
      );
    }
    checked[name] = value;
  }
  for (const [name, field] of Object.entries(event.fields)) {
    if (field.required && checked[name] === undefined) {
      const values = field.values === undefined ? '' : `, one of: ${field.values.join(', ')}`;
      throw new SimulatorError('event/data', `${event.type} needs "${name}"${values}`);
    }
  }
  return checked;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCardId = (value: unknown): boolean => value === null || typeof value === 'string';
const isCardOfSnapshot = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value.id === 'string' &&
  /^[^/]+$/.test(value.id) &&
  isRecord(value.facts) &&
  isRecord(value.entries);

function checkSnapshot(value: unknown): Snapshot {
  const candidate = value as Partial<Snapshot> | null;
  if (typeof candidate !== 'object' || candidate === null || candidate.kazashi !== 'snapshot') {
    throw new SimulatorError('snapshot/form', 'this is no snapshot of kazashi');
  }
  if (candidate.version !== 1) {
    throw new SimulatorError('snapshot/version', `snapshot version ${candidate.version} is not known here`);
  }
  const { cards, readers, clock } = candidate;
  if (!Array.isArray(cards) || !Array.isArray(readers) || Number.isNaN(Date.parse(clock ?? ''))) {
    throw new SimulatorError('snapshot/form', 'the snapshot has no cards, readers or clock');
  }
  if (!cards.every(isCardOfSnapshot)) {
    throw new SimulatorError('snapshot/form', 'a card of the snapshot has no id, facts or entries');
  }
  if (
    !readers.every((reader) => isRecord(reader) && typeof reader.name === 'string' && isCardId(reader.card))
  ) {
    throw new SimulatorError('snapshot/form', 'a reader of the snapshot has no name or card');
  }
  return candidate as Snapshot;
}
