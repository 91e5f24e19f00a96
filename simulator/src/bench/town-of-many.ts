import { isDeepStrictEqual } from 'node:util';
import { demanded, liveDay, settle, tallied } from './day-of-many.ts';
import { benchWorld } from './world.ts';

export const { url } = import.meta;

export interface TownOfMany {
  /** Ms of this machine: to enter everybody, and for the day. */
  readonly settleMs: number;
  readonly dayMs: number;
  readonly events: number;
}

/**
 * Lets that many persons live a day in a process of its own and prints what it took; fails when it does not end with
 * what the rules demand.
 * @public found by its address, see childCommand
 */
export async function main(count: string): Promise<void> {
  const persons = Number(count);
  const simulator = await benchWorld(process.env, undefined, '2026-11-20T08:30:00+09:00');
  const first = tallied(simulator);
  const begun = performance.now();
  const residents = await settle(simulator, persons);
  const settled = performance.now();
  const events = await liveDay(simulator, residents);
  const ended = performance.now();
  const expected: Record<string, number> = { ...demanded(persons) };
  // The holder of the world that is there to begin with does nothing.
  for (const [what, number] of Object.entries(first)) expected[what] = (expected[what] ?? 0) + number;
  const found = tallied(simulator);
  if (!isDeepStrictEqual({ ...found }, expected)) {
    throw new Error(`the day ended with ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
  }
  const result: TownOfMany = { settleMs: settled - begun, dayMs: ended - settled, events };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
