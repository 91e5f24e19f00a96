import type { Words } from '../cli/io.ts';
import { type Judgement, judge } from './judge.ts';
import { type BenchRow, type BenchRun, type Measurement, NotMeasured } from './row.ts';

/** What came of one row. */
export type Outcome =
  | {
      readonly row: BenchRow;
      readonly state: 'measured';
      readonly measurement: Measurement;
      readonly judgement: Judgement;
    }
  | { readonly row: BenchRow; readonly state: 'not-measured' | 'failed'; readonly reason: Words };

/** Measures one row; whatever goes wrong is part of the outcome. */
export async function outcomeOf(row: BenchRow, run: BenchRun): Promise<Outcome> {
  try {
    const measurement = await row.measure(run);
    const { value, peer = 1 } = measurement;
    if (!Number.isFinite(value) || !(peer > 0)) throw new Error(`${value} against ${peer} says nothing`);
    return { row, state: 'measured', measurement, judgement: judge(row.goal, measurement) };
  } catch (error) {
    if (error instanceof NotMeasured) return { row, state: 'not-measured', reason: error.reason };
    const text = error instanceof Error ? error.message : String(error);
    return { row, state: 'failed', reason: { en: text, ja: text } };
  }
}
