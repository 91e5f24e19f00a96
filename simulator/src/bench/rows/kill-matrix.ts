import { join } from 'node:path';
import type { BenchRow } from '../row.ts';
import { verbMs } from '../verb-process.ts';

/** Every rule of the card broken, one after the other, and the cases that find it. */
export const killMatrixRow: BenchRow = {
  id: 'run/kill-matrix',
  title: { en: 'run card --mutants on emulated:card', ja: 'カードのスイートの変異検査' },
  unit: 'ms',
  goal: { of: 'value', bound: 'at-most', limit: 60_000 },
  async measure(run) {
    const out = join(run.directory, 'matrix');
    return {
      value: await verbMs(run, 'run', 'card', '--subject', 'emulated:card', '--mutants', '--out', out),
    };
  },
};
