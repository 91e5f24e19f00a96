import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodecError } from './codec-error.ts';
import { hex, toHex } from './hex.ts';
import { decodeTokenInfo, encodeTokenInfo } from './token-info.ts';

const info = {
  label: 'JPKIAPICCTOKEN2',
  manufacturerId: '00000000000000000000000000000001',
  model: 'TEST',
  serialNumber: '0990000000000017',
};
/** CK_TOKEN_INFO field by field, 32-bit numbers big-endian. */
const bytes = hex(`
  4a504b4941504943 43544f4b454e32 20 20202020202020202020202020202020
  3030303030303030 3030303030303030 3030303030303030 3030303030303031
  54455354 202020202020202020202020
  30393930303030303030303030303137
  0000040d
  00000001 00000000 00000001 00000000
  00000010 00000006
  ffffffff ffffffff ffffffff ffffffff
  3033 3031
  39393939393939393939393939393939
`);

test('token information is 160 bytes with texts padded with blanks', () => {
  expect(bytes).toHaveLength(160);
  expect(toHex(encodeTokenInfo(info))).toBe(toHex(bytes));
  expect(decodeTokenInfo(bytes)).toEqual(info);
});

test('all 32 bytes of the label are the label and blanks', () => {
  expect(Buffer.from(encodeTokenInfo(info).subarray(0, 32)).toString('latin1')).toBe(
    'JPKIAPICCTOKEN2'.padEnd(32, ' '),
  );
});

describe('a text that does not fit', () => {
  test.each([
    ['label', 33, 0],
    ['manufacturerId', 33, 32],
    ['model', 17, 64],
    ['serialNumber', 17, 80],
  ] as const)('as %s is refused', (field, length, offset) => {
    const refused = expect.objectContaining({ code: 'codec/token-info', offset });
    expect(() => encodeTokenInfo({ ...info, [field]: 'A'.repeat(length) })).toThrow(refused);
    expect(encodeTokenInfo({ ...info, [field]: 'A'.repeat(length - 1) })).toHaveLength(160);
  });
});

test('other than 160 bytes is refused, and random bytes with CodecError and no other', () => {
  expect(() => decodeTokenInfo(bytes.subarray(0, 32))).toThrow(
    expect.objectContaining({ code: 'codec/token-info', offset: 32 }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 160, maxLength: 160, size: 'max' }), (random) => {
      try {
        decodeTokenInfo(random);
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
      }
    }),
  );
});
