import { cardProfiles, personProfiles, phoneProfiles, readerProfiles } from '@kazashi/profiles';
import {
  ownProfile,
  personsOf,
  type Scenario,
  type ScenarioSource,
  type ScenarioStep,
} from '@kazashi/profiles/scenarios';
import type { Icc } from '../card/icc.ts';
import { jstIso } from '../clock/calendar.ts';
import { isoInstant, SimulatedCalendar } from '../clock/simulated-calendar.ts';
import { systemTimers } from '../clock/system-timers.ts';
import { aboutPhone } from '../desk/event-conditions.ts';
import { worldEvents } from '../desk/world-events.ts';
import { SimulatorError } from '../errors.ts';
import { strangerCard, strangerNames } from '../media/strangers.ts';
import { type RandomSource, seededRandom } from '../random.ts';
import { RuleSet } from '../rules/rule-set.ts';
import { playScenario, type ScenarioEnd } from '../scenario/play-scenario.ts';
import type { StepReport } from '../scenario/play-step.ts';
import { StepStore } from '../scenario/progress.ts';
import type { KnownToScenarios } from '../scenario/scenario-faults.ts';
import type { KnownEvent, ScenarioSubject } from '../scenario/scenario-subject.ts';
import { Simulator } from '../simulator.ts';
import { profileOf } from '../start-card.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { Store } from '../store/store.ts';
import { defaultReader } from './start-simulator.ts';

/** What a scenario may name. */
export const knownToScenarios: KnownToScenarios = {
  events: new Map<string, KnownEvent>(worldEvents.map((event) => [event.type, event])),
  cards: cardProfiles,
  persons: personProfiles,
  phones: phoneProfiles,
};

/** Seeds of one scenario and those of the next do not meet. */
const stepsPerSeed = 10_000;

function strangerOf(name: string): Icc {
  const stranger = strangerCard(name);
  if (stranger !== undefined) return stranger;
  throw new SimulatorError('card/unknown', `there is no "${name}"; there are: ${strangerNames.join(', ')}`);
}

/** The data of an event with what is meant of a person where they name nothing. */
function aboutWho(
  { world }: Simulator,
  type: string,
  data: Readonly<Record<string, string>>,
  who: string,
): Record<string, string> {
  const fields = worldEvents.find((event) => event.type === type)?.fields ?? {};
  const person = world.person(who);
  const meant: Record<string, string> = {};
  if (fields.person !== undefined) meant.person = who;
  if (fields.card !== undefined) meant.card = person.card;
  if (fields.phone === aboutPhone.phone && data.phone === undefined) {
    const [phone] = world.phonesOf(person);
    if (phone === undefined)
      throw new SimulatorError('phone/unknown', `person ${who} has no phone; name one: data: { phone: "1" }`);
    meant.phone = phone.id;
  }
  return { ...meant, ...data };
}

/** What an exchange is with: the card or phone named, else the card in force of the person meant. */
function heldIcc(simulator: Simulator, { card, who }: Pick<ScenarioStep, 'card' | 'who'>): Icc {
  if (card !== undefined) return simulator.icc(card);
  const { world } = simulator;
  return world.plastic(who === undefined ? undefined : world.person(String(who)).card).card;
}

function subjectOf(simulator: Simulator): ScenarioSubject {
  return {
    now: () => simulator.calendar.now(),
    send: (type, data, who) =>
      simulator.send({ type, data: who === undefined ? data : aboutWho(simulator, type, data, String(who)) }),
    setClock: (instant) => simulator.setClock(instant),
    nextDeadline: () => simulator.nextDeadline(),
    state: () => simulator.state(),
    disturb({ faults: asked = [], lies, card, who }) {
      const { readers } = simulator;
      const [reader] = readers.readers;
      const isPlain = asked.length === 0 && lies === undefined;
      // What is held there for a step is gone after it: where a process ended cannot be seen afterwards.
      const restore = (): void => readers.insert(reader!, simulator.world.plastic().card);
      if (isPlain) return (card ?? who) === undefined ? () => {} : restore;
      const held = heldIcc(simulator, { card, who });
      const { coupling, under = [] } = lies ?? {};
      readers.insert(reader!, held, 'normal', coupling === undefined ? {} : { coupling });
      for (const name of under) readers.stack(reader!, strangerOf(name));
      for (const fault of asked) readers.faults.add(reader!, fault);
      return () => {
        readers.faults.clear();
        restore();
      };
    },
    remedy: (name) => void simulator.readers.faults.remedy(name),
    activate(step) {
      const [reader] = simulator.readers.readers;
      const card = heldIcc(simulator, step);
      // The card that was lifted stays away until somebody lays it down again.
      const lies = (step.card ?? step.who) !== undefined || reader!.card !== undefined;
      if (lies && reader!.card !== card) simulator.insert(card, reader!);
      return reader!.activate('scenario');
    },
    onEvent: (listener) =>
      simulator.onEvent(({ type, outcome }) =>
        listener(type, outcome.at ?? jstIso(simulator.calendar.now())),
      ),
  };
}

async function buildWorld(simulator: Simulator, scenario: Scenario): Promise<void> {
  const persons = personsOf(scenario);
  for (const own of persons) {
    await simulator.issueCard({
      card: profileOf(cardProfiles, own.card, 'card'),
      person: ownProfile(profileOf(personProfiles, own.person, 'person'), own),
    });
  }
  for (const [index, { phones }] of persons.entries()) {
    for (const id of phones)
      await simulator.addPhone(profileOf(phoneProfiles, id, 'phone'), String(index + 1));
  }
}

export interface ScenarioRun {
  readonly source: ScenarioSource;
  readonly store?: Store;
  readonly mutants?: readonly string[] | undefined;
  readonly untilLine?: number | undefined;
  tell?(report: StepReport, line: number): void;
}

export interface ScenarioResult {
  readonly end: ScenarioEnd;
  /** Steps that were done before, in another process. */
  readonly before: number;
  readonly simulator: Simulator;
}

/**
 * Plays a scenario in a world of its own, or goes on with it where the store says. Every step draws its randomness
 * from a seed of its own, so that where a process ended cannot be seen afterwards. Throws SimulatorError
 * `usage/scenario-state` when the store holds something else. The caller closes the simulator.
 */
export async function runScenario(run: ScenarioRun): Promise<ScenarioResult> {
  const { source, untilLine, mutants, tell = () => {} } = run;
  const { scenario } = source;
  const store = new StepStore(run.store ?? new MemoryStore());
  const before = store.stepsDone(scenario);
  let random: RandomSource = seededRandom(scenario.start.seed * stepsPerSeed);
  const simulator = new Simulator({
    store,
    calendar: new SimulatedCalendar(() => 0, isoInstant(scenario.start.clock)),
    timers: systemTimers,
    random: (length) => random(length),
    rules: new RuleSet(mutants),
    placement: 'shared',
    ...(scenario.start.switches === undefined ? {} : { switches: scenario.start.switches }),
  });
  if (before === undefined) {
    await buildWorld(simulator, scenario);
    await store.done(scenario, 0);
  }
  simulator.addReader(profileOf(readerProfiles, defaultReader, 'reader'), simulator.world.plastic().card);
  const end = await playScenario({
    source,
    subject: subjectOf(simulator),
    from: before ?? 0,
    untilLine,
    begin(step) {
      random = seededRandom(scenario.start.seed * stepsPerSeed + step + 1);
    },
    done: (step) => store.done(scenario, step),
    tell,
  });
  return { end, before: before ?? 0, simulator };
}
