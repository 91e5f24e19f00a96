import { z } from 'zod';
import { type PersonProfile, personProfileSchema } from './person-profile.ts';
import { type Scenario, type ScenarioSource, scenarioSchema } from './scenario.ts';
import { ownKeys, ownProfile, personsOf } from './scenario-persons.ts';
import { schemaFaults } from './schema-faults.ts';
import { type Path, readYaml } from './yaml-source.ts';

/** What is wrong with a scenario beyond its form, by path. */
export type ScenarioFault = readonly [path: Path, message: string];

/** With all that may stand in a list of one, as the schema makes it. */
const jsonSchema = (): z.core.JSONSchema.BaseSchema => z.toJSONSchema(scenarioSchema, { io: 'output' });

/**
 * Reads one scenario. `judge` says what the schema cannot know: which events and rules there are. Throws
 * ProfileError with the file, line and column of every fault.
 */
export function parseScenario(
  yamlText: string,
  fileName: string,
  judge: (scenario: Scenario) => readonly ScenarioFault[] = () => [],
): ScenarioSource {
  const source = readYaml(yamlText, fileName);
  const result = scenarioSchema.safeParse(source.content);
  if (!result.success) {
    source.refuse(result.error.issues.flatMap((issue) => schemaFaults(issue, jsonSchema(), source.content)));
  }
  const scenario = result.data!;
  const faults = [...personFaults(source.content as WrittenScenario, scenario), ...judge(scenario)];
  source.refuse(faults.map(([path, message]) => ['profile/value', path, message]));
  const lines = scenario.steps.map((_, index) => source.lineOf(['steps', index]));
  return { file: fileName, lines, scenario };
}

/** What stands in the file, of which the schema fills in what is left out. */
type WrittenScenario = { readonly start: Readonly<Record<string, unknown>> };

/** Who is meant: several persons belong to schema 2, in which nobody is left to be guessed. */
function personFaults({ start }: WrittenScenario, { schema, steps }: Scenario): ScenarioFault[] {
  const faults: ScenarioFault[] = [];
  if (schema === 1) {
    for (const key of ['persons', ...ownKeys]) {
      if (start[key] !== undefined) faults.push([['start', key], `"start.${key}" needs schema: 2`]);
    }
    for (const [index, { who }] of steps.entries())
      if (who !== undefined) faults.push([['steps', index, 'who'], '"who" needs schema: 2']);
  }
  if (start.persons === undefined) return faults;
  for (const key of ['person', 'card', 'phones', ...ownKeys]) {
    if (start[key] === undefined) continue;
    faults.push([['start', key], `"start.${key}" of several persons stands with each of "start.persons"`]);
  }
  return faults;
}

/** What a person has of his own and no person can have: a PIN of three digits, a birthday that is no day. */
export function ownFaults(
  scenario: Pick<Scenario, 'start'>,
  profiles: ReadonlyMap<string, PersonProfile>,
): ScenarioFault[] {
  return personsOf(scenario).flatMap((own, index) => {
    const profile = profiles.get(own.person);
    if (profile === undefined || ownKeys.every((key) => own[key] === undefined)) return [];
    const result = personProfileSchema.safeParse(ownProfile(profile, own));
    if (result.success) return [];
    const place = scenario.start.persons === undefined ? ['start'] : ['start', 'persons', index];
    return result.error.issues.map(({ path, message }): ScenarioFault => {
      const at = [...place, ...path];
      return [at, `"${at.join('.')}": ${message}`];
    });
  });
}
