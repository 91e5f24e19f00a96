import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTlv } from './ber-tlv.ts';
import { hex, toHex } from './hex.ts';
import {
  cryptogramOf,
  encodeCryptogram,
  encodeExpectedLength,
  expectedLengthOf,
  pad,
  unpad,
} from './secure-messaging.ts';
import { decodeSessionKeyMessage, encodeSessionKeyMessage } from './session-key-message.ts';

test('one block stands in 86 11 01', () => {
  const bytes = encodeCryptogram(new Uint8Array(16).fill(0xaa));
  expect(toHex(bytes)).toBe(`861101${'aa'.repeat(16)}`);
  expect(toHex(cryptogramOf(decodeTlv(bytes).value))).toBe('aa'.repeat(16));
});

test('the expected length stands in 96 03 00', () => {
  expect(toHex(encodeExpectedLength(0))).toBe('9603000000');
  expect(toHex(encodeExpectedLength(0x0211))).toBe('9603000211');
  expect(expectedLengthOf(hex('000211'))).toBe(0x211);
});

test.each([
  ['another padding indicator', () => cryptogramOf(hex(`02${'aa'.repeat(16)}`)), 'codec/padding-indicator'],
  ['half a block', () => cryptogramOf(hex(`01${'aa'.repeat(8)}`)), 'codec/blocks'],
  ['no block', () => cryptogramOf(hex('01')), 'codec/blocks'],
  ['a length of two bytes', () => expectedLengthOf(hex('0011')), 'codec/expected-length'],
  ['a length above two bytes', () => expectedLengthOf(hex('010000')), 'codec/expected-length'],
])('%s is refused', (_what, decode, code) => {
  expect(decode).toThrow(expect.objectContaining({ code }));
});

test('padding always adds, up to a whole block, and comes off again', () => {
  expect(toHex(pad(hex('31323334')))).toBe(`3132333480${'00'.repeat(11)}`);
  expect(pad(new Uint8Array(16))).toHaveLength(32);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (data) => {
      const padded = pad(data);
      expect(padded.length % 16).toBe(0);
      expect(unpad(padded)).toEqual(data);
    }),
  );
  for (const bytes of ['', '00', '01', '8001']) expect(unpad(hex(bytes))).toBeUndefined();
});

test('the session key message is A0 22 80 20 and 32 bytes', () => {
  const seed = new Uint8Array(32).fill(0x5e);
  const bytes = encodeSessionKeyMessage(seed);
  expect(toHex(bytes)).toBe(`a0228020${'5e'.repeat(32)}`);
  expect(decodeSessionKeyMessage(bytes)).toEqual(seed);
});

test.each([
  ['a key for checksums', `a0228120${'5e'.repeat(32)}`],
  ['both keys', `a0448020${'5e'.repeat(32)}8120${'5e'.repeat(32)}`],
  ['sixteen bytes', `a0128010${'5e'.repeat(16)}`],
  ['no template', `8020${'5e'.repeat(32)}`],
  ['nothing', ''],
])('a message of %s is refused', (_what, bytes) => {
  expect(() => decodeSessionKeyMessage(hex(bytes))).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/^codec\//) }),
  );
});
