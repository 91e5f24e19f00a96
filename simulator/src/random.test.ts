import { describe, expect, test } from 'vitest';
import { toHex } from './codec/hex.ts';
import { seededRandom, systemRandom } from './random.ts';

describe('seeded randomness', () => {
  test('is the same for the same seed and another for another', () => {
    const bytes = (seed: number): string => toHex(seededRandom(seed)(64));
    expect(bytes(1)).toBe(bytes(1));
    expect(bytes(1)).not.toBe(bytes(2));
  });

  test('goes on: pieces of any length are the same bytes in a row', () => {
    const whole = seededRandom(7)(100);
    const random = seededRandom(7);
    const pieces = [1, 31, 0, 33, 35].map((length) => toHex(random(length)));
    expect(pieces.join('')).toBe(toHex(whole));
  });
});

test('the randomness of the machine gives as many bytes as asked, others each time', () => {
  expect(systemRandom(16)).toHaveLength(16);
  expect(toHex(systemRandom(16))).not.toBe(toHex(systemRandom(16)));
});
