import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bareEvents, phoneEvents } from '../phone-events.ts';
import type { BenchRow } from '../row.ts';
import { awaitedPerSecond, callsPerSecond, interleaved } from '../sampling.ts';
import { benchWorld } from '../world.ts';
import { bareDisk, directoryOnDisk } from './durable-verify.ts';

const rounds = 31;
const roundMs = 150;

export const lifeEventsDurableRow: BenchRow = {
  id: 'life/events-durable',
  title: { en: 'events at the desk, durable', ja: '窓口などの出来事(ディスクに保存)' },
  unit: '/s',
  peer: { en: 'pwrite + fdatasync', ja: 'pwrite + fdatasync' },
  goal: { of: 'ratio', bound: 'at-least', limit: 0.4 },
  async measure(run) {
    const directory = await directoryOnDisk();
    try {
      const simulator = await benchWorld(run.env, join(directory, 'state'));
      const disk = bareDisk(join(directory, 'bare'));
      const event = await phoneEvents(simulator);
      const durable = (): Promise<number> => awaitedPerSecond(event, roundMs);
      await durable();
      const measurement = await interleaved(rounds, durable, () => callsPerSecond(disk.write, 1, roundMs));
      disk.close();
      await simulator.close();
      const bare = Math.round(callsPerSecond(bareEvents(), 10, roundMs));
      return {
        ...measurement,
        note: {
          en: `actor.send of the same machine, in memory: ${bare}/s`,
          ja: `同じ状態機械の actor.send(メモリー): ${bare}/s`,
        },
      };
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
