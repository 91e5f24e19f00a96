/**
 * PASS and FAIL of the requirement; OBSERVED: a real subject differs from a requirement that is only inferred;
 * INCONCLUSIVE: precondition or cause not proven; NOT APPLICABLE: with the expression that said so; ERROR: of
 * harness or transport; SKIPPED: with who and why.
 */
export const verdicts = [
  'PASS',
  'FAIL',
  'OBSERVED',
  'INCONCLUSIVE',
  'NOT APPLICABLE',
  'ERROR',
  'SKIPPED',
] as const;
export type Verdict = (typeof verdicts)[number];

/** INCOMPLETE until the result is sealed. */
export const outcomes = ['PASS', 'FAIL', 'UNDECIDED', 'INCOMPLETE'] as const;
export type Outcome = (typeof outcomes)[number];

/**
 * Any FAIL decides; otherwise whatever kept a case from a verdict leaves the run undecided; otherwise it
 * passes. Cases that do not apply never count as passed: a run of nothing else is undecided.
 */
export function outcomeOf(all: readonly Verdict[]): Exclude<Outcome, 'INCOMPLETE'> {
  if (all.includes('FAIL')) return 'FAIL';
  if (all.some((verdict) => verdict === 'ERROR' || verdict === 'INCONCLUSIVE' || verdict === 'SKIPPED')) {
    return 'UNDECIDED';
  }
  return all.some((verdict) => verdict === 'PASS' || verdict === 'OBSERVED') ? 'PASS' : 'UNDECIDED';
}

/** Exit code of `run` for an outcome. */
export function exitCodeOf(outcome: Outcome): 0 | 1 | 3 {
  return outcome === 'PASS' ? 0 : outcome === 'FAIL' ? 1 : 3;
}
