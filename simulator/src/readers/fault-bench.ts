import type { Icc } from '../card/icc.ts';
import type { Timer, Timers } from '../clock/timers.ts';
import { anyFaultKind, type FaultKindName, faultLevel } from '../faults/any-fault-kind.ts';
import { ArmedFaults, type FaultCounts } from '../faults/armed-faults.ts';
import { type Fault, FaultError, faultOf, remedyName } from '../faults/fault.ts';
import type { ActedFault, FaultHand } from '../faults/fault-kinds.ts';
import { strikesSearch } from '../faults/frame-fault-kinds.ts';
import { type RemedyName, remedy } from '../faults/remedies.ts';
import type { Placement } from '../media/field.ts';
import type { CardServices } from '../media/powered-card.ts';
import type { LyingCard, Orientation } from './contact-parts.ts';
import type { EmulatedReader } from './emulated-reader.ts';
import { executionsAt, recordLinkStrike } from './link-strike-entry.ts';

/** The readers that faults come to: those plugged in, and those away that will be back. */
export interface FaultPlaces {
  readonly readers: readonly EmulatedReader[];
  readonly away: readonly EmulatedReader[];
  chosen(nameOrId: string | undefined): EmulatedReader;
  insert(reader: EmulatedReader, card: Icc, orientation?: Orientation, placement?: Placement): void;
  stack(reader: EmulatedReader, card: Icc, placement?: Placement): void;
  takeOut(reader: EmulatedReader): void;
  unplug(reader: EmulatedReader): void;
  plug(reader: EmulatedReader): void;
  moved(reader: EmulatedReader): void;
}

export interface FaultServices extends Pick<CardServices, 'trace' | 'now'> {
  readonly timers: Timers;
  readonly random: (length: number) => Uint8Array;
}

/** A fault as it is listed: in the words in which it was asked for, and how far it has come. */
export interface ListedFault extends FaultCounts {
  readonly id: string;
  readonly kind: FaultKindName;
  readonly reader: string;
  /** Two hex digits each. */
  readonly ins?: string;
  readonly p1?: string;
  readonly p2?: string;
  readonly nth: number;
  readonly bytes?: number;
  readonly after?: number;
  readonly probability?: number;
  readonly seed?: number;
  readonly scope: Fault['scope'];
  readonly until?: RemedyName;
  readonly ms?: number;
  readonly times?: number;
  /** Two hex digits. */
  readonly value?: string;
  /** The other card of a swap. */
  readonly card?: string;
}

function asked({ id, kind, trigger, chance, scope, remedy: until, ms, times, value }: Fault) {
  const bytes = (['ins', 'p1', 'p2'] as const).flatMap((name) => {
    const value = trigger[name];
    return value === undefined ? [] : [[name, value.toString(16).padStart(2, '0')] as const];
  });
  return {
    id,
    kind,
    ...Object.fromEntries(bytes),
    nth: trigger.nth,
    ...(trigger.bytes === undefined ? {} : { bytes: trigger.bytes }),
    ...(trigger.after === undefined ? {} : { after: trigger.after }),
    ...chance,
    scope,
    ...(until === undefined ? {} : { until }),
    ...(ms === undefined ? {} : { ms }),
    ...(times === undefined ? {} : { times }),
    ...(value === undefined ? {} : { value: value.toString(16).padStart(2, '0') }),
  };
}

/** What came of a remedy: the faults that it ended, and those that wait for another one. */
export interface RemedyOutcome {
  readonly remedy: RemedyName;
  readonly reader: string;
  readonly cleared: readonly string[];
  readonly left: readonly string[];
}

/** One reader with its faults, and how to bring back what they took away. */
interface Station {
  readonly reader: EmulatedReader;
  readonly armed: ArmedFaults;
  readonly hand: FaultHand;
  /** The card that lay there last, as it lay. */
  lifted: LyingCard | undefined;
}

/** Adds faults to readers, lists and ends them, and plays the remedies. */
export class FaultBench {
  readonly #readers: FaultPlaces;
  readonly #services: FaultServices;
  readonly #stations = new Map<EmulatedReader, Station>();
  readonly #faults = new Map<string, { fault: Fault; station: Station; card: Icc | undefined }>();
  /** What is to come back by itself. */
  readonly #returns = new Map<EmulatedReader, { readonly timer: Timer; readonly back: () => void }>();
  #next = 1;

  constructor(readers: FaultPlaces, services: FaultServices) {
    this.#readers = readers;
    this.#services = services;
  }

