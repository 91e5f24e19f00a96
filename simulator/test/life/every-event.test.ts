import { describe, expect, test } from 'vitest';
import { ManualTimers } from '../../src/clock/manual-timers.ts';
import { SimulatedCalendar } from '../../src/clock/simulated-calendar.ts';
import { worldEvents } from '../../src/desk/world-events.ts';
import { SimulatorError } from '../../src/errors.ts';
import { seededRandom } from '../../src/random.ts';
import { RuleSet, ruleById } from '../../src/rules/rule-set.ts';
import { Simulator } from '../../src/simulator.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { certificateKinds } from '../../src/world/world.ts';
import { everyRequestOf } from './every-request.ts';
import { modelledMachines } from './modelled-machines.ts';
import { PublicWorld, start } from './public-world.ts';
import { recipeTables } from './recipes/recipe-tables.ts';
import { arrowsOf } from './transitions.ts';
import type { Request } from './walk/event-data.ts';
import { Invariants } from './walk/invariants.ts';

/** A world that holds what a snapshot holds. */
async function worldOf(snapshot: unknown): Promise<Simulator> {
  const simulator = new Simulator({
    store: new MemoryStore(),
    calendar: new SimulatedCalendar(() => start, start),
    timers: new ManualTimers(),
    random: seededRandom(1),
    rules: new RuleSet([]),
    placement: 'shared',
  });
  await simulator.load(snapshot);
  return simulator;
}

const everything = (simulator: Simulator): string => JSON.stringify([simulator.save(), simulator.state()]);

/** What there is none of in a world, so that an event about it makes no sense. */
const missing = (error: unknown): boolean =>
  error instanceof SimulatorError && error.code === 'account/unknown';

/** Sends each request to the world as it is, and what always holds is checked; those that were refused by a rule. */
async function refusedOf(snapshot: unknown, requests: readonly Request[]): Promise<Request[]> {
  const refused: Request[] = [];
  let simulator = await worldOf(snapshot);
  for (const request of requests) {
    const invariants = new Invariants();
    const unwatch = invariants.watch(simulator);
    invariants.check(simulator);
    const outcome = await simulator.send(request).catch((error: unknown) => {
      if (!missing(error) || simulator.world.accounts.size > 0) throw error;
      return undefined;
    });
    invariants.check(simulator);
    unwatch();
    if (outcome === undefined) continue;
    if (outcome.rule !== undefined) expect(ruleById(outcome.rule), JSON.stringify(request)).toBeDefined();
    if (!outcome.taken) refused.push(request);
    else if (outcome.changed.length > 0) simulator = await worldOf(snapshot);
  }
  return refused;
}

/** States of a machine that an event can find it in: not those that are left at once. */
const restingStates = (definition: (typeof modelledMachines)[number]['definition']): string[] => {
  const passing = new Set(
    arrowsOf(definition).flatMap(({ event, source }) => (event === 'always' ? [source] : [])),
  );
  return Object.keys(definition.states).filter((state) => !passing.has(state));
};

/** The machines of a world in their order, each with its state: `enrolment queued`. */
function statesOf({ world }: Simulator): string[] {
  const machines = [
    world.backOffice,
    ...[...world.persons.values()].map(({ binding }) => binding),
    ...[...world.plastics.values()].flatMap(({ body, card }) => [
      body,
      ...[...card.secrets.values()].map(({ counter }) => counter),
    ]),
    ...[...world.phones.values()].flatMap(({ device, enrolment, wallet, secrets }) => [
      device,
      enrolment,
      wallet,
      ...Object.values(secrets).map(({ counter }) => counter),
    ]),
    ...[...world.books.all].map(({ machine }) => machine),
    ...[...world.accounts.values()].flatMap(({ account, password, passcode }) => [
      account,
      password.counter,
      passcode.counter,
    ]),
  ];
  // What was never issued has no machine in the books.
  const absent = [...world.phones.values()].flatMap(({ certificates }) =>
    certificateKinds.map((kind) => (certificates[kind] === undefined ? ['certificate absent'] : [])),
  );
  return [...machines.map(({ snapshot }) => `${snapshot.machine.id} ${snapshot.value}`), ...absent.flat()];
}

describe('every event of the world has an answer in every state of every machine', () => {
  const seen = new Set<string>();
  /** Worlds whose machines are all in the same states as in one that was asked. */
  const asked = new Set<string>();

  const ways = recipeTables.flatMap((table) =>
    Object.entries(table.recipes)
      .filter(([, { mutants }]) => mutants === undefined)
      .map(([name, recipe]) => ({ name: `${table.machine}: ${name}`, recipe })),
  );

  test.each(ways)('on the way $name', async ({ recipe }) => {
    const world = await PublicWorld.open();
    await recipe.prepare?.(world);
    const snapshots = [await world.snapshot()];
    await recipe.act(world);
    snapshots.push(await world.snapshot());
    for (const snapshot of snapshots) {
      const untouched = await worldOf(snapshot);
      const states = statesOf(untouched);
      if (asked.has(String(states))) continue;
      asked.add(String(states));
      for (const state of states) seen.add(state);
      const requests = worldEvents.flatMap((event) => everyRequestOf(untouched.world, event));
      expect(new Set(requests.map(({ type }) => type)).size).toBe(worldEvents.length);
      const before = everything(untouched);
      const refused = await refusedOf(snapshot, requests);
      expect(refused.length).toBeGreaterThan(0);
      for (const request of refused) expect(await untouched.send(request)).toMatchObject({ taken: false });
      expect(everything(untouched)).toBe(before);
    }
  });

  test('and no state was left out', () => {
    const states = modelledMachines.flatMap(({ id, definition }) =>
      restingStates(definition).map((state) => `${id} ${state}`),
    );
    expect([...seen].sort()).toEqual(states.sort());
  });
});
