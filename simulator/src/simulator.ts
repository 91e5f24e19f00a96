import {
  type CardProfile,
  defaultLifecycleSwitches,
  type LifecycleSwitches,
  type PersonProfile,
  type PhoneProfile,
  type ReaderProfile,
} from '@kazashi/profiles';
import type { Card } from './card/card.ts';
import type { Icc } from './card/icc.ts';
import { CardsInReaders } from './cards-in-readers.ts';
import { jstIso } from './clock/calendar.ts';
import type { SimulatedCalendar } from './clock/simulated-calendar.ts';
import type { Timer, Timers } from './clock/timers.ts';
import { Desk, type EventOutcome, type EventRefusal, type EventRequest, HalfApplied } from './desk/desk.ts';
import { Durability } from './durability.ts';
import { SimulatorError } from './errors.ts';
import { KeptReaders, readersKey } from './kept-readers.ts';
import type { PlayedAir } from './media/field.ts';
import type { RandomSource } from './random.ts';
import type { NotLaid } from './reader-contents.ts';
import type { Orientation } from './readers/contact-parts.ts';
import type { EmulatedReader } from './readers/emulated-reader.ts';
import { EmulationProofs } from './readers/emulation-proofs.ts';
import { readerState } from './readers/reader-state.ts';
import { EmulatedReaders } from './readers/registry.ts';
import type { RuleSet } from './rules/rule-set.ts';
import { checkSnapshot, type Snapshot } from './snapshot.ts';
import { trySnapshot } from './snapshot-trial.ts';
import { worldState } from './state.ts';
import { StatusServices } from './status/status-services.ts';
import type { Change, Json, Store } from './store/store.ts';
import { Trace } from './trace/trace.ts';
import { type Phone, phoneKey } from './world/phone.ts';
import { Transaction } from './world/transaction.ts';
import { World } from './world/world.ts';

export type { EventOutcome, EventRefusal, EventRequest } from './desk/desk.ts';
export type { Snapshot } from './snapshot.ts';

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
  /** Where the guides contradict one another or say nothing. */
  readonly switches?: LifecycleSwitches;
  /** Where the status services are; certificates issued from now on name it. */
  readonly statusUrl?: string | undefined;
  /** Hears and answers frames in the place of every card in a field. */
  readonly air?: PlayedAir;
  /** Told once, when state could not be made durable. */
  readonly onFatal?: (error: unknown) => void;
}

/** Something that happened, at a desk or by itself. */
export interface Happening {
  readonly type: string;
  readonly outcome: EventOutcome;
}

/** The longest that a timer of the machine can wait. */
const longestTimerMs = 2 ** 31 - 1;

/** Cards, phones, readers, desk and calendar of one simulated world. Endpoints and the control API stand on it. */
export class Simulator {
  readonly readers: EmulatedReaders;
  readonly trace = new Trace();
  readonly calendar: SimulatedCalendar;
  readonly rules: RuleSet;
  readonly world: World;
  /** OCSP responders and revocation lists of this world, whether or not anybody can reach them. */
  readonly status: StatusServices;
  readonly #parts: SimulatorParts;
  readonly #desk: Desk;
  readonly #durability: Durability;
  /** Everything stored, as it will be once what is on its way is durable. */
  readonly #entries: Map<string, Json>;
  readonly #proofs: EmulationProofs;
  readonly #cardsInReaders: CardsInReaders;
  readonly #listeners = new Set<(happening: Happening) => void>();
  #timer: Timer | undefined;
  /** Present once what lies in the readers is kept with the state. */
  #keptReaders: KeptReaders | undefined;
  /** What `save` gave: a world was made of it before. */
  readonly #saved = new WeakSet<Snapshot>();

  constructor(parts: SimulatorParts) {
    this.#parts = parts;
    this.#proofs = new EmulationProofs(parts.timers);
    this.#durability = new Durability(parts.store, (error) => parts.onFatal?.(error));
    this.calendar = parts.calendar;
    this.rules = parts.rules;
    const { rules, random, switches = defaultLifecycleSwitches } = parts;
    this.#entries = new Map(parts.store.entries);
    this.world = new World({ rules, random, switches });
    this.world.statusUrl = parts.statusUrl;
    this.world.restore(this.#entries);
    this.#desk = new Desk({ world: this.world, rules, random, switches });
    this.status = new StatusServices({
      world: this.world,
      rules,
      switches,
      random,
      now: () => parts.calendar.now(),
      breathe: () => new Promise((resolve) => void setImmediate(resolve)),
      settled: () => this.settled(),
    });
    this.readers = new EmulatedReaders({
      commit: (change) => this.#commit(change),
      pending: () => this.#durability.pending,
      trace: this.trace,
      timers: parts.timers,
      random,
      rules,
      now: () => parts.calendar.now(),
      placement: parts.placement,
      takeProof: (reader) => this.#proofs.take(reader),
      ...(parts.air === undefined ? {} : { air: parts.air }),
    });
    this.#cardsInReaders = new CardsInReaders(this.world, this.readers);
    const stored = this.#entries.get('clock');
    if (typeof stored === 'number' && stored > parts.calendar.now()) parts.calendar.restore(stored);
    this.#desk.follow(this.calendar.now());
    this.#arm();
  }

  /** The plastic cards by id. */
  get cards(): ReadonlyMap<string, Card> {
    return new Map([...this.world.plastics].map(([id, { card }]) => [id, card]));
  }

  /** Everything that can lie in a reader, by id: the plastic cards, then the phones as `phone/1`. */
  get iccs(): ReadonlyMap<string, Icc> {
    const iccs = new Map<string, Icc>(this.cards);
    for (const { id, key } of this.world.phones.values()) iccs.set(key, this.world.phoneCard(id));
    return iccs;
  }

  /** A plastic card or a phone by its id. Throws SimulatorError `card/unknown` or `phone/unknown`. */
  icc(id: string): Icc {
    const phone = phoneKey.exec(id)?.[1];
    return phone === undefined ? this.world.plastic(id).card : this.world.phoneCard(phone);
  }

  /** The plastic card in the first reader that holds one. */
  get #cardInReader(): string | undefined {
    const cards = this.readers.readers.map((reader) => reader.card?.id ?? '');
    return cards.find((id) => this.world.plastics.has(id));
  }

