import { join } from 'node:path';
import type { BenchRow } from '../row.ts';
import { median } from '../sampling.ts';
import { verbMs } from '../verb-process.ts';

const rounds = 5;

/** Everything that can be judged of a card, over a process of its own, with its result and report. */
export const cardSuiteRow: BenchRow = {
  id: 'run/card-suite',
  title: { en: 'run card on emulated:card, with start and report', ja: 'カードのスイート、起動と報告書込み' },
  unit: 'ms',
  goal: { of: 'value', bound: 'at-most', limit: 5000 },
  async measure(run) {
    const took: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const out = join(run.directory, `suite-${round}`);
      took.push(await verbMs(run, 'run', 'card', '--subject', 'emulated:card', '--out', out));
    }
    return { value: median(took), rounds: took };
  },
};
