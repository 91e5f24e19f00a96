import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTlv, decodeTlvs, encodeLength, encodeTag, tlv } from './ber-tlv.ts';
import { CodecError } from './codec-error.ts';
import { concatBytes, hex, toHex } from './hex.ts';

describe('a length', () => {
  test.each([
    [0x00, '00'],
    [0x7f, '7f'],
    [0x80, '8180'],
    [0xff, '81ff'],
    [0x100, '820100'],
    [0x233, '820233'],
    [0xffff, '82ffff'],
    [0x1_0000, '83010000'],
  ])('of %d bytes is written %s', (length, bytes) => {
    expect(toHex(encodeLength(length))).toBe(bytes);
  });
});

describe('a tag', () => {
  test.each([
    [0x84, '84'],
    [0x5f37, '5f37'],
    [0x7f21, '7f21'],
    [0xdf21, 'df21'],
    [0x5f8101, '5f8101'],
  ])('%i is written %s and read back', (tag, bytes) => {
    expect(toHex(encodeTag(tag))).toBe(bytes);
    expect(decodeTlv(hex(`${bytes} 00`))).toMatchObject({ tag, end: bytes.length / 2 + 1 });
  });

  test('of four bytes is refused', () => {
    expect(() => decodeTlv(hex('5f 81 81 01 00'))).toThrow(
      expect.objectContaining({ code: 'codec/tlv-tag' }),
    );
  });
});

test('an object tells where it stands and where it ends', () => {
  const bytes = hex('ffff  df25 01 32  90 03 010001');
  expect(decodeTlv(bytes, 2)).toEqual({ tag: 0xdf25, value: hex('32'), offset: 2, end: 6 });
  expect(decodeTlv(bytes, 6)).toEqual({ tag: 0x90, value: hex('010001'), offset: 6, end: 11 });
});

test('objects inside and beside one another come apart', () => {
  const bytes = hex('6f 09 84 07 a0000001510000  81 01 05');
  const [outer, next] = decodeTlvs(bytes);
  expect(decodeTlvs(outer!.value).map(({ tag, value }) => [tag, toHex(value)])).toEqual([
    [0x84, 'a0000001510000'],
  ]);
  expect(next).toMatchObject({ tag: 0x81, end: bytes.length });
});

test('parts stand one after another in one object', () => {
  expect(toHex(tlv(0xff40, tlv(0xdf41, hex('0103 0e01')), tlv(0xdf42)))).toBe(
    'ff400adf4104' + '01030e01' + 'df4200',
  );
});

describe('a data object that is no data object', () => {
  test.each([
    ['without any byte', '', 'codec/tlv-cut'],
    ['with a tag alone', '84', 'codec/tlv-cut'],
    ['with half a tag', 'df', 'codec/tlv-cut'],
    ['with a length that is cut', '84 82 01', 'codec/tlv-cut'],
    ['with a value that is cut', '84 03 01 02', 'codec/tlv-cut'],
    ['of indefinite length', '84 80 00 00', 'codec/tlv-indefinite'],
    ['with a length of four bytes', '84 84 00 00 00 01 00', 'codec/tlv-length'],
    ['with a length of 127 bytes', '84 ff', 'codec/tlv-length'],
  ])('%s is refused', (_what, bytes, code) => {
    expect(() => decodeTlv(hex(bytes))).toThrow(expect.objectContaining({ code }));
  });
});

const tag = fc.constantFrom(0x01, 0x84, 0x5f37, 0xdf21, 0xff20, 0x5f8101);

test('any objects come back from their bytes, and their bytes from them', () => {
  const object = fc.record({ tag, value: fc.uint8Array({ maxLength: 300, size: 'max' }) });
  fc.assert(
    fc.property(fc.array(object, { maxLength: 5 }), (objects) => {
      const bytes = concatBytes(...objects.map((one) => tlv(one.tag, one.value)));
      const decoded = decodeTlvs(bytes);
      expect(decoded.map((one) => ({ tag: one.tag, value: one.value }))).toEqual(objects);
      expect(concatBytes(...decoded.map((one) => tlv(one.tag, one.value)))).toEqual(bytes);
    }),
  );
});

test('random bytes give objects that lie inside them, or CodecError and no other', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(45), (bytes, start) => {
      try {
        const object = decodeTlv(bytes, start);
        expect(object.end).toBeLessThanOrEqual(bytes.length);
        expect(object.end).toBeGreaterThan(start);
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
      }
    }),
    { numRuns: 1000 },
  );
});