  #commit(change: Change): Promise<void> | undefined {
    for (const [key, value] of change) {
      if (value === null) this.#entries.delete(key);
      else this.#entries.set(key, value);
    }
    return this.#durability.commit(change);
  }

  /** Resolves when everything that `state` and `save` tell is durable. */
  async settled(): Promise<void> {
    await this.#durability.pending;
  }

  /** Makes a card for a person, issued relative to the calendar. The person is entered with it. */
  async issueCard(order: CardOrder): Promise<Card> {
    const transaction = new Transaction();
    const { card } = this.world.issuePlastic({ ...order, calendarStart: this.calendar.now() }, transaction);
    await this.#commit(transaction.change);
    return card;
  }

  /** Gives a person a phone; the first person when none is named. */
  async addPhone(profile: PhoneProfile, person?: string): Promise<Phone> {
    const transaction = new Transaction();
    const phone = this.world.addPhone(this.world.person(person), profile, transaction);
    await this.#commit(transaction.change);
    return phone;
  }

  /** The card meant by a request that names none: the one in the first reader, else the first person's. */
  card(id?: string): Card {
    return this.world.plastic(id ?? this.#cardInReader).card;
  }

  /**
   * Sends an event. A refused one names its rule and changes nothing. Throws SimulatorError `event/unknown`,
   * `event/data`, `card/unknown` and the like for a request that makes no sense.
   */
  async send(request: EventRequest): Promise<EventOutcome> {
    await this.#pass(this.calendar.now());
    const { outcome, change } = this.#atomic(() =>
      this.#desk.take(this.#aboutCardInReader(request), this.calendar.now()),
    );
    await this.#happened(request.type, outcome, change);
    return outcome;
  }

  /** How an event would be refused now; undefined when it would be taken. Throws as `send` does. */
  async refusal(request: EventRequest): Promise<EventRefusal | undefined> {
    await this.#pass(this.calendar.now());
    return this.#desk.refusal(this.#aboutCardInReader(request), this.calendar.now());
  }

  /** What throws half-way changes nothing: the world is put back to what is stored. */
  #atomic<T>(apply: () => T): T {
    try {
      return apply();
    } catch (error) {
      if (!(error instanceof HalfApplied)) throw error;
      this.world.restore(this.#entries);
      this.#desk.follow(this.calendar.now());
      this.#cardsInReaders.follow();
      throw error.cause;
    }
  }

  /** An event about a card means the one in the first reader, as long as nobody says otherwise. */
  #aboutCardInReader(request: EventRequest): EventRequest {
    const { card, data } = request;
    const told = card ?? data?.card ?? data?.person ?? data?.phone;
    if (told !== undefined || this.world.persons.size < 2) return request;
    const inReader = this.#cardInReader;
    return inReader === undefined || !this.#desk.isAboutCard(request.type)
      ? request
      : { ...request, card: inReader };
  }

  async #happened(type: string, outcome: EventOutcome, change: Change): Promise<void> {
    if (change.size > 0) {
      const durable = this.#commit(change);
      this.#cardsInReaders.follow();
      await durable;
      this.#arm();
    } else {
      // A refusal tells of the state as much as an answer does.
      await this.settled();
    }
    for (const listener of this.#listeners) listener({ type, outcome });
  }

  /**
   * From now on what lies in the readers is kept with the state. `layBack`: what lay there when the state was left
   * lies there again first, and readers that are new to it hold what they hold. Gives what could not be laid back.
   */
  keepReaders(layBack: boolean): NotLaid[] {
    this.#keptReaders = new KeptReaders({
      readers: this.readers,
      iccOf: (id) => this.#cardsInReaders.icc(id),
      entries: this.#entries,
      commit: (change) => this.#commit(change),
    });
    const notLaid = layBack ? this.#keptReaders.layBack() : [];
    this.#keptReaders.follow();
    return notLaid;
  }

  onEvent(listener: (happening: Happening) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Moves the calendar; whatever falls due on the way happens at its own instant. Throws SimulatorError
   * `clock/real` or `clock/backwards`.
   */
  async setClock(instant: number): Promise<void> {
    this.calendar.check(instant);
    await this.#pass(instant);
    this.calendar.set(instant);
    this.#desk.follow(instant);
    await this.#commit(new Map([['clock', instant]]));
  }

  /** Moves the calendar to the next thing that is pending. Throws SimulatorError `clock/none-pending`. */
  async nextDeadline(): Promise<void> {
    const next = this.#desk.next(this.calendar.now());
    if (next === undefined) throw new SimulatorError('clock/none-pending', 'nothing is pending on the clock');
    await this.setClock(next.at);
  }

  /** Lets everything happen that is due by an instant, each in a transaction of its own. */
  async #pass(until: number): Promise<void> {
    let from = this.calendar.mode === 'virtual' ? this.calendar.now() : 0;
    for (;;) {
      const deadline = this.#desk.next(from);
      if (deadline === undefined || deadline.at > until) return;
      const change = new Map(this.#atomic(() => this.#desk.pass(deadline)));
      if (this.calendar.mode === 'virtual') {
        this.calendar.set(Math.max(deadline.at, this.calendar.now()));
        change.set('clock', this.calendar.now());
      }
      from = Math.max(from, deadline.at);
      const changed = [...change.keys()];
      await this.#happened(deadline.type, { taken: true, at: jstIso(deadline.at), changed }, change);
    }
  }

  /** With the machine's calendar: wakes up for the next deadline. */
  #arm(): void {
    if (this.calendar.mode !== 'real') return;
    this.#timer?.cancel();
    this.#timer = undefined;
    const next = this.#desk.next(this.calendar.now());
    if (next === undefined) return;
    const wait = Math.min(longestTimerMs, Math.max(0, next.at - this.calendar.now()));
    this.#timer = this.#parts.timers.after(wait, () => {
      this.#pass(this.calendar.now()).then(
        () => this.#arm(),
        (error: unknown) => this.#parts.onFatal?.(error),
      );
    });
  }

  insert(card: Icc, reader: EmulatedReader, orientation: Orientation = 'normal'): void {
    this.readers.insert(reader, card, orientation);
  }

  addReader(profile: ReaderProfile, card?: Icc): EmulatedReader {
    return this.readers.add(profile, card);
  }

  /** Arms a proof of emulation: the nonce can be read back once through that reader, within a minute. */
  prove(nonce: Uint8Array, reader: string): void {
    this.#proofs.arm(nonce, this.readers.get(reader).name);
  }

  /** What a tester wants to see of the world; secrets' values are left out. */
  state() {
    const now = this.calendar.now();
    return {
      clock: { mode: this.calendar.mode, now: jstIso(now), next: this.next() },
      ...worldState(this.world, this.rules, now, (phone, at) => this.#desk.offers(phone, at)),
      readers: this.readers.readers.map(readerState),
      brokenRules: [...this.rules.broken],
    };
  }

  /** What is pending on the clock. */
  next(): { readonly at: string; readonly type: string; readonly subject: string } | null {
    const next = this.#desk.next(this.calendar.now());
    return next === undefined ? null : { at: jstIso(next.at), type: next.type, subject: next.subject };
  }

  save(): Snapshot {
    const snapshot: Snapshot = {
      kazashi: 'snapshot',
      version: 2,
      clock: jstIso(this.calendar.now()),
      entries: Object.fromEntries(
        [...this.#entries].filter(([key]) => key !== 'clock' && key !== readersKey),
      ),
      readers: this.#cardsInReaders.save(),
    };
    // One of our own is taken back unchecked: nobody can change it in between.
    for (const part of [snapshot, snapshot.entries, snapshot.readers]) Object.freeze(part);
    this.#saved.add(snapshot);
    return snapshot;
  }

  /**
   * Puts the world, the clock and what lies in readers back to a snapshot; open contacts begin a new session. Readers
   * that it does not name stay as they are. Gives what could not be laid back. Throws SimulatorError `snapshot/form`
   * for something that is no snapshot, and changes nothing then.
   */
  async load(value: unknown): Promise<NotLaid[]> {
    checkSnapshot(value);
    const snapshot = value;
    const entries = new Map(Object.entries(snapshot.entries));
    if (!this.#saved.has(snapshot)) trySnapshot(snapshot, this.#parts, this.readers.readers);
    const change = new Map<string, Json | null>([...this.#entries.keys()].map((key) => [key, null]));
    for (const [key, entry] of entries) change.set(key, entry);
    this.calendar.restore(Date.parse(snapshot.clock));
    if (this.calendar.mode === 'virtual') change.set('clock', this.calendar.now());
    const durable = this.#commit(change);
    this.world.restore(this.#entries);
    const notLaid = this.#cardsInReaders.load(snapshot.readers);
    this.#cardsInReaders.follow();
    this.#keptReaders?.keep();
    await durable;
    await this.settled();
    this.#desk.follow(this.calendar.now());
    this.#arm();
    return notLaid;
  }

  async close(): Promise<void> {
    this.#timer?.cancel();
    await this.#parts.store.close();
  }
}
