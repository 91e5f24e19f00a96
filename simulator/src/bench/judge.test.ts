import { expect, test } from 'vitest';
import { judge } from './judge.ts';

test('a figure on its limit has reached it, one beside it has missed by the part that lacks', () => {
  const atLeast = { of: 'value', bound: 'at-least', limit: 1000 } as const;
  expect(judge(atLeast, { value: 1000 })).toEqual({ reached: true, ratio: 1, missedBy: 0 });
  expect(judge(atLeast, { value: 900 })).toEqual({
    reached: false,
    ratio: 0.9,
    missedBy: expect.closeTo(0.1),
  });
  const atMost = { of: 'value', bound: 'at-most', limit: 64 } as const;
  expect(judge(atMost, { value: 64 })).toEqual({ reached: true, ratio: 1, missedBy: 0 });
  expect(judge(atMost, { value: 80 })).toEqual({ reached: false, ratio: 1.25, missedBy: 0.25 });
});

test('a ratio is held against the peer', () => {
  const goal = { of: 'ratio', bound: 'at-least', limit: 0.5 } as const;
  expect(judge(goal, { value: 60, peer: 100 })).toEqual({ reached: true, ratio: 0.6, missedBy: 0 });
  expect(judge(goal, { value: 40, peer: 100 })).toMatchObject({
    reached: false,
    ratio: 0.4,
    missedBy: expect.closeTo(0.2),
  });
  const atMost = { of: 'ratio', bound: 'at-most', limit: 1.4 } as const;
  expect(judge(atMost, { value: 14, peer: 10 }).reached).toBe(true);
  expect(judge(atMost, { value: 15, peer: 10 }).reached).toBe(false);
});

test('a difference is what comes on top of the peer', () => {
  const goal = { of: 'difference', bound: 'at-most', limit: 150 } as const;
  expect(judge(goal, { value: 200, peer: 50 })).toEqual({ reached: true, ratio: 4, missedBy: 0 });
  expect(judge(goal, { value: 215, peer: 50 })).toMatchObject({
    reached: false,
    missedBy: expect.closeTo(0.1),
  });
});

test('no number, and a peer that was forgotten, have reached nothing', () => {
  const ratio = { of: 'ratio', bound: 'at-least', limit: 0.5 } as const;
  expect(judge(ratio, { value: Number.NaN, peer: 1 }).reached).toBe(false);
  expect(judge(ratio, { value: 5 }).reached).toBe(false);
  expect(judge({ of: 'value', bound: 'at-most', limit: 1 }, { value: Number.NaN }).reached).toBe(false);
});
