import type { Operator } from './operator.ts';
import type { RunClock } from './run-clock.ts';
import type { SecretValues } from './secret.ts';
import type { Subject } from './subject.ts';
import type { TryGuard } from './try-guard.ts';

/** What a case needs of its run. */
export interface CaseSurroundings {
  readonly subject: Subject;
  readonly clock: RunClock;
  readonly operator: Operator;
  readonly secrets: SecretValues;
  /** Present when the subject has not proved itself emulated. */
  readonly guard: TryGuard | undefined;
  readonly signal: AbortSignal;
  /** Id of the run, as operators are told it. */
  readonly run?: string;
  /** Time that an operator has to answer; two minutes when absent. */
  readonly promptLimitMs?: number;
  /** Salts of commitments. Without it what is covered is bound to nothing. */
  readonly random?: (length: number) => Uint8Array;
  /** Told when the case begins and ends to wait for a person: that time is not the subject's. */
  readonly onWaiting?: (waiting: boolean) => void;
}
