import { expect, test } from 'vitest';
import { awaitedPerSecond, callsPerSecond, interleaved, median } from './sampling.ts';

test('the median of an odd and of an even number of values', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 100])).toBe(3.5);
  expect(median([])).toBeNaN();
});

test('figure and peer are taken in turns', async () => {
  const order: string[] = [];
  const taken = (name: string, values: number[]) => () => {
    order.push(name);
    return values.shift()!;
  };
  const result = await interleaved(3, taken('figure', [1, 9, 2]), taken('peer', [30, 10, 20]));
  expect(order).toEqual(['peer', 'figure', 'peer', 'figure', 'peer', 'figure']);
  expect(result).toEqual({ value: 2, peer: 20, rounds: [1, 9, 2], peerRounds: [30, 10, 20] });
});

test('calls are counted in whole batches over the time that they took', async () => {
  let calls = 0;
  const rate = callsPerSecond(() => calls++, 10, 0);
  expect(calls).toBe(10);
  expect(rate).toBeGreaterThan(10);
  let awaited = 0;
  expect(await awaitedPerSecond(async () => void awaited++, 0)).toBeGreaterThan(1);
  expect(awaited).toBe(1);
});
