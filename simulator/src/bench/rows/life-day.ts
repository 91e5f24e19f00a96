import type { BenchRow } from '../row.ts';
import { median } from '../sampling.ts';
import { persons, towns } from './life-memory.ts';

export const lifeDayRow: BenchRow = {
  id: 'life/day',
  title: {
    en: `a day of ${persons} persons, 5 % enrol, 5 % lose the phone`,
    ja: `${persons}人の1日(5%が搭載、5%が紛失)`,
  },
  unit: 'ms',
  goal: { of: 'value', bound: 'at-most', limit: 1000 },
  async measure(run) {
    const lived = await towns(run);
    const rounds = lived.map(({ dayMs }) => dayMs);
    const events = lived[0]!.events;
    return { value: median(rounds), rounds, note: { en: `${events} events`, ja: `出来事 ${events}件` } };
  },
};
