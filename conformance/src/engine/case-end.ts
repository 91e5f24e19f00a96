import type { Bilingual } from '../text.ts';
import type { Verdict } from './verdict.ts';

/** How a case ends other than by running to its end: thrown by checks and preconditions, caught by the run. */
export class CaseEnd extends Error {
  readonly verdict: Verdict;
  readonly reason: Bilingual;
  constructor(verdict: Verdict, reason: Bilingual) {
    super(reason.en);
    this.name = 'CaseEnd';
    this.verdict = verdict;
    this.reason = reason;
  }
}

/** Thrown when nothing more may be sent to the subject: the case and the run end here. */
export class RunStop extends CaseEnd {
  readonly code: string;
  constructor(code: string, reason: Bilingual) {
    super('ERROR', reason);
    this.name = 'RunStop';
    this.code = code;
  }
}
