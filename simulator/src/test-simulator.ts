import {
  cardProfiles,
  defaultLifecycleSwitches,
  type LifecycleSwitches,
  personProfiles,
  readerProfiles,
} from '@kazashi/profiles';
import { testStart } from './card/test-card.ts';
import { ManualTimers } from './clock/manual-timers.ts';
import { SimulatedCalendar } from './clock/simulated-calendar.ts';
import { hex, toHex } from './codec/hex.ts';
import { seededRandom } from './random.ts';
import type { CardContact } from './readers/reader.ts';
import { type RuleId, RuleSet } from './rules/rule-set.ts';
import { type CardOrder, Simulator } from './simulator.ts';
import { MemoryStore } from './store/memory-store.ts';
import type { Store } from './store/store.ts';

export interface TestSimulatorOptions {
  readonly store?: Store;
  readonly placement?: 'shared' | 'single';
  readonly mutants?: readonly RuleId[];
  /** Open points of the guides answered otherwise than by default. */
  readonly switches?: Partial<LifecycleSwitches>;
  /** `undefined`: the calendar follows `system`. */
  readonly start?: number | undefined;
  readonly system?: () => number;
  readonly onFatal?: (error: unknown) => void;
}

/** A world without cards and readers, whose times stand still. */
export function testSimulator(options: TestSimulatorOptions = {}) {
  const timers = new ManualTimers();
  const start = 'start' in options ? options.start : testStart;
  const simulator = new Simulator({
    store: options.store ?? new MemoryStore(),
    calendar: new SimulatedCalendar(options.system ?? (() => testStart), start),
    timers,
    random: seededRandom(1),
    rules: new RuleSet(options.mutants),
    placement: options.placement ?? 'shared',
    switches: { ...defaultLifecycleSwitches, ...options.switches },
    ...(options.onFatal === undefined ? {} : { onFatal: options.onFatal }),
  });
  return { simulator, timers };
}

export const order = (card = 'mynumber/contactless-05e0', person = 'test/adult'): CardOrder => ({
  card: cardProfiles.get(card)!,
  person: personProfiles.get(person)!,
});

export const readerProfile = (id = 'kazashi/generic') => readerProfiles.get(id)!;

/** A world with the default card in the default reader. */
export async function testWorld(options: TestSimulatorOptions = {}) {
  const world = testSimulator(options);
  const card = await world.simulator.issueCard(order());
  const reader = world.simulator.addReader(readerProfile(), card);
  return { ...world, card, reader };
}

/** Sends commands one after another; the answer to the last. */
export async function exchange(contact: CardContact, ...commands: readonly string[]): Promise<string> {
  let answer = '';
  for (const command of commands) answer = toHex(await contact.transmit(hex(command)));
  return answer;
}
