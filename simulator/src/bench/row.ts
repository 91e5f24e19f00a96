import type { Words } from '../cli/io.ts';
import type { Program } from './program.ts';

/** What is held against the limit: the figure itself, figure / peer, or figure - peer. */
export interface Goal {
  readonly of: 'value' | 'ratio' | 'difference';
  readonly bound: 'at-least' | 'at-most';
  /** In the row's unit; without unit when `of` is a ratio. */
  readonly limit: number;
}

/** What was seen. Figures are medians of the rounds; figure and peer were taken in turns. */
export interface Measurement {
  readonly value: number;
  readonly peer?: number;
  readonly rounds?: readonly number[];
  readonly peerRounds?: readonly number[];
  readonly note?: Words;
}

/** What rows share in one run. */
export interface BenchRun {
  /** A directory that goes away with the run. */
  readonly directory: string;
  /** How `kazashi` is started as a process of its own. */
  readonly program: Program;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One line of the bench. */
export interface BenchRow {
  /** `area/name`; selects the row on the command line. */
  readonly id: string;
  readonly title: Words;
  readonly unit: string;
  /** What the figure is held against, when that is measured too. */
  readonly peer?: Words;
  readonly goal: Goal;
  /** Throws NotMeasured when this machine lacks what it takes. */
  measure(run: BenchRun): Promise<Measurement>;
}

/** A row that cannot be measured here, and why. It never counts as reached. */
export class NotMeasured extends Error {
  readonly reason: Words;
  constructor(reason: Words) {
    super(reason.en);
    this.name = 'NotMeasured';
    this.reason = reason;
  }
}
