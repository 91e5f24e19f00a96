import { expect, test } from 'vitest';
import { frameCrc, withCrc, withoutCrc } from './crc.ts';
import { hex, toHex } from './hex.ts';

test.each([
  ['000000', 'ccc6'],
  ['0faaff', 'fcd1'],
  ['050008', '3973'],
  ['050000', '71ff'],
])('the CRC of type B over %s is %s', (bytes, crc) => {
  expect(toHex(frameCrc('B', hex(bytes)))).toBe(crc);
});

// ISO/IEC 14443-3, Annex B.
test.each([
  ['0000', 'a01e'],
  ['1234', '26cf'],
])('the CRC of type A over %s is %s', (bytes, crc) => {
  expect(toHex(frameCrc('A', hex(bytes)))).toBe(crc);
});

test('the CRC of FeliCa over a polling of every system is 0921', () => {
  expect(toHex(frameCrc('F', hex('0600ffff0000')))).toBe('0921');
});

test('a frame is taken with a good CRC and refused with another', () => {
  expect(withoutCrc('B', withCrc('B', hex('0102')))).toEqual(hex('0102'));
  expect(withoutCrc('B', hex('01020000'))).toBeUndefined();
  expect(withoutCrc('A', hex('0102'))).toBeUndefined();
});
