import { expect, test } from 'vitest';
import { hex } from '../codec/hex.ts';
import { matchesPattern } from './response-pattern.ts';

test.each([
  ['90 00', '9000', true],
  ['90 00', '90 00', true],
  ['63 c2', '63C2', true],
  ['63 c2', '63 C.', true],
  ['63 c2', '63 D.', false],
  ['30 82 01 90 00', '*9000', true],
  ['90 00', '*9000', true],
  ['30 82 01 90 00', '30 * 90 00', true],
  ['30 82 01 90 00', '9000', false],
  // Whole bytes only: 09 00 0. is no 9000.
  ['09 00 00', '* 90 00', false],
])('%s fits %s: %s', (response, pattern, fits) => {
  expect(matchesPattern(hex(response), pattern)).toBe(fits);
});