  /**
   * Arms a fault in a reader; `card` is the other card of a swap. Throws FaultError: `fault/form`,
   * `fault/kind-unknown`, `fault/remedy-unknown` for what means nothing, `fault/no-card`, `fault/not-here` for what
   * could never fire or never be remedied there.
   */
  add(reader: EmulatedReader, request: Readonly<Record<string, unknown>>, card?: Icc): ListedFault {
    const fault = faultOf(String(this.#next), request, () =>
      new DataView(Uint8Array.from(this.#services.random(4)).buffer).getUint32(0),
    );
    const other = anyFaultKind(fault.kind).card ? this.#otherCard(reader, card) : undefined;
    if (fault.remedy !== undefined) this.#checkRemedy(reader, fault.remedy);
    this.#checkLevel(reader, fault);
    this.#next++;
    const station = this.#station(reader);
    station.armed.add(fault);
    this.#faults.set(fault.id, { fault, station, card: other });
    this.#show(station);
    this.#looks(station, fault.kind);
    return this.#listed(fault.id);
  }

  /** The card that can be laid in the place of the one that lies there. */
  #otherCard(reader: EmulatedReader, card: Icc | undefined): Icc {
    if (card === undefined) {
      throw new FaultError('fault/no-card', 'there is no other card to lie there; issue one: POST /v1/card');
    }
    if (card === reader.card) {
      throw new FaultError('fault/no-card', `card ${card.id} lies in ${reader.name} already`);
    }
    if (!card.contacts && reader.profile.interface === 'contact') {
      throw new FaultError('fault/no-card', `${card.id} has no contacts and cannot lie in ${reader.name}`);
    }
    const other = [...this.#readers.readers, ...this.#readers.away].find(
      (candidate) => candidate.card === card,
    );
    if (other !== undefined) {
      throw new FaultError('fault/no-card', `card ${card.id} lies in ${other.name}`);
    }
    return card;
  }

  /** Frames are struck in a field, bytes to the host where the reader sends them itself. */
  #checkLevel({ name, field, profile }: EmulatedReader, { kind }: Fault): void {
    const level = faultLevel(kind);
    if (level === 'frame' && field === undefined) {
      throw new FaultError('fault/not-here', `${kind} cannot happen at ${name}: it has no field`);
    }
    const { host = 'pcsc' } = profile;
    if (level === 'link' && host !== 'pn532') {
      throw new FaultError(
        'fault/not-here',
        `${kind} cannot happen at ${name}: ${host} has no line to a host`,
      );
    }
  }

  #checkRemedy(reader: EmulatedReader, name: RemedyName): void {
    const needs = remedy(name).interface;
    if (needs === undefined || needs === reader.profile.interface) return;
    throw new FaultError(
      'fault/not-here',
      `${name} cannot be done at ${reader.name}: it is a ${reader.profile.interface} reader`,
    );
  }

  list(): ListedFault[] {
    return [...this.#faults.keys()].map((id) => this.#listed(id));
  }

  #listed(id: string): ListedFault {
    const { fault, station, card } = this.#faults.get(id)!;
    const { seen, fired, over } = station.armed.counts(id)!;
    return {
      ...asked(fault),
      reader: station.reader.name,
      ...(card === undefined ? {} : { card: card.id }),
      seen,
      fired,
      over,
    };
  }

  /**
   * Ends one fault, or all. A reader that one of them took away is back at once, and so is a card that was to come
   * back. Throws FaultError `fault/unknown`.
   */
  clear(id?: string): void {
    if (id !== undefined && !this.#faults.has(id)) {
      const ids = [...this.#faults.keys()].join(', ') || 'none';
      throw new FaultError('fault/unknown', `there is no fault ${id}; there are: ${ids}`);
    }
    for (const key of id === undefined ? [...this.#faults.keys()] : [id]) {
      const { fault, station } = this.#faults.get(key)!;
      station.armed.delete(key);
      this.#faults.delete(key);
      this.#returns.get(station.reader)?.back();
      if (fault.kind === 'reader-gone') this.#plug(station.reader);
      this.#show(station);
      this.#looks(station, fault.kind);
    }
  }

  /**
   * Somebody tries a remedy at a reader, also at one that a fault took away: what it does to reader and card
   * happens in any event, and the faults that wait for it are over. Throws FaultError `fault/remedy-unknown`,
   * `fault/not-here`.
   */
  remedy(given: unknown, nameOrId?: string): RemedyOutcome {
    const name = remedyName(given);
    const reader = this.#readerOf(nameOrId);
    this.#checkRemedy(reader, name);
    const station = this.#station(reader);
    const cleared = station.armed.remedy(name);
    this.#show(station);
    switch (remedy(name).act) {
      case 'replug':
        this.#readers.unplug(reader);
        this.#plug(reader);
        break;
      case 'lay-again':
        this.#layAgain(station);
        break;
      case 'lay-well':
        this.#layAgain(station, { placement: {} });
        break;
      case 'turn':
        this.#layAgain(station, { orientation: 'normal' });
        break;
      case 'none':
    }
    for (const id of cleared) this.#looks(station, this.#faults.get(id)!.fault.kind);
    const left = this.list().filter((fault) => fault.reader === reader.name && !fault.over);
    return { remedy: name, reader: reader.name, cleared, left: left.map(({ id }) => id) };
  }

  /** Nothing comes back by itself any more. */
  close(): void {
    for (const { timer } of this.#returns.values()) timer.cancel();
    this.#returns.clear();
  }

  /** The reader meant, also when it is away just now. */
  #readerOf(nameOrId: string | undefined): EmulatedReader {
    const { readers, away } = this.#readers;
    const only = nameOrId === undefined && readers.length === 0 ? away[0] : undefined;
    const named = away.find(({ name, id }) => name === nameOrId || id === nameOrId);
    return only ?? named ?? this.#readers.chosen(nameOrId);
  }

  /**
   * What lies there is laid down again as it lay, or what was lifted. Laid down well it lies alone: out of its case,
   * without the other cards that were in there.
   */
  #layAgain({ reader, lifted }: Station, how: Partial<Omit<LyingCard, 'card'>> = {}): void {
    const lies = reader.lying.length > 0 ? reader.lying : lifted === undefined ? [] : [lifted];
    const [first, ...others] = how.placement === undefined ? lies : lies.slice(0, 1);
    if (first === undefined) return;
    this.#stopReturn(reader);
    const { card, orientation, placement } = { ...first, ...how };
    this.#readers.insert(reader, card, orientation, placement);
    for (const other of others) this.#readers.stack(reader, other.card, other.placement);
  }

  #station(reader: EmulatedReader): Station {
    const known = this.#stations.get(reader);
    if (known !== undefined) return known;
    const armed = new ArmedFaults(() => this.#services.timers.now());
    const station: Station = {
      reader,
      armed,
      lifted: undefined,
      hand: {
        lift: (backMs) => this.#lift(station, backMs),
        swap: (fault) => this.#swap(station, fault),
        unplug: (fault) => this.#unplug(station, fault),
        reset: () => reader.repower(),
      },
    };
    this.#stations.set(reader, station);
    return station;
  }

  /** Faults of the search for cards come and go as if the card were laid otherwise. */
  #looks({ reader }: Station, kind: FaultKindName): void {
    if (strikesSearch(kind)) this.#readers.moved(reader);
  }

