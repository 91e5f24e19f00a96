import { outputOf } from '../child.ts';
import { childCommand } from '../program.ts';
import type { BenchRow } from '../row.ts';
import type { TownOfMany } from '../town-of-many.ts';

const persons = 10_000;

export const lifeDayOfManyRow: BenchRow = {
  id: 'life/day-of-10000',
  title: {
    en: `a day of ${persons} persons: losses, renewals, moves, phones; ends with the counts of the rules`,
    ja: `${persons}人の1日(紛失・更新・転居・スマホ)。規則どおりの件数で終わること`,
  },
  unit: 'ms',
  goal: { of: 'value', bound: 'at-most', limit: 10_000 },
  async measure(run) {
    const module = await import('../town-of-many.ts');
    const command = childCommand(run.program, module, [String(persons)]);
    const { settleMs, dayMs, events }: TownOfMany = JSON.parse(await outputOf(command, run.env));
    const settled = Math.round(settleMs);
    const note = {
      en: `${events} events; everybody entered in ${settled} ms`,
      ja: `出来事 ${events}件、登録 ${settled} ms`,
    };
    return { value: dayMs, rounds: [dayMs], note };
  },
};
