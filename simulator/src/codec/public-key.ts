import { decodeTlv, tlv } from './ber-tlv.ts';
import { CodecError } from './codec-error.ts';
import { concatBytes, equalBytes, hex } from './hex.ts';

/** An RSA-2048 public key with exponent 65537. */
export interface PublicKey {
  /** 256 bytes. */
  readonly modulus: Uint8Array;
}

const exponent = hex('90 03 010001');
const modulusTag = 0x91;
const modulusLength = 256;

/** `90 03 010001 ‖ 91 820100 n`, 265 bytes. @see jpki-card reference, section 2.2 */
export const encodePublicKey = ({ modulus }: PublicKey): Uint8Array =>
  concatBytes(exponent, tlv(modulusTag, modulus));

/** Throws CodecError. */
export function decodePublicKey(bytes: Uint8Array): PublicKey {
  if (!equalBytes(bytes.subarray(0, exponent.length), exponent))
    throw new CodecError('codec/public-key', 'exponent other than 65537', 0);
  const { tag, value, end } = decodeTlv(bytes, exponent.length);
  if (tag !== modulusTag || value.length !== modulusLength || end !== bytes.length)
    throw new CodecError('codec/public-key', 'no modulus of 256 bytes', exponent.length);
  return { modulus: value.slice() };
}
