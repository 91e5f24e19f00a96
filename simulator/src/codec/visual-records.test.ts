import { describe, expect, test } from 'vitest';
import { ageRecordSigned, decodeAgeRecord, encodeAgeRecord } from './age-record.ts';
import { tlv } from './ber-tlv.ts';
import { CodecError } from './codec-error.ts';
import { concatBytes, hex, toHex } from './hex.ts';
import { decodeNumberImage, encodeNumberImage, numberImageSigned } from './number-image.ts';
import { decodePublicKey, encodePublicKey } from './public-key.ts';
import { decodeVisualInformation, encodeVisualInformation, visualLayout } from './visual-information.ts';

const publicKey = { modulus: new Uint8Array(256).fill(0xc9) };
const signature = new Uint8Array(256).fill(0x51);
const age = { birth: '19850412', publicKey, signature };
const number = { image: hex('89 50 4e 47'), publicKey, signature };
const information = {
  layout: visualLayout,
  keyIdentifier: new Uint8Array(16).fill(0x24),
  version: 0,
  municipalityCode: '99001',
  sealKeyIdentifier: new Uint8Array(16).fill(0x25),
  sealedNumber: new Uint8Array(256).fill(0x77),
};

test('the age record has 547 bytes: birth, key and signature', () => {
  const bytes = encodeAgeRecord(age);
  expect(bytes).toHaveLength(5 + 0x21e);
  expect(toHex(bytes.subarray(0, 21))).toBe('ff1082021e' + 'df1108' + '3139383530343132' + 'df12820109');
  expect(toHex(bytes.subarray(5, 5 + 11 + 5 + 265))).toBe(toHex(ageRecordSigned(age)));
  expect(decodeAgeRecord(bytes)).toEqual(age);
});

test('the number image has picture, key and signature', () => {
  const bytes = encodeNumberImage(number);
  expect(toHex(bytes)).toBe(
    toHex(tlv(0xff40, numberImageSigned(number), concatBytes(hex('df43 820100'), signature))),
  );
  expect(decodeNumberImage(bytes)).toEqual(number);
});

test('the information has layout, key identifier, version, municipality and a sealed number', () => {
  const bytes = encodeVisualInformation(information);
  expect(toHex(bytes.subarray(0, 5))).toBe('ff3082013b');
  expect(toHex(bytes.subarray(5, 12))).toBe('df3104' + '06030e01');
  expect(toHex(bytes.subarray(31, 48))).toBe('df330100' + 'df3405' + '3939303031' + 'df35820110');
  expect(decodeVisualInformation(bytes)).toEqual(information);
});

test('a public key is exponent and modulus, 265 bytes', () => {
  const bytes = encodePublicKey(publicKey);
  expect(bytes).toHaveLength(265);
  expect(decodePublicKey(bytes)).toEqual(publicKey);
});

describe('bytes that are none of them', () => {
  test.each([
    ['another exponent', () => decodePublicKey(encodePublicKey(publicKey).with(4, 3)), 'codec/public-key'],
    [
      'a short modulus',
      () => decodePublicKey(encodePublicKey({ modulus: new Uint8Array(255) })),
      'codec/public-key',
    ],
    ['a public key cut', () => decodePublicKey(encodePublicKey(publicKey).subarray(0, 200)), 'codec/tlv-cut'],
    [
      'an age record without signature',
      () => decodeAgeRecord(tlv(0xff10, ageRecordSigned(age))),
      'codec/tag',
    ],
    [
      'one object too many',
      () => decodeAgeRecord(tlv(0xff10, ageRecordSigned(age), tlv(0xdf13, signature), hex('df14 00'))),
      'codec/tlv-surplus',
    ],
    [
      'a short signature',
      () => decodeNumberImage(encodeNumberImage({ ...number, signature: hex('00') })),
      'codec/value-length',
    ],
    [
      'a birth of seven digits',
      () => decodeAgeRecord(encodeAgeRecord({ ...age, birth: '1985412' })),
      'codec/value-length',
    ],
    [
      'information that is a number image',
      () => decodeVisualInformation(encodeNumberImage(number)),
      'codec/tag',
    ],
    [
      'a short sealed number',
      () => decodeVisualInformation(encodeVisualInformation({ ...information, sealedNumber: hex('') })),
      'codec/value-length',
    ],
  ])('%s: refused', (_what, decode, code) => {
    expect(decode).toThrow(CodecError);
    expect(decode).toThrow(expect.objectContaining({ code }));
  });
});
