import { decodeTlv, tlv } from '../codec/ber-tlv.ts';
import { CodecError } from '../codec/codec-error.ts';
import { asciiBytes, concatBytes, equalBytes } from '../codec/hex.ts';
import { encodePublicKey } from '../codec/public-key.ts';
import { type RsaKey, signSha256, verifySha256 } from './rsa-key.ts';

/** A certificate that a card can check: who signed, whose key it is, the key, the signature. */
export interface CardVerifiableCertificate {
  /** 16 bytes. */
  readonly issuerKeyId: Uint8Array;
  /** 16 bytes. */
  readonly subjectKeyId: Uint8Array;
  /** 256 bytes; the exponent is 65537. */
  readonly modulus: Uint8Array;
  /** PKCS#1 v1.5 with SHA-256 over the body, 256 bytes. */
  readonly signature: Uint8Array;
}

const keyIdLength = 16;
const modulusLength = 256;

/**
 * Key identifier: seven digits, `08 05`, three digits, four bytes to fill (their value is not published: FF here).
 * Numbers of the test hierarchy begin with 6.
 */
export const keyId = (number: string, version: string): Uint8Array =>
  concatBytes(
    asciiBytes(number),
    Uint8Array.of(0x08, 0x05),
    asciiBytes(version),
    new Uint8Array(4).fill(0xff),
  );

/** Key identifiers of this hierarchy; the numbers are chosen, 6 for test. */
export const testKeyIds = {
  rootText: keyId('6990030', '001'),
  rootVisual: keyId('6990020', '001'),
  text: keyId('6990033', '001'),
  visual: keyId('6990023', '001'),
} as const;

/** The RSA public key as the card writes it. */
export const publicKeyObjects = (modulus: Uint8Array): Uint8Array => encodePublicKey({ modulus });

type Body = Omit<CardVerifiableCertificate, 'signature'>;

/** The 297 bytes that are signed. */
export const cardVerifiableBody = ({ issuerKeyId, subjectKeyId, modulus }: Body): Uint8Array =>
  concatBytes(issuerKeyId, subjectKeyId, publicKeyObjects(modulus));

/** Signs a body with the key that `issuerKeyId` names. */
export const issueCardVerifiableCertificate = (body: Body, issuerKey: RsaKey): CardVerifiableCertificate => ({
  ...body,
  signature: signSha256(issuerKey, cardVerifiableBody(body)),
});

/**
 * `7F21 { 5F4E body ; 5F37 signature }`, 568 bytes.
 * @see jpki-card reference, section 2.7
 */
export const encodeCardVerifiableCertificate = (certificate: CardVerifiableCertificate): Uint8Array =>
  tlv(0x7f21, tlv(0x5f4e, cardVerifiableBody(certificate)), tlv(0x5f37, certificate.signature));

/** Throws CodecError for whatever the encoder would not write. */
export function decodeCardVerifiableCertificate(bytes: Uint8Array): CardVerifiableCertificate {
  const outer = decodeTlv(bytes);
  const body = decodeTlv(outer.value);
  const certificate: CardVerifiableCertificate = {
    issuerKeyId: body.value.slice(0, keyIdLength),
    subjectKeyId: body.value.slice(keyIdLength, 2 * keyIdLength),
    modulus: body.value.slice(-modulusLength),
    signature: decodeTlv(outer.value, body.end).value.slice(),
  };
  // One comparison stands for tags, lengths, exponent and trailing bytes; only the signature could be of any size.
  const encoded = encodeCardVerifiableCertificate(certificate);
  if (certificate.signature.length !== modulusLength || !equalBytes(encoded, bytes)) {
    const wrong = encoded.findIndex((byte, offset) => byte !== bytes[offset]);
    const offset = wrong === -1 ? Math.min(encoded.length, bytes.length) : wrong;
    throw new CodecError('codec/card-verifiable-certificate', 'not a card-verifiable certificate', offset);
  }
  return certificate;
}

/** Whether the key with `issuerModulus` signed it. */
export const verifyCardVerifiableCertificate = (
  certificate: CardVerifiableCertificate,
  issuerModulus: Uint8Array,
): boolean => verifySha256(issuerModulus, cardVerifiableBody(certificate), certificate.signature);
