import { tlv } from './ber-tlv.ts';
import { concatBytes, hex } from './hex.ts';

/** DER of DigestInfo up to the digest, by hash. @see RFC 8017, section 9.2, note 1 */
export const digestInfoPrefix = {
  sha1: hex('3021300906052b0e03021a05000414'),
  sha256: hex('3031300d060960864801650304020105000420'),
  sha384: hex('3041300d060960864801650304020205000430'),
  sha512: hex('3051300d060960864801650304020305000440'),
} as const;

export const digestInfo = (hash: keyof typeof digestInfoPrefix, digest: Uint8Array): Uint8Array =>
  concatBytes(digestInfoPrefix[hash], digest);

/**
 * DigestInfo that names SHA-256 and holds several digests one after another, as the card face is signed. No verifier
 * takes it for the usual one, whose digest has 32 bytes.
 * @see jpki-card reference, section 2.3
 */
export const digestInfoOfSha256Digests = (...digests: readonly Uint8Array[]): Uint8Array =>
  tlv(0x30, hex('30 0d 06 09 60 86 48 01 65 03 04 02 01 05 00'), tlv(0x04, ...digests));
