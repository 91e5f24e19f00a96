import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { tlv } from '../codec/ber-tlv.ts';
import { CodecError } from '../codec/codec-error.ts';
import { asciiBytes, concatBytes, hex, toHex, utf8Bytes } from '../codec/hex.ts';
import {
  decodeRecordSignature,
  encodeRecordSignature,
  signRecords,
  verifyRecords,
} from './record-signature.ts';
import { rsaKey } from './rsa-key.ts';

const key = rsaKey('leaf-02');
const number = concatBytes(hex('ff 10 0c'), asciiBytes('123456789018'), hex('ff ff'));
const fields = concatBytes(
  tlv(0xdf22, utf8Bytes('テスト　花子')),
  tlv(0xdf23, utf8Bytes('見本県テスト市見本町１丁目２番３号')),
  tlv(0xdf24, asciiBytes('19850412')),
  tlv(0xdf25, asciiBytes('2')),
);
const basicData = tlv(0xff20, tlv(0xdf21, hex('000e 0024 005a 0065')), fields);
const record = signRecords(number, basicData, key);
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('EF 0003 is 336 bytes: two digests and a signature', () => {
  const encoded = encodeRecordSignature(record);
  expect(encoded).toHaveLength(336);
  expect(toHex(encoded.subarray(0, 8))).toBe('ff3082014b' + 'df3120');
  expect(toHex(encoded.subarray(40, 43))).toBe('df3220');
  expect(toHex(encoded.subarray(75, 80))).toBe('df33820100');
  expect(decodeRecordSignature(encoded)).toEqual(record);
});

test('the digest of the number covers the filler, that of the basic data skips the offset table', () => {
  expect(toHex(record.numberDigest)).toBe(digest(number));
  expect(toHex(record.basicDataDigest)).toBe(digest(fields));
  const otherOffsets = tlv(0xff20, tlv(0xdf21, hex('0000 0000 0000 0000')), fields);
  expect(verifyRecords(record, number, otherOffsets, key.modulus)).toBe(true);
});

test('both records and the key are bound', () => {
  const otherNumber = number.map((byte, at) => (at === 16 ? 0 : byte));
  const otherData = basicData.map((byte, at) => (at === basicData.length - 1 ? 0x31 : byte));
  expect(verifyRecords(record, number, basicData, key.modulus)).toBe(true);
  expect(verifyRecords(record, otherNumber, basicData, key.modulus)).toBe(false);
  expect(verifyRecords(record, number, otherData, key.modulus)).toBe(false);
  expect(verifyRecords(record, number, basicData, rsaKey('leaf-03').modulus)).toBe(false);
  const otherDigest = { ...record, numberDigest: Uint8Array.from(Buffer.from(digest(otherNumber), 'hex')) };
  expect(verifyRecords(otherDigest, otherNumber, basicData, key.modulus)).toBe(false);
});

test.each([
  ['nothing', ''],
  ['another template', 'ff31 00'],
  ['a digest too short', 'ff30 0b df31 00 df32 00 df33 02 0000'],
])('%s is refused as EF 0003', (_, bytes) => {
  expect(() => decodeRecordSignature(hex(bytes))).toThrowError(CodecError);
});

test.each([
  ['another template', 'ff30 00'],
  ['no offset table', 'ff20 04 df22 01 41'],
])('%s is refused as EF 0002', (_, bytes) => {
  expect(() => signRecords(number, hex(bytes), key)).toThrowError(CodecError);
});
