import { describe, expect, test } from 'vitest';
import { toHex } from '../codec/hex.ts';
import {
  bitString,
  constructed,
  integer,
  objectIdentifier,
  primitive,
  printableString,
  sequence,
  setOf,
  time,
  utf8String,
} from './der.ts';

const valueError = expect.objectContaining({ code: 'pki/value' });

test.each([
  [0, '020100'],
  [127, '02017f'],
  [128, '02020080'],
  [256, '02020100'],
  [0x7fff_ffff, '02047fffffff'],
  [0x8000_0000, '02050080000000'],
  [Number.MAX_SAFE_INTEGER, '02071fffffffffffff'],
])('INTEGER %i is positive in the fewest bytes', (value, expected) => {
  expect(toHex(integer(value))).toBe(expected);
});

test('INTEGER of a magnitude drops leading zeros and keeps the sign bit free', () => {
  expect(toHex(integer(Uint8Array.of(0, 0, 0x80)))).toBe('02020080');
  expect(toHex(integer(Uint8Array.of(0, 0)))).toBe('020100');
  expect(toHex(integer(Uint8Array.of()))).toBe('020100');
});

test.each([-1, 1.5, Number.NaN, 2 ** 53])('%f is refused as INTEGER', (value) => {
  expect(() => integer(value)).toThrowError(valueError);
});

test.each([
  ['2.5.29.15', '0603551d0f'],
  ['1.2.840.113549.1.1.11', '06092a864886f70d01010b'],
  ['1.2.392.200149.8.5.5.1', '060a2a83088c9b5508050501'], // 392 is 83 08, 200149 is 8c 9b 55
  ['2.999', '06028837'],
])('OBJECT IDENTIFIER %s', (dotted, expected) => {
  expect(toHex(objectIdentifier(dotted))).toBe(expected);
});

test.each(['', '1', '3.1', '1.40', '1.2.x', '1.2.-1'])('"%s" is refused as OBJECT IDENTIFIER', (dotted) => {
  expect(() => objectIdentifier(dotted)).toThrowError(valueError);
});

describe('time', () => {
  test.each([
    ['1949-12-31T23:59:59Z', '180f31393439313233313233353935395a'],
    ['1950-01-01T00:00:00Z', '170d3530303130313030303030305a'],
    ['2027-09-23T14:59:59Z', '170d3237303932333134353935395a'], // 270923145959Z
    ['2049-12-31T23:59:59Z', '170d3439313233313233353935395a'],
    ['2050-01-01T00:00:00Z', '180f32303530303130313030303030305a'],
  ])('%s is UTCTime from 1950 to 2049 and GeneralizedTime outside', (instant, expected) => {
    expect(toHex(time(Date.parse(instant)))).toBe(expected);
  });

  test('a fraction of a second is cut off', () => {
    expect(time(Date.parse('2027-09-23T14:59:59.999Z'))).toEqual(time(Date.parse('2027-09-23T14:59:59Z')));
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Date.parse('-000001-01-01T00:00:00Z'), 8.64e15])(
    '%d is refused',
    (instant) => {
      expect(() => time(instant)).toThrowError(valueError);
    },
  );
});

test('strings, bits and wrappers', () => {
  expect(toHex(printableString('JP'))).toBe('13024a50');
  expect(() => printableString('A_B')).toThrowError(valueError);
  expect(toHex(utf8String('署'))).toBe('0c03e7bdb2');
  expect(toHex(bitString(Uint8Array.of(0x06), 1))).toBe('03020106');
  expect(
    toHex(sequence(setOf(integer(1)), constructed(0, integer(2)), primitive(6, Uint8Array.of(0x61)))),
  ).toBe('300d' + '3103020101' + 'a003020102' + '860161');
});
