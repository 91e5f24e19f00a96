import type { CaseResult, Result } from '../result/result-schema.ts';
import type { Verdict } from './verdict.ts';

type Stability = NonNullable<Result['stability']>[number];

const failing: ReadonlySet<Verdict> = new Set(['FAIL', 'INCONCLUSIVE', 'ERROR']);

/** How steady the verdicts of each case are that was tried more than once. */
export function stabilityOf(results: readonly CaseResult[]): Stability[] {
  const byId = new Map<string, Verdict[]>();
  for (const { id, verdict } of results) {
    const verdicts = byId.get(id);
    if (verdicts === undefined) byId.set(id, [verdict]);
    else verdicts.push(verdict);
  }
  return [...byId]
    .filter(([, verdicts]) => verdicts.length > 1)
    .map(([id, verdicts]) => {
      const failed = verdicts.filter((verdict) => failing.has(verdict)).length;
      return {
        id,
        attempts: verdicts.length,
        failed,
        failureRate: Math.round((failed / verdicts.length) * 10_000) / 10_000,
        flaky: new Set(verdicts).size > 1,
      };
    });
}