  /** The reader asks only while something waits. */
  #show(station: Station): void {
    const { reader, armed, hand } = station;
    const after = <T>(strike: T): T => {
      if (strike !== undefined) this.#show(station);
      return strike;
    };
    reader.faults = armed.waits('command')
      ? { hand, strike: (command) => after(armed.strike(command)) }
      : undefined;
    reader.air = armed.waits('frame')
      ? {
          lift: hand.lift,
          strikeRequest: (frame) => after(armed.strikeRequest(frame)),
          strikeAnswer: (frame, answer) => after(armed.strikeAnswer(frame, answer)),
        }
      : undefined;
    if (!armed.waits('link')) {
      reader.link = undefined;
      return;
    }
    if (reader.link !== undefined) return;
    let before = executionsAt(reader);
    const struckLink = (bytes: Uint8Array, from?: 'host') => {
      const executed = executionsAt(reader) > before;
      before = executionsAt(reader);
      const strike = armed.strikeLink(bytes, from);
      return after(recordLinkStrike(strike, bytes, reader, this.#services, executed));
    };
    reader.link = {
      strikeLink: (bytes) => struckLink(bytes),
      strikeFromHost: (bytes) => struckLink(bytes, 'host'),
    };
  }

  #lift(station: Station, backMs: number | undefined): void {
    const { reader } = station;
    const [lifted] = reader.lying;
    if (lifted === undefined) return;
    const { card, orientation, placement } = lifted;
    station.lifted = lifted;
    this.#readers.takeOut(reader);
    if (backMs === undefined) return;
    this.#returnAfter(reader, backMs, () => {
      const lies = this.#readers.readers.some((candidate) => candidate.card === card);
      if (reader.card === undefined && !lies) this.#readers.insert(reader, card, orientation, placement);
    });
  }

  /** The other card of the fault; when that one lies there already, the one from before. */
  #swap(station: Station, { id }: ActedFault): void {
    const { reader } = station;
    const other = this.#faults.get(id)?.card;
    const next = reader.card === other ? station.lifted?.card : other;
    station.lifted = reader.lying[0] ?? station.lifted;
    if (next !== undefined) this.#readers.insert(reader, next);
  }

  #unplug({ reader }: Station, { ms }: ActedFault): void {
    this.#readers.unplug(reader);
    if (ms !== undefined) this.#returnAfter(reader, ms, () => this.#readers.plug(reader));
  }

  #plug(reader: EmulatedReader): void {
    this.#stopReturn(reader);
    this.#readers.plug(reader);
  }

  #returnAfter(reader: EmulatedReader, ms: number, act: () => void): void {
    this.#stopReturn(reader);
    const back = (): void => {
      this.#stopReturn(reader);
      act();
    };
    this.#returns.set(reader, { timer: this.#services.timers.after(ms, back), back });
  }

  #stopReturn(reader: EmulatedReader): void {
    this.#returns.get(reader)?.timer.cancel();
    this.#returns.delete(reader);
  }
}
