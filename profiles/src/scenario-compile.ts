import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProfileError } from './errors.ts';
import type { ScenarioSource } from './scenario.ts';
import { parseScenario } from './scenario-parse.ts';

/**
 * Every scenario of `directory/scenarios`, in the order of their ids; each stands in the file that its id names.
 * Throws ProfileError for the first file that cannot be taken.
 */
export function readScenarios(directory: string): ScenarioSource[] {
  const folder = join(directory, 'scenarios');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.sort().map((name) => {
    const file = `scenarios/${name}`;
    const source = parseScenario(readFileSync(join(folder, name), 'utf8'), file);
    if (`${source.scenario.id}.yaml` !== name) {
      const message = `scenario "${source.scenario.id}" does not belong in ${file}`;
      throw new ProfileError([{ code: 'profile/id-path', file, line: 1, column: 1, path: 'id', message }]);
    }
    return source;
  });
}
