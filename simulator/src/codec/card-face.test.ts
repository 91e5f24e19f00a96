import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeTlv, decodeTlvs, tlv } from './ber-tlv.ts';
import {
  type CardFace,
  cardFaceSegments,
  cardFaceUnsigned,
  decodeCardFace,
  encodeCardFace,
} from './card-face.ts';
import { CodecError } from './codec-error.ts';
import { concatBytes, hex, toHex } from './hex.ts';

const face: CardFace = {
  birth: '19850412',
  sex: '2',
  publicKey: { modulus: new Uint8Array(256).fill(0xa1) },
  nameImage: hex('89 50 4e 47 01'),
  addressImage: hex('89 50 4e 47 02'),
  photo: new Uint8Array(300).fill(0x3f),
  signature: new Uint8Array(256).fill(0x51),
  expiry: '20360412',
  securityCodeImage: hex('89 50 4e 47 03'),
};

test('nine objects stand behind an offset table of nine 16-bit offsets from the start of the file', () => {
  const bytes = encodeCardFace(face);
  const { value, end } = decodeTlv(bytes);
  expect(end).toBe(bytes.length);
  expect(toHex(bytes.subarray(0, 8))).toBe('ff2082' + '038b' + 'df2112');
  expect(decodeTlvs(value).map(({ tag }) => tag.toString(16))).toEqual(
    'df21 df22 df23 df24 df25 df26 df27 df28 df29 df2a'.split(' '),
  );
  const offsets = Array.from({ length: 9 }, (_, n) => (bytes[8 + 2 * n]! << 8) | bytes[9 + 2 * n]!);
  expect(offsets[0]).toBe(0x1a);
  expect(offsets.map((at) => toHex(bytes.subarray(at, at + 2)))).toEqual(
    'df22 df23 df24 df25 df26 df27 df28 df29 df2a'.split(' '),
  );
});

test('the public key has 265 bytes', () => {
  const key = decodeTlvs(decodeTlv(encodeCardFace(face)).value)[3]!.value;
  expect(key).toHaveLength(0x109);
  expect(toHex(key.subarray(0, 10))).toBe('9003010001' + '91820100' + 'a1');
});

test('the segments are everything between offset table and signature, the rest everything behind it', () => {
  const bytes = encodeCardFace(face);
  const signed = concatBytes(...cardFaceSegments(face));
  const behind = concatBytes(tlv(0xdf28, face.signature), cardFaceUnsigned(face));
  expect(toHex(bytes.subarray(0x1a))).toBe(toHex(concatBytes(signed, behind)));
});

const image = fc.uint8Array({ minLength: 1, maxLength: 400, size: 'max' });
const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));

test('whatever the sizes of the pictures, the face comes back', () => {
  const faces = fc.record({
    birth: digits(8),
    sex: digits(1),
    publicKey: fc.record({ modulus: fc.uint8Array({ minLength: 256, maxLength: 256 }) }),
    nameImage: image,
    addressImage: image,
    photo: fc.uint8Array({ minLength: 1, maxLength: 9000, size: 'max' }),
    signature: fc.uint8Array({ minLength: 256, maxLength: 256 }),
    expiry: digits(8),
    securityCodeImage: image,
  });
  fc.assert(
    fc.property(faces, (some) => {
      expect(decodeCardFace(encodeCardFace(some))).toEqual(some);
    }),
    { numRuns: 50 },
  );
});

describe('what is no card face', () => {
  test('a photo that pushes an offset past 65,535 is not encoded', () => {
    expect(() => encodeCardFace({ ...face, photo: new Uint8Array(65_000) })).toThrow(
      expect.objectContaining({ code: 'codec/card-face' }),
    );
  });

  test.each([
    ['of another template', (bytes: Uint8Array) => bytes.with(1, 0x10), 'codec/tag'],
    ['with a wrong offset', (bytes: Uint8Array) => bytes.with(9, 0x1b), 'codec/card-face'],
    ['with a letter in the birth', (bytes: Uint8Array) => bytes.with(0x1d, 0x41), 'codec/digits'],
    ['cut', (bytes: Uint8Array) => bytes.subarray(0, 100), 'codec/tlv-cut'],
    ['with bytes behind it', (bytes: Uint8Array) => concatBytes(bytes, hex('ff')), 'codec/tlv-surplus'],
  ])('bytes %s are refused', (_what, change, code) => {
    expect(() => decodeCardFace(change(encodeCardFace(face)))).toThrow(expect.objectContaining({ code }));
  });

  test('changed bytes are refused with CodecError and no other, or give another face', () => {
    const good = encodeCardFace(face);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = good.slice();
        bytes[at]! ^= change;
        try {
          expect(toHex(encodeCardFace(decodeCardFace(bytes)))).toBe(toHex(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
