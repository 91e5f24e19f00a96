import { type ReaderProfile, readerProfiles } from '@kazashi/profiles';
import { ManualTimers } from './clock/manual-timers.ts';
import { isoInstant, SimulatedCalendar } from './clock/simulated-calendar.ts';
import { SimulatorError } from './errors.ts';
import { strangerCard } from './media/strangers.ts';
import { seededRandom } from './random.ts';
import type { AirField } from './readers/pcd/on-air.ts';
import { type CardContact, ReaderError } from './readers/reader.ts';
import { RuleSet } from './rules/rule-set.ts';
import { Simulator } from './simulator.ts';
import { profileOf } from './start-card.ts';
import { MemoryStore } from './store/memory-store.ts';

export interface StartReaderOptions {
  /** Profile of a contactless reader of PC/SC or its id; `kazashi/generic` unless given. */
  readonly reader?: string | ReaderProfile;
  /** The card that the caller plays. It answers at once. */
  readonly air: AirField;
  readonly seed?: number;
  /** Rules to break. */
  readonly mutants?: readonly string[];
}

/** A whole reader, as PC/SC has it, before a card that the caller plays. Its clock stands still. */
export interface StartedReader {
  readonly readerProfile: ReaderProfile;
  /** Powers the card up; its ATR, empty when the reader finds none. */
  powerOn(): Uint8Array;
  /** A command, the reader's own ones of class FF too; undefined when the host is told of a failure. */
  transmit(command: Uint8Array): Promise<Uint8Array | undefined>;
  powerOff(): void;
  close(): Promise<void>;
}

/**
 * Starts a reader with everything that stands between PC/SC and the air: polling, activation, block protocol, its own
 * commands. Throws SimulatorError `profile/unknown`, `reader/no-antenna`.
 */
export function startReader(options: StartReaderOptions): StartedReader {
  const readerProfile = profileOf(readerProfiles, options.reader ?? 'kazashi/generic', 'reader');
  const { id, interface: kind, host = 'pcsc' } = readerProfile;
  if (kind !== 'contactless' || host !== 'pcsc') {
    throw new SimulatorError('reader/no-antenna', `${id} has no antenna that speaks to cards by itself`);
  }
  const simulator = new Simulator({
    store: new MemoryStore(),
    calendar: new SimulatedCalendar(() => Date.now(), isoInstant('2026-11-20T10:00:00+09:00')),
    timers: new ManualTimers(),
    random: seededRandom(options.seed ?? 1),
    rules: new RuleSet(options.mutants),
    placement: 'shared',
    air: options.air,
  });
  // Something has to lie there for the reader to look; no frame reaches it.
  const reader = simulator.addReader(readerProfile, strangerCard('stranger/licence'));
  let contact: CardContact | undefined;
  const powerOff = (): void => {
    contact?.close();
    contact = undefined;
  };
  return {
    readerProfile,
    powerOn() {
      powerOff();
      contact = unlessRefused(() => reader.activate('memory:'));
      return contact?.atr ?? new Uint8Array(0);
    },
    async transmit(command) {
      try {
        return await contact?.transmit(command);
      } catch (error) {
        if (error instanceof ReaderError) return undefined;
        throw error;
      }
    },
    powerOff,
    async close() {
      powerOff();
      await simulator.close();
    },
  };
}

function unlessRefused<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof ReaderError) return undefined;
    throw error;
  }
}
