import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CodecError } from '../codec/codec-error.ts';
import { hex, toHex } from '../codec/hex.ts';
import {
  decodeCardVerifiableCertificate,
  encodeCardVerifiableCertificate,
  issueCardVerifiableCertificate,
  testKeyIds,
  verifyCardVerifiableCertificate,
} from './card-verifiable-certificate.ts';
import { rsaKey } from './rsa-key.ts';

const root = rsaKey('cvc-root-text');
const subject = rsaKey('leaf-02');
const certificate = issueCardVerifiableCertificate(
  { issuerKeyId: testKeyIds.rootText, subjectKeyId: testKeyIds.text, modulus: subject.modulus },
  root,
);
const encoded = encodeCardVerifiableCertificate(certificate);

test('the layout is the one of EF 0004', () => {
  expect(encoded).toHaveLength(568);
  expect(toHex(encoded.subarray(0, 10))).toBe('7f21820233' + '5f4e820129');
  //                                                   6 9 9 0 0 3 0   08 05   0 0 1   fill
  expect(toHex(encoded.subarray(10, 26))).toBe('36393930303330' + '0805' + '303031' + 'ffffffff');
  expect(toHex(encoded.subarray(26, 42))).toBe('36393930303333' + '0805' + '303031' + 'ffffffff');
  expect(toHex(encoded.subarray(42, 51))).toBe('9003010001' + '91820100');
  expect(toHex(encoded.subarray(307, 312))).toBe('5f37820100');
});

test('decoding gives back what was encoded', () => {
  expect(decodeCardVerifiableCertificate(encoded)).toEqual(certificate);
});

test('the signature holds with the root and with no other key', () => {
  expect(verifyCardVerifiableCertificate(certificate, root.modulus)).toBe(true);
  expect(verifyCardVerifiableCertificate(certificate, rsaKey('cvc-root-visual').modulus)).toBe(false);
});

test.each(['issuerKeyId', 'subjectKeyId', 'modulus', 'signature'] as const)(
  'a changed %s breaks the signature',
  (field) => {
    const changed = {
      ...certificate,
      [field]: certificate[field].map((byte, at) => (at === 5 ? byte ^ 1 : byte)),
    };
    expect(verifyCardVerifiableCertificate(changed, root.modulus)).toBe(false);
  },
);

test.each([
  ['a byte too many', [...encoded, 0]],
  ['a byte missing', [...encoded.subarray(0, -1)]],
  ['another outer tag', [0x7f, 0x22, ...encoded.subarray(2)]],
  ['another body tag', [...encoded.subarray(0, 6), 0x4f, ...encoded.subarray(7)]],
  ['another exponent', [...encoded.subarray(0, 46), 0x03, ...encoded.subarray(47)]],
  [
    'a signature of half the length',
    [...encodeCardVerifiableCertificate({ ...certificate, signature: certificate.signature.subarray(128) })],
  ],
  ['an empty body', [...hex('7f21 08 5f4e 00 5f37 02 0000')]],
])('%s is refused', (_, bytes) => {
  expect(() => decodeCardVerifiableCertificate(Uint8Array.from(bytes))).toThrowError(CodecError);
});

test('random bytes give CodecError and nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(encoded.length), (noise, at) => {
      for (const bytes of [noise, Uint8Array.from([...encoded.subarray(0, at), ...noise])]) {
        try {
          expect(encodeCardVerifiableCertificate(decodeCardVerifiableCertificate(bytes))).toEqual(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
        }
      }
    }),
  );
});
