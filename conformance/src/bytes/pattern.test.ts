import { expect, test } from 'vitest';
import { hex } from './hex.ts';
import { matches } from './pattern.ts';

test.each([
  ['9000', '9000', true],
  ['63 c3', '63 C3', true],
  ['63 c2', '63 c3', false],
  ['01 02 90 00', '* 9000', true],
  ['90 00', '* 9000', true],
  ['01 02 90 00', '.. .. 9000', true],
  ['01 90 00', '.. .. 9000', false],
  ['69 84', '6983 | 6984', true],
  ['69 85', '6983 | 6984', false],
])('%s fits %s: %s', (bytes, pattern, expected) => {
  expect(matches(hex(bytes), pattern)).toBe(expected);
});

test('any number of bytes means whole bytes: an odd digit never slips in', () => {
  expect(matches(hex('19 00 00'), '* 9000')).toBe(false);
  expect(matches(hex('f9 00 0f'), '* 9000 *')).toBe(false);
});

test('a pattern that is none is refused', () => {
  expect(() => matches(hex('9000'), '9 0')).not.toThrow();
  expect(() => matches(hex('9000'), '9')).toThrow(expect.objectContaining({ code: 'bytes/pattern' }));
  expect(() => matches(hex('9000'), '90 xx')).toThrow(expect.objectContaining({ code: 'bytes/pattern' }));
});
