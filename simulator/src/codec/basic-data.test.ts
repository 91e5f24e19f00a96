import vectors from '@kazashi/firmware-fixtures/vectors/basic-data.json' with { type: 'json' };
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBasicData, encodeBasicData } from './basic-data.ts';
import { decodeTlv } from './ber-tlv.ts';
import { CodecError } from './codec-error.ts';
import { hex, toHex } from './hex.ts';

describe('a vector', () => {
  test.each(vectors.vectors)('$name: decodes, and encodes to the same bytes', ({ basicData, bytes }) => {
    expect(decodeBasicData(hex(bytes))).toEqual(basicData);
    expect(toHex(encodeBasicData(basicData))).toBe(bytes);
  });
});

test('the four items stand at 000E, 0020, 0059 and 0064 of 104 bytes', () => {
  const bytes = encodeBasicData(vectors.vectors[0]!.basicData);
  expect(bytes).toHaveLength(104);
  expect(toHex(bytes.subarray(0, 14))).toBe('ff2065' + 'df2108' + '000e' + '0020' + '0059' + '0064');
  expect([0x0e, 0x20, 0x59, 0x64].map((at) => toHex(bytes.subarray(at, at + 3)))).toEqual([
    'df220f', // name
    'df2336', // address
    'df2408', // birth
    'df2501', // sex
  ]);
});

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));
const basicData = fc.record({
  name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }),
  address: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200, size: 'max' }),
  birth: digits(8),
  sex: fc.constantFrom('0', '1', '2', '9'),
});

test('whatever the lengths, every offset points at the tag of its item and the data come back', () => {
  fc.assert(
    fc.property(basicData, (data) => {
      const bytes = encodeBasicData(data);
      const table = bytes.length - decodeTlv(bytes).value.length + 3;
      for (const [index, tag] of ['df22', 'df23', 'df24', 'df25'].entries()) {
        const at = (bytes[table + 2 * index]! << 8) | bytes[table + 2 * index + 1]!;
        expect(toHex(bytes.subarray(at, at + 2))).toBe(tag);
      }
      expect(decodeBasicData(bytes)).toEqual(data);
    }),
  );
});

describe('bytes that are no basic data', () => {
  test.each([
    ['of another template', 'ff10 00', 'codec/tag'],
    ['without items', 'ff20 00', 'codec/tag'],
    ['without sex', 'ff20 0a df2200 df2300 df2401 31', 'codec/tag'],
    ['with a name that is not UTF-8', 'ff20 0d df2201 ff df2300 df2400 df2500', 'codec/utf8'],
    ['cut', 'ff20 05 df22', 'codec/tlv-cut'],
  ])('%s are refused', (_what, bytes, code) => {
    expect(() => decodeBasicData(hex(bytes))).toThrow(expect.objectContaining({ code }));
  });

  test('at random are refused with CodecError and no other', () => {
    const good = encodeBasicData(vectors.vectors[0]!.basicData);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, length) => {
        const bytes = good.slice(0, length);
        if (at < length) bytes[at] = value;
        try {
          decodeBasicData(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
