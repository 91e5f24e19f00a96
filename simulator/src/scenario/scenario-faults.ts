import { personsOf, type Scenario, type ScenarioStep } from '@kazashi/profiles/scenarios';
import { durationMs, isoInstant } from '../clock/simulated-calendar.ts';
import { SimulatorError } from '../errors.ts';
import { ruleById } from '../rules/rule-set.ts';
import type { KnownEvent } from './scenario-subject.ts';

export type ScenarioFault = readonly [path: readonly PropertyKey[], message: string];

/** What there is for a scenario to name. */
export interface KnownToScenarios {
  readonly events: ReadonlyMap<string, KnownEvent>;
  readonly cards: ReadonlyMap<string, unknown>;
  readonly persons: ReadonlyMap<string, unknown>;
  readonly phones: ReadonlyMap<string, unknown>;
}

type Path = readonly PropertyKey[];

const list = (words: Iterable<string>): string => [...words].join(', ') || 'none';

function eventFaults(
  { event, data = {} }: ScenarioStep,
  path: Path,
  known: KnownToScenarios,
): ScenarioFault[] {
  if (event === undefined) return [];
  const found = known.events.get(event);
  if (found === undefined) {
    const actor = event.split('.')[0];
    const near = [...known.events.keys()].filter((type) => type.startsWith(`${actor}.`));
    const there = near.length > 0 ? near : known.events.keys();
    return [[[...path, 'event'], `there is no event "${event}"; there are: ${list(there)}`]];
  }
  const faults: ScenarioFault[] = [];
  for (const [name, value] of Object.entries(data)) {
    const field = found.fields[name];
    if (field === undefined) {
      const there = list(Object.keys(found.fields));
      faults.push([[...path, 'data', name], `${event} has no field "${name}"; it has: ${there}`]);
    } else if (field.values !== undefined && !field.values.includes(value)) {
      faults.push([[...path, 'data', name], `"${name}" of ${event} is one of: ${list(field.values)}`]);
    }
  }
  for (const [name, { required, values }] of Object.entries(found.fields)) {
    if (!required || data[name] !== undefined) continue;
    const there = values === undefined ? '' : `, one of: ${list(values)}`;
    faults.push([[...path, 'event'], `${event} needs "${name}" in its data${there}`]);
  }
  return faults;
}

/** Who is meant: a person that there is, and of several each step about one says which. */
function whoFaults(
  { event, apdu, card, data = {}, who }: ScenarioStep,
  path: Path,
  known: KnownToScenarios,
  persons: number,
): ScenarioFault[] {
  const there = list(Array.from({ length: persons }, (_, index) => String(index + 1)));
  const strange = (place: readonly string[], id: string): ScenarioFault[] =>
    /^[1-9][0-9]*$/.test(id) && Number(id) <= persons
      ? []
      : [[[...path, ...place], `there is no person ${id}; there are: ${there}`]];
  const faults = who === undefined ? [] : strange(['who'], String(who));
  const fields = (event === undefined ? undefined : known.events.get(event)?.fields) ?? {};
  if (data.person !== undefined && fields.person !== undefined)
    faults.push(...strange(['data', 'person'], data.person));
  if (persons === 1 || who !== undefined) return faults;
  const names = ['person', 'card', 'phone'].filter((name) => fields[name] !== undefined);
  if (event !== undefined && names.length > 0 && names.every((name) => data[name] === undefined))
    faults.push([
      [...path, 'event'],
      `there are ${persons} persons: say whose, "who: 1" or data with ${names.join(' or ')}`,
    ]);
  if (apdu !== undefined && card === undefined)
    faults.push([[...path, 'apdu'], `there are ${persons} persons: say whose card, "who: 1" or "card: "1""`]);
  return faults;
}

/** The message of the SimulatorError that an action throws. */
function complaint(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof SimulatorError) return error.message;
    throw error;
  }
}

function clockFaults({ clock }: ScenarioStep, path: Path): ScenarioFault[] {
  const [action, value = ''] = (clock ?? 'next').split(' ');
  if (action === 'next') return [];
  const fault = complaint(() => (action === 'set' ? isoInstant(value) : durationMs(value)));
  return fault === undefined ? [] : [[[...path, 'clock'], fault]];
}

/** What the schema cannot know: events, fields, rules, profiles and instants that there are not. */
export function scenarioFaults(scenario: Scenario, known: KnownToScenarios): ScenarioFault[] {
  const faults: ScenarioFault[] = [];
  const named = (
    path: Path,
    id: string | undefined,
    what: string,
    there: ReadonlyMap<string, unknown>,
  ): void => {
    if (id === undefined || there.has(id)) return;
    faults.push([path, `there is no ${what} "${id}"; there are: ${list(there.keys())}`]);
  };
  const rule = (path: Path, id: string | undefined): void => {
    if (id === undefined || ruleById(id) !== undefined) return;
    faults.push([path, `there is no rule "${id}"; see: kazashi list rules`]);
  };
  const { start, rules, steps } = scenario;
  const fault = complaint(() => isoInstant(start.clock));
  if (fault !== undefined) faults.push([['start', 'clock'], fault]);
  for (const [index, { card, person, phones }] of personsOf(scenario).entries()) {
    const place = start.persons === undefined ? ['start'] : ['start', 'persons', index];
    named([...place, 'card'], card, 'card', known.cards);
    named([...place, 'person'], person, 'person', known.persons);
    for (const [at, phone] of phones.entries()) named([...place, 'phones', at], phone, 'phone', known.phones);
  }
  for (const [index, id] of rules.entries()) rule(['rules', index], id);
  for (const [index, step] of steps.entries()) {
    const path = ['steps', index];
    rule([...path, 'refused'], step.refused);
    rule([...path, 'rule'], step.rule);
    faults.push(
      ...eventFaults(step, path, known),
      ...whoFaults(step, path, known, personsOf(scenario).length),
      ...clockFaults(step, path),
    );
  }
  return faults;
}
