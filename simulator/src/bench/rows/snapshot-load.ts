import { askCounter, selectJpki, selectPin, verifyWrong } from '../commands.ts';
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
    const session = simulator.readers.chosen(undefined).activate('bench');
    const send = async (...commands: readonly Uint8Array[]): Promise<Uint8Array> => {
      let response: Uint8Array = new Uint8Array(0);
      for (const command of commands) response = await session.transmit(command);
      return response;
    };
    const text = JSON.stringify(simulator.save());
    const rounds: number[] = [];
    for (let i = 0; i < loads; i++) {
      // Something to put back: 63 C2 before, 63 C3 after.
      const before = await send(selectJpki, selectPin, verifyWrong);
      const start = performance.now();
      await simulator.load(JSON.parse(text));
      rounds.push(performance.now() - start);
      const after = await send(selectJpki, selectPin, askCounter);
      if (before[1] !== 0xc2 || after[1] !== 0xc3) throw new Error('the snapshot did not bring the try back');
    }
    session.close();
    await simulator.close();
    const first = rounds[0]!.toFixed(1);
    return {
      value: median(rounds),
      rounds,
      note: { en: `the first, cold: ${first} ms`, ja: `最初の1回: ${first} ms` },
    };
  },
};
