import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodecError } from './codec-error.ts';
import { hex, toHex } from './hex.ts';
import { decodeIndividualNumber, encodeIndividualNumber } from './individual-number.ts';

test('the individual number is FF10 with twelve digits and two bytes of filler, 17 bytes', () => {
  const bytes = hex('ff10 0c 313233343536373839303138 ffff');
  expect(bytes).toHaveLength(17);
  expect(toHex(encodeIndividualNumber('123456789018'))).toBe(toHex(bytes));
  expect(decodeIndividualNumber(bytes)).toBe('123456789018');
});

test('it is read without its filler too, and from no other object', () => {
  expect(decodeIndividualNumber(hex('ff10 0c 313233343536373839303138'))).toBe('123456789018');
  expect(() => decodeIndividualNumber(hex('ff20 00'))).toThrow(
    expect.objectContaining({ code: 'codec/tag' }),
  );
  expect(() => decodeIndividualNumber(hex('ff10 0c 3132'))).toThrow(
    expect.objectContaining({ code: 'codec/tlv-cut' }),
  );
});

test('random bytes give CodecError and no other', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (tail) => {
      try {
        decodeIndividualNumber(Uint8Array.of(0xff, 0x10, ...tail));
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
      }
    }),
  );
});
