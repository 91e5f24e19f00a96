import { defaultLifecycleSwitches, type LifecycleSwitches } from '@kazashi/profiles';
import { Desk } from './desk/desk.ts';
import { SimulatorError } from './errors.ts';
import type { RandomSource } from './random.ts';
import type { EmulatedReader } from './readers/emulated-reader.ts';
import type { RuleSet } from './rules/rule-set.ts';
import type { Snapshot } from './snapshot.ts';
import { worldState } from './state.ts';
import { phoneKey } from './world/phone.ts';
import { World } from './world/world.ts';

const refuse = (reason: string): never => {
  throw new SimulatorError('snapshot/form', `the world of the snapshot cannot be made: ${reason}`);
};

/** Of these things several entries tell. */
const owning: ReadonlySet<string> = new Set(['certificate', 'card', 'person', 'phone', 'facility']);

/** Entries of something that the snapshot does not have: a later card or phone of that number would find them. */
function checkOwners(keys: readonly string[]): void {
  const there = new Set(keys);
  for (const key of keys) {
    const [area = '', id, what] = key.split('/');
    if (!owning.has(area)) continue;
    const owner = area === 'certificate' ? `certificate/${id}/${what}` : `${area}/${id}/facts`;
    if (!there.has(owner)) refuse(`${owner} is missing, to which ${key} belongs`);
  }
}

/**
 * Builds the world of a snapshot once without keeping it, and tells everything of it: what cannot be is found before
 * anything moves. Throws SimulatorError `snapshot/form`, or `card/unknown` and the like for a reader.
 */
export function trySnapshot(
  { entries, readers, clock }: Snapshot,
  parts: { readonly rules: RuleSet; readonly random: RandomSource; readonly switches?: LifecycleSwitches },
  there: readonly EmulatedReader[],
): void {
  checkOwners(Object.keys(entries));
  const { rules, random, switches = defaultLifecycleSwitches } = parts;
  const trial = new World({ rules, random, switches });
  const desk = new Desk({ world: trial, rules, random, switches });
  const now = Date.parse(clock);
  try {
    trial.restore(new Map(Object.entries(entries)));
    for (const { card } of trial.persons.values()) trial.plastic(card);
    for (const { person } of [...trial.plastics.values(), ...trial.phones.values()]) trial.person(person);
    worldState(trial, rules, now, (phone, at) => desk.offers(phone, at));
    desk.next(now);
  } catch (error) {
    // Something else than ours was thrown by an entry that has another form than it had here.
    refuse(error instanceof SimulatorError ? error.message : 'an entry is not as it was saved');
  }
  for (const { name, card } of readers) {
    if (card === null) continue;
    const phone = phoneKey.exec(card)?.[1];
    if (phone === undefined) trial.plastic(card);
    else trial.phone(phone);
    const reader = there.find((candidate) => candidate.name === name);
    if (phone !== undefined && reader?.profile.interface === 'contact')
      throw new SimulatorError('snapshot/form', `${card} is a phone and cannot lie in ${name}`);
  }
}
