import { constants, privateEncrypt, publicEncrypt } from 'node:crypto';
import { type AgeRecord, ageRecordSigned } from '../codec/age-record.ts';
import { type CardFace, cardFaceSegments, type SignedCardFace } from '../codec/card-face.ts';
import { digestInfoOfSha256Digests } from '../codec/digest-info.ts';
import { asciiBytes, concatBytes } from '../codec/hex.ts';
import { type NumberImage, numberImageSigned } from '../codec/number-image.ts';
import { type RsaKey, sha256, signSha256 } from './rsa-key.ts';

/** Signs an age record with the key that EF 0004 certifies: the objects before the signature. */
export const signAgeRecord = (record: Omit<AgeRecord, 'signature'>, key: RsaKey): AgeRecord => ({
  ...record,
  signature: signSha256(key, ageRecordSigned(record)),
});

/** Signs the picture of the number, likewise. */
export const signNumberImage = (record: Omit<NumberImage, 'signature'>, key: RsaKey): NumberImage => ({
  ...record,
  signature: signSha256(key, numberImageSigned(record)),
});

/** RSASSA-PKCS1-v1_5 padding of one DigestInfo that holds the SHA-256 digests of these segments. */
export const signSegments = (segments: readonly Uint8Array[], key: RsaKey): Uint8Array =>
  Uint8Array.from(
    privateEncrypt(
      { key: key.privateKey, padding: constants.RSA_PKCS1_PADDING },
      digestInfoOfSha256Digests(...segments.map((segment) => sha256(segment))),
    ),
  );

/** Signs a card face: three digests in one DigestInfo. @see jpki-card reference, section 2.3 */
export const signCardFace = (
  face: SignedCardFace & Pick<CardFace, 'expiry' | 'securityCodeImage'>,
  key: RsaKey,
): CardFace => ({ ...face, signature: signSegments(cardFaceSegments(face), key) });

/**
 * A verification number (照合番号) encrypted to the holder of `key`, 256 bytes: RSAES-PKCS1-v1_5 with padding that
 * follows from the number, so that a card's bytes stay the same. unverified: what the real card does here.
 */
export function sealNumber(number: string, key: RsaKey): Uint8Array {
  const message = asciiBytes(number);
  const padding = new Uint8Array(256 - 3 - message.length);
  for (let at = 0; at < padding.length; at += 32) {
    const some = sha256(message, Uint8Array.of(at)).map((byte) => byte || 0xff);
    padding.set(some.subarray(0, padding.length - at), at);
  }
  const block = concatBytes(Uint8Array.of(0x00, 0x02), padding, Uint8Array.of(0x00), message);
  return Uint8Array.from(publicEncrypt({ key: key.privateKey, padding: constants.RSA_NO_PADDING }, block));
}
