import { setTimeout as delay } from 'node:timers/promises';
import { residentKiB } from '../resident-memory.ts';
import { type BenchRow, NotMeasured } from '../row.ts';
import { median } from '../sampling.ts';
import { newSocket, startUp } from '../up.ts';

export const idleMemoryRow: BenchRow = {
  id: 'memory/idle',
  title: { en: 'resident memory, idle, one card on pcsc', ja: '待機時の常駐メモリー(pcscにカード1枚)' },
  unit: 'MB',
  goal: { of: 'value', bound: 'at-most', limit: 90 },
  async measure(run) {
    if (!run.program.built) {
      throw new NotMeasured({
        en: 'dist/ is not built; the loader of sources takes memory of its own',
        ja: 'dist/ がビルドされていません',
      });
    }
    const up = await startUp(run, newSocket(run));
    try {
      await delay(1500);
      const rounds: number[] = [];
      for (let i = 0; i < 5; i++) {
        rounds.push(((await residentKiB(up.pid)) * 1024) / 1e6);
        await delay(100);
      }
      return { value: median(rounds), rounds };
    } finally {
      await up.stop();
    }
  },
};
