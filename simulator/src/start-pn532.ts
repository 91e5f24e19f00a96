import {
  type CardProfile,
  cardProfiles,
  type PersonProfile,
  personProfiles,
  readerProfiles,
} from '@kazashi/profiles';
import type { ContactlessParameters, Icc } from './card/icc.ts';
import { ManualTimers } from './clock/manual-timers.ts';
import { isoInstant, SimulatedCalendar } from './clock/simulated-calendar.ts';
import { seededRandom } from './random.ts';
import type { AirField } from './readers/pcd/on-air.ts';
import { chipOf } from './readers/pn532/reader-chip.ts';
import { RuleSet } from './rules/rule-set.ts';
import { Simulator } from './simulator.ts';
import { profileOf } from './start-card.ts';
import { MemoryStore } from './store/memory-store.ts';

export interface StartPn532Options {
  /** Card profile or its id, for the card on the antenna; `mynumber/contactless-05e0` unless given. */
  readonly card?: string | CardProfile;
  readonly person?: string | PersonProfile;
  readonly seed?: number;
  readonly mutants?: readonly string[];
  /** What the card tells of itself in the field, where it differs from its profile. */
  readonly contactless?: ContactlessParameters;
  /** Hears and answers every frame in the place of cards. */
  readonly air?: AirField;
}

/** A PN532 on a serial line with a card on it, and a clock that only moves by hand. */
export interface EmulatedPn532 {
  /** Bytes from the host, at the baud rate at which it sends them. */
  send(bytes: Uint8Array, baudRate: number): void;
  /** The chip's power goes and comes back. */
  powerCycle(): void;
  /** Puts the card on the antenna, or another one beside it. */
  put(which?: 'first' | 'second'): void;
  take(which?: 'first' | 'second'): void;
  /** Lets time pass. */
  advance(milliseconds: number): void;
  close(): Promise<void>;
}

/** Starts a PN532 of its own; `heard` takes what it sends, and at which baud rate. */
export async function startPn532(
  options: StartPn532Options,
  heard: (bytes: Uint8Array, baudRate: number) => void,
): Promise<EmulatedPn532> {
  const timers = new ManualTimers();
  const rules = new RuleSet(options.mutants);
  const simulator = new Simulator({
    store: new MemoryStore(),
    calendar: new SimulatedCalendar(() => Date.now(), isoInstant('2026-11-20T10:00:00+09:00')),
    timers,
    random: seededRandom(options.seed ?? 1),
    rules,
    placement: 'shared',
    ...(options.air === undefined ? {} : { air: options.air }),
  });
  const order = {
    card: profileOf(cardProfiles, options.card ?? 'mynumber/contactless-05e0', 'card'),
    person: profileOf(personProfiles, options.person ?? 'test/adult', 'person'),
  };
  const cards = {
    first: withContactless(await simulator.issueCard(order), options.contactless),
    second: await simulator.issueCard(order),
  };
  const reader = simulator.addReader(profileOf(readerProfiles, 'nxp/pn532', 'reader'), cards.first);
  const chip = chipOf(reader, simulator.readers.services, { holder: 'memory:', write: heard });
  return {
    send: (bytes, baudRate) => chip.receive(bytes, baudRate),
    powerCycle: () => chip.reset(),
    put: (which = 'first') => reader.field?.put(cards[which]),
    take: (which = 'first') => reader.field?.take(cards[which]),
    advance: (milliseconds) => timers.advance(milliseconds),
    close: () => simulator.close(),
  };
}

function withContactless(icc: Icc, contactless: ContactlessParameters | undefined): Icc {
  if (contactless === undefined) return icc;
  const { id, label, atr, contacts } = icc;
  return { id, label, atr, contacts, contactless, open: () => icc.open() };
}
