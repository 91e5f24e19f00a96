import type { BenchRow } from '../row.ts';
import { median } from '../sampling.ts';
import { benchWorld } from '../world.ts';

const loads = 50;

export const snapshotLoadRow: BenchRow = {
  id: 'snapshot/load',
  title: { en: 'snapshot load, from its text', ja: 'スナップショットの読み込み(テキストから)' },
  unit: 'ms',
  goal: { of: 'value', bound: 'at-most', limit: 20 },
  async measure(run) {
    const simulator = await benchWorld(run.env);
    const text = JSON.stringify(simulator.save());
    const rounds: number[] = [];
    for (let i = 0; i < loads; i++) {
      // Something to put back.
      await simulator.send({ type: 'counter.resetSecret', data: { secret: 'jpki/authentication' } });
      const start = performance.now();
      await simulator.load(JSON.parse(text));
      rounds.push(performance.now() - start);
    }
    await simulator.close();
    const first = rounds[0]!.toFixed(1);
    return {
      value: median(rounds),
      rounds,
      note: { en: `the first, cold: ${first} ms`, ja: `最初の1回: ${first} ms` },
    };
  },
};
