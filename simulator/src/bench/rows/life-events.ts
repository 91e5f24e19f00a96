import { bareEvents, phoneEvents } from '../phone-events.ts';
import type { BenchRow } from '../row.ts';
import { awaitedPerSecond, callsPerSecond, interleaved } from '../sampling.ts';
import { benchWorld } from '../world.ts';

const rounds = 31;
const roundMs = 50;
const warmMs = 300;

export const lifeEventsRow: BenchRow = {
  id: 'life/events',
  title: { en: 'events at the desk, in memory', ja: '窓口などの出来事(メモリー)' },
  unit: '/s',
  peer: { en: 'actor.send of the same machine', ja: '同じ状態機械の actor.send' },
  goal: { of: 'ratio', bound: 'at-least', limit: 0.2 },
  async measure(run) {
    const simulator = await benchWorld(run.env);
    const event = await phoneEvents(simulator);
    const bare = bareEvents();
    await awaitedPerSecond(event, warmMs);
    callsPerSecond(bare, 10, warmMs);
    const measurement = await interleaved(
      rounds,
      () => awaitedPerSecond(event, roundMs),
      () => callsPerSecond(bare, 10, roundMs),
    );
    await simulator.close();
    return measurement;
  },
};
