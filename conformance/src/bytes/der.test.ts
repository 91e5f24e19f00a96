import { describe, expect, test } from 'vitest';
import {
  bitsOf,
  DerList,
  der,
  derBits,
  derGeneralizedTime,
  derInteger,
  derOid,
  derTime,
  integerOf,
  oidOf,
  readDer,
  timeOf,
} from './der.ts';
import { hex, toHex } from './hex.ts';

const refused = expect.objectContaining({ code: 'bytes/der' });

test.each([
  ['00', '02 01 00'],
  ['7f', '02 01 7f'],
  ['80', '02 02 00 80'],
  ['0132c4ab', '02 04 01 32 c4 ab'],
  ['ffff', '02 03 00 ff ff'],
])('the INTEGER %s is %s', (digits, bytes) => {
  expect(toHex(derInteger(digits))).toBe(bytes.replaceAll(' ', ''));
  expect(integerOf(readDer(hex(bytes)))).toBe(digits);
});

test.each([
  ['1.3.6.1.5.5.7.48.1.1', '06 09 2b 06 01 05 05 07 30 01 01'],
  ['2.5.29.31', '06 03 55 1d 1f'],
  ['1.2.392.200149.8.5.1.0.20', '06 0c 2a 83 08 8c 9b 55 08 05 01 00 14'],
  ['2.16.840.1.101.3.4.2.1', '06 09 60 86 48 01 65 03 04 02 01'],
])('the object identifier %s is %s', (dotted, bytes) => {
  const known = bytes.replaceAll(' ', '');
  if (dotted !== '1.2.392.200149.8.5.1.0.20') expect(toHex(derOid(dotted))).toBe(known);
  expect(oidOf(readDer(derOid(dotted)))).toBe(dotted);
});

test('times are to the second, in two forms', () => {
  const instant = Date.UTC(2026, 10, 21, 1, 2, 3);
  expect(toHex(derTime(instant))).toBe(`170d${toHex(Buffer.from('261121010203Z'))}`);
  expect(toHex(derGeneralizedTime(instant))).toBe(`180f${toHex(Buffer.from('20261121010203Z'))}`);
  expect(timeOf(readDer(derTime(instant)))).toBe(instant);
  const later = Date.UTC(2050, 0, 1);
  expect([derTime(later)[0], timeOf(readDer(derTime(later)))]).toEqual([0x18, later]);
});

test('lengths take one byte, two, or three', () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
    const element = der(0x04, new Uint8Array(length));
    expect(readDer(element).content).toHaveLength(length);
  }
});

test('elements are taken in order, and none may be left', () => {
  const list = new DerList(readDer(hex('30 06 02 01 05 04 01 06')));
  expect(list.maybe(0x04)).toBeUndefined();
  expect(toHex(list.take(0x02).content)).toBe('05');
  expect(() => list.end()).toThrow(refused);
  expect(() => list.take(0x02)).toThrow(refused);
  expect(() => list.take()).toThrow(refused);
});

test('a BIT STRING of whole bytes gives its bytes', () => {
  expect(bitsOf(readDer(derBits(hex('a5 5a'))))).toEqual(hex('a5 5a'));
  expect(() => bitsOf(readDer(derBits(hex('a0'), 4)))).toThrow(refused);
});

describe('refused is', () => {
  test.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['a cut element', '30 03 02 01'],
    ['an indefinite length', '30 80 00 00'],
    ['a length in more bytes than needed', '04 81 01 00'],
    ['a length with a leading zero', '04 82 00 80'],
    ['a length of five bytes', '04 85 01 00 00 00 00'],
    ['a tag of several bytes', '1f 81 00 00'],
    ['something behind the element', '05 00 00'],
  ])('%s', (_, bytes) => {
    expect(() => readDer(hex(bytes))).toThrow(refused);
  });

  test.each([
    ['an INTEGER without bytes', '02 00', integerOf],
    ['an INTEGER with a zero too many', '02 02 00 01', integerOf],
    ['an INTEGER with a sign too many', '02 02 ff 80', integerOf],
    ['a cut object identifier', '06 02 2a 83', oidOf],
    ['a time of another month', `170d${toHex(Buffer.from('261321010203Z'))}`, timeOf],
    ['a time that is no day', `170d${toHex(Buffer.from('260230010203Z'))}`, timeOf],
    ['a time without seconds', `170b${toHex(Buffer.from('2611210102Z'))}`, timeOf],
    ['a time that is no time', '02 01 00', timeOf],
  ] as const)('%s', (_, bytes, read) => {
    expect(() => (read as (element: ReturnType<typeof readDer>) => unknown)(readDer(hex(bytes)))).toThrow(
      refused,
    );
  });
});
