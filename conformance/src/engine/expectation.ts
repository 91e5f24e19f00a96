import type { Baseline } from '../result/baseline-schema.ts';
import type { CaseResult, Result } from '../result/result-schema.ts';
import { exitCodeOf, outcomeOf, type Verdict } from './verdict.ts';

/** Cases that are known to fail, each with the reason, and the file that says so. */
export interface Expectations {
  readonly file: string;
  readonly sha256: string;
  readonly reasons: Readonly<Record<string, string>>;
}

/** What a known fault may look like. ERROR is of the harness and never expected. */
const expectable: ReadonlySet<Verdict> = new Set(['FAIL', 'INCONCLUSIVE']);

const failedAsExpected = ({ expected, verdict }: CaseResult): boolean =>
  expected !== undefined && expectable.has(verdict);

/** What became of each entry: one that failed in some attempt has failed, one that passed in all has passed. */
export function baselineOf(
  { file, sha256, reasons }: Expectations,
  results: readonly CaseResult[],
): Baseline {
  const entries = Object.entries(reasons).map(([id, reason]) => {
    const verdicts = results.filter((result) => result.id === id).map(({ verdict }) => verdict);
    const state: Baseline['entries'][number]['state'] = verdicts.some((verdict) => expectable.has(verdict))
      ? 'failed'
      : verdicts.length > 0 && verdicts.every((verdict) => verdict === 'PASS' || verdict === 'OBSERVED')
        ? 'passed'
        : 'not run';
    return { case: id, reason, state };
  });
  return { file, sha256, entries };
}

/**
 * Exit code of `run`. Failures that the baseline expects do not count, but never turn into passes: the outcome
 * stays what the verdicts make it. An expected failure that passed is 1: the baseline no longer says the truth.
 */
export function exitCodeOfRun({ outcome, cases, baseline }: Result): 0 | 1 | 3 {
  if (outcome === 'INCOMPLETE' || baseline === undefined) return exitCodeOf(outcome);
  if (baseline.entries.some(({ state }) => state === 'passed')) return 1;
  const others = cases.filter((result) => !failedAsExpected(result));
  const nothingElse = others.every(({ verdict }) => verdict === 'NOT APPLICABLE');
  if (nothingElse && others.length < cases.length) return 0;
  return exitCodeOf(outcomeOf(others.map(({ verdict }) => verdict)));
}

export function expectedFailures({ cases }: Pick<Result, 'cases'>): CaseResult[] {
  return cases.filter(failedAsExpected);
}
