import { z } from 'zod';
import { type Scenario, type ScenarioSource, scenarioSchema } from './scenario.ts';
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
  source.refuse(judge(scenario).map(([path, message]) => ['profile/value', path, message]));
  const lines = scenario.steps.map((_, index) => source.lineOf(['steps', index]));
  return { file: fileName, lines, scenario };
}
