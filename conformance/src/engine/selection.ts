import { ConformanceError } from '../error.ts';
import type { Bilingual } from '../text.ts';
import type { CaseDefinition } from './case.ts';
import { nearestNames } from './nearest-names.ts';

/** A named choice of cases. */
export interface Suite {
  readonly id: string;
  readonly title: Bilingual;
  readonly includes: (definition: CaseDefinition) => boolean;
}

/** Thrown for a selector that names nothing; `nearest` are names like it. */
export class UnknownSelector extends ConformanceError {
  readonly selector: string;
  readonly nearest: readonly string[];
  constructor(selector: string, nearest: readonly string[]) {
    super('selection/unknown', `no case, group or suite is called ${selector}`);
    this.selector = selector;
    this.nearest = nearest;
  }
}

/** Every beginning of an id that ends before a slash: `card`, `card/verify`. */
function groupsOf(id: string): string[] {
  const parts = id.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

/**
 * The cases that the selectors name, in the order of the catalogue. A selector is a suite, an id, or the
 * beginning of ids up to a slash; none at all means every case. Throws UnknownSelector.
 */
export function selectCases(
  selectors: readonly string[],
  cases: readonly CaseDefinition[],
  suites: readonly Suite[],
): CaseDefinition[] {
  if (selectors.length === 0) return [...cases];
  const chosen = new Set<CaseDefinition>();
  for (const selector of selectors) {
    const suite = suites.find(({ id }) => id === selector);
    const prefix = selector.endsWith('/') ? selector : `${selector}/`;
    const found = suite
      ? cases.filter(suite.includes)
      : cases.filter(({ id }) => id === selector || id.startsWith(prefix));
    if (found.length === 0) {
      const names = new Set([
        ...suites.map(({ id }) => id),
        ...cases.flatMap(({ id }) => [id, ...groupsOf(id)]),
      ]);
      throw new UnknownSelector(selector, nearestNames(selector, [...names]));
    }
    for (const definition of found) chosen.add(definition);
  }
  return cases.filter((definition) => chosen.has(definition));
}
