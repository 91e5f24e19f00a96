import { constants, createHash, type KeyObject, publicDecrypt, verify, X509Certificate } from 'node:crypto';
import { concat, hex } from '../../bytes/hex.ts';

/** DigestInfo of SHA-256 before the hash. @see RFC 8017, 9.2, note 1 */
const digestInfoSha256 = hex('30 31 30 0d 06 09 60 86 48 01 65 03 04 02 01 05 00 04 20');

export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(
    createHash('sha256')
      .update(concat(...parts))
      .digest(),
  );
}

export function digestInfo(hash: Uint8Array): Uint8Array {
  return concat(digestInfoSha256, hash);
}

/** The key of a certificate as it was read from the card. */
export function publicKeyOf(certificate: Uint8Array): KeyObject {
  return new X509Certificate(certificate).publicKey;
}

/** The encoded message that an RSA signature opens to with the public key: as many bytes as the modulus. */
export function openSignature(key: KeyObject, signature: Uint8Array): Uint8Array {
  return Uint8Array.from(publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature));
}

/** EMSA-PKCS1-v1_5 around these bytes, for a modulus of 256 bytes. @see RFC 8017, 9.2 */
export function pkcs1Encoded(content: Uint8Array): Uint8Array {
  return concat(hex('00 01'), new Uint8Array(256 - 3 - content.length).fill(0xff), hex('00'), content);
}

/** Whether it is an RSASSA-PSS signature over the message with SHA-256 and MGF1 of SHA-256. */
export function isPss(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  const options = {
    key,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_AUTO,
  };
  return verify('sha256', message, options, signature);
}
