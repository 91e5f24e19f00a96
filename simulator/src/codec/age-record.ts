import { tlv } from './ber-tlv.ts';
import { concatBytes } from './hex.ts';
import { decodePublicKey, encodePublicKey, type PublicKey } from './public-key.ts';
import { digitsOf, objectValues, textObject, valueOfLength } from './template.ts';

/** EF 0001 of the visual application: what tells an age and nothing else. */
export interface AgeRecord {
  /** YYYYMMDD. */
  readonly birth: string;
  /** The card's own key. */
  readonly publicKey: PublicKey;
  /** 256 bytes. */
  readonly signature: Uint8Array;
}

const tag = { template: 0xff10, birth: 0xdf11, publicKey: 0xdf12, signature: 0xdf13 };

/** The objects before the signature, which it covers. */
export const ageRecordSigned = ({ birth, publicKey }: Omit<AgeRecord, 'signature'>): Uint8Array =>
  concatBytes(textObject(tag.birth, birth), tlv(tag.publicKey, encodePublicKey(publicKey)));

/**
 * `FF10 82021E { DF11 08 birth ; DF12 820109 key ; DF13 820100 signature }`
 * @see jpki-card reference, section 2.3
 */
export const encodeAgeRecord = (record: AgeRecord): Uint8Array =>
  tlv(tag.template, ageRecordSigned(record), tlv(tag.signature, record.signature));

/** Throws CodecError. */
export function decodeAgeRecord(bytes: Uint8Array): AgeRecord {
  const [birth, publicKey, signature] = objectValues(bytes, tag.template, [
    tag.birth,
    tag.publicKey,
    tag.signature,
  ]);
  return {
    birth: digitsOf(birth!, 8),
    publicKey: decodePublicKey(publicKey!),
    signature: valueOfLength(signature!, 256),
  };
}
