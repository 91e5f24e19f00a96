import { parseScenario } from '@kazashi/profiles/parse';
import { expect, test } from 'vitest';
import { knownToScenarios, runScenario } from '../../../src/cli/scenario-world.ts';
import type { RuleId } from '../../../src/rules/rule-set.ts';
import { scenarioFaults } from '../../../src/scenario/scenario-faults.ts';
import { walk } from './walk.ts';

test.each<RuleId>(['L-07', 'L-83'])(
  'a walk that finds %s broken, with two persons in it, is replayed as a scenario',
  async (mutant) => {
    const { failure } = await walk({ seed: 1, steps: 40_000, mutants: [mutant], shrink: false });
    const source = parseScenario(failure!.scenario, 'walk.yaml', (scenario) =>
      scenarioFaults(scenario, knownToScenarios),
    );
    expect(new Set(source.scenario.steps.map(({ card, data }) => card ?? data?.card))).toContain('2');
    const differences: unknown[] = [];
    const { end } = await runScenario({
      source,
      mutants: [mutant],
      tell: (report) => differences.push(...report.differences),
    });
    expect([end, differences]).toEqual(['done', []]);
  },
  60_000,
);
