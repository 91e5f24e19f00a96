import type { Opening } from '../result/opening.ts';
import type { CaseResult, Instant, Result } from '../result/result-schema.ts';
import type { Outcome } from './verdict.ts';

/** An attempt at a case that a plan has. */
export interface PlannedAttempts {
  readonly id: string;
  readonly attempts: number;
}

/**
 * Keeps a run while it goes, so that what was done is there when the run is killed. A call that throws ends the
 * run: what cannot be kept is not done. Errors: ToldError `record/…`.
 */
export interface RunRecord {
  /** Before the first case; `head` is the result as it stands then. */
  begun(head: Result, planned: readonly PlannedAttempts[]): void;
  /** Before an attempt sends anything. */
  caseBegun(id: string, attempt: number, at: Instant): void;
  /** After an attempt; gives where it is kept. */
  caseEnded(result: CaseResult, openings: readonly Opening[]): NonNullable<CaseResult['evidence']>;
  /** After the last; gives what the result says of the journal. */
  ended(outcome: Outcome): NonNullable<Result['journal']>;
}

/** What was done before a run was killed. */
export interface FormerPart {
  readonly started: Instant;
  readonly resumed: readonly Instant[];
  readonly results: readonly CaseResult[];
  readonly interrupted: Result['interrupted'];
}
