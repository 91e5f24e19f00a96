import { describe, expect, test } from 'vitest';
import { retriesLeft, SW, statusWordName } from './status-words.ts';

test('every status word of the table has its own value and readable words', () => {
  const values = Object.values(SW);
  expect(new Set(values).size).toBe(values.length);
  for (const value of values) expect(statusWordName(value)).toMatch(/^[a-z0-9]+( [a-z0-9]+)*$/);
});

describe('the name', () => {
  test.each([
    [0x9000, 'success'],
    [0x6300, 'authentication failed'],
    [0x63c0, '0 tries left'],
    [0x63c1, '1 try left'],
    [0x63c2, '2 tries left'],
    [0x63cf, '15 tries left'],
    [0x6700, 'wrong length'],
    [0x6982, 'security status not satisfied'],
    [0x6984, 'reference data not usable'],
    [0x69fc, 'secure messaging no session'],
    [0x6a86, 'incorrect p1p2'],
    [0x6d00, 'instruction not supported'],
    [0x6983, 'unknown'],
    [0x0000, 'unknown'],
  ])('of %i is "%s"', (sw, name) => {
    expect(statusWordName(sw)).toBe(name);
  });
});

test('tries are told in four bits, 15 at most', () => {
  expect([0, 3, 10, 15, 16, 255].map(retriesLeft)).toEqual([0x63c0, 0x63c3, 0x63ca, 0x63cf, 0x63cf, 0x63cf]);
});
