import compiled from './compiled/scenarios.json' with { type: 'json' };
import type { ScenarioSource } from './scenario.ts';

export type { Scenario, ScenarioExchange, ScenarioSource, ScenarioStep } from './scenario.ts';
export { ownProfile, personsOf } from './scenario-persons.ts';

// The compiler has checked them against the schema; what JSON's inferred type lacks is only the literals.
const sources: unknown = compiled;

/** The scenarios that come with kazashi, by id. */
export const scenarios: ReadonlyMap<string, ScenarioSource> = new Map(
  (sources as readonly ScenarioSource[]).map((source) => [source.scenario.id, source]),
);
