import type { CardsAtRest } from '../cards-at-rest.ts';
import { outputOf } from '../child.ts';
import { childCommand } from '../program.ts';
import type { BenchRow } from '../row.ts';
import { median } from '../sampling.ts';

const cards = 1000;

export const cardMemoryRow: BenchRow = {
  id: 'memory/card-at-rest',
  title: {
    en: `resident memory of each of ${cards} further cards`,
    ja: `追加カード${cards}枚の1枚あたり常駐メモリー`,
  },
  unit: 'KiB',
  goal: { of: 'value', bound: 'at-most', limit: 64 },
  async measure(run) {
    const module = await import('../cards-at-rest.ts');
    const command = childCommand(run.program, module, [String(cards)], ['--expose-gc']);
    const samples: CardsAtRest[] = [];
    for (let i = 0; i < 3; i++) samples.push(JSON.parse(await outputOf(command, run.env)));
    const each = (bytes: number): number => bytes / 1024 / cards;
    const rounds = samples.map(({ before, after }) => each(after - before));
    const uncollected = median(samples.map((sample) => each(sample.uncollected - sample.before))).toFixed(1);
    return {
      value: median(rounds),
      rounds,
      note: {
        en: `garbage collected; ${uncollected} KiB with the garbage of making them`,
        ja: `ガベージコレクション後の値。作成時のごみを含めると ${uncollected} KiB`,
      },
    };
  },
};
