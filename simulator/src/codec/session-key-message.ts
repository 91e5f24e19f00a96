import { tlv } from './ber-tlv.ts';
import { objectValues, valueOfLength } from './template.ts';

const tag = { delivery: 0xa0, encryptionKey: 0x80 };
/** Key material for whichever cipher; AES-128 takes the first half. */
export const seedLength = 32;

/** What SET SESSION KEY carries under RSA: `A0 22 { 80 20 seed }`. @see jpki-card reference, section 4.4 */
export const encodeSessionKeyMessage = (seed: Uint8Array): Uint8Array =>
  tlv(tag.delivery, tlv(tag.encryptionKey, seed));

/** The seed. Throws CodecError for another structure, such as one with a key for checksums. */
export function decodeSessionKeyMessage(bytes: Uint8Array): Uint8Array {
  const [seed] = objectValues(bytes, tag.delivery, [tag.encryptionKey]);
  return valueOfLength(seed!, seedLength);
}
