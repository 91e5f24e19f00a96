import { outputOf } from '../child.ts';
import { childCommand } from '../program.ts';
import type { BenchRow, BenchRun } from '../row.ts';
import { median } from '../sampling.ts';
import type { Town } from '../town.ts';

export const persons = 1000;

/** A town of persons with card and phone lives a day, in a process of its own; three times. */
export async function towns(run: BenchRun): Promise<Town[]> {
  const module = await import('../town.ts');
  const command = childCommand(run.program, module, [String(persons)], ['--expose-gc']);
  const lived: Town[] = [];
  for (let i = 0; i < 3; i++) lived.push(JSON.parse(await outputOf(command, run.env)));
  return lived;
}

export const lifeMemoryRow: BenchRow = {
  id: 'life/person-at-rest',
  title: {
    en: `resident memory of each of ${persons} persons with card and phone`,
    ja: `カードとスマートフォンを持つ${persons}人の1人あたり常駐メモリー`,
  },
  unit: 'KiB',
  goal: { of: 'value', bound: 'at-most', limit: 64 },
  async measure(run) {
    const rounds = (await towns(run)).map(({ before, after }) => (after - before) / 1024 / persons);
    return { value: median(rounds), rounds };
  },
};
