import type { CaseResult } from './result-schema.ts';

/** A requirement with every case that was tried for it. */
export interface RequirementRow {
  readonly requirement: CaseResult['requirement'];
  readonly results: readonly CaseResult[];
  /** Some case about it applied. */
  readonly applied: boolean;
  /** All that applied passed, and at least one did. */
  readonly held: boolean;
}

/** Results gathered by requirement, in the order in which requirements first appear. */
export function requirementRows(cases: readonly CaseResult[]): RequirementRow[] {
  const rows = new Map<string, CaseResult[]>();
  for (const item of cases) {
    const key = `${item.requirement.clause}\n${item.requirement.text.en}`;
    const known = rows.get(key);
    if (known === undefined) rows.set(key, [item]);
    else known.push(item);
  }
  return [...rows.values()].map((results) => {
    const applied = results.filter(({ verdict }) => verdict !== 'NOT APPLICABLE');
    return {
      requirement: results[0]!.requirement,
      results,
      applied: applied.length > 0,
      held: applied.length > 0 && applied.every(({ verdict }) => verdict === 'PASS'),
    };
  });
}
