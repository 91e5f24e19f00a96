import { decodeTlv, tlv } from '../codec/ber-tlv.ts';
import { CodecError } from '../codec/codec-error.ts';
import { concatBytes, equalBytes } from '../codec/hex.ts';
import { type RsaKey, sha256, signSha256, verifySha256 } from './rsa-key.ts';

/** EF 0003 of the text application: digests of the two records and the issuer's signature over them. */
export interface RecordSignature {
  /** SHA-256 over all 17 bytes of EF 0001, filler too. */
  readonly numberDigest: Uint8Array;
  /** SHA-256 over what follows the offset table in EF 0002. */
  readonly basicDataDigest: Uint8Array;
  /** 256 bytes. */
  readonly signature: Uint8Array;
}

/** What is signed: the objects before the signature, as on the visual application (inferred for this one). */
const signedObjects = ({ numberDigest, basicDataDigest }: Omit<RecordSignature, 'signature'>): Uint8Array =>
  concatBytes(tlv(0xdf31, numberDigest), tlv(0xdf32, basicDataDigest));

/**
 * Digest of EF 0002: `FF20 { DF21 offsets ; DF22 … DF25 }` without tag, length and DF21. Throws CodecError when the
 * bytes are not that.
 */
export function basicDataDigest(basicData: Uint8Array): Uint8Array {
  const outer = decodeTlv(basicData);
  if (outer.tag !== 0xff20) throw new CodecError('codec/basic-data', 'EF 0002 does not begin with FF20', 0);
  const offsets = decodeTlv(outer.value);
  if (offsets.tag !== 0xdf21) throw new CodecError('codec/basic-data', 'EF 0002 does not begin with DF21', 0);
  return sha256(outer.value.subarray(offsets.end));
}

/** Signs the digests of both records with the key that EF 0004 certifies. */
export const signDigests = (digests: Omit<RecordSignature, 'signature'>, key: RsaKey): RecordSignature => ({
  ...digests,
  signature: signSha256(key, signedObjects(digests)),
});

/** Signs both records. `number` is the whole of EF 0001, filler too. */
export const signRecords = (number: Uint8Array, basicData: Uint8Array, key: RsaKey): RecordSignature =>
  signDigests({ numberDigest: sha256(number), basicDataDigest: basicDataDigest(basicData) }, key);

/**
 * `FF30 82014B { DF31 20 … ; DF32 20 … ; DF33 820100 … }`
 * @see jpki-card reference, section 2.2
 */
export const encodeRecordSignature = (record: RecordSignature): Uint8Array =>
  tlv(0xff30, signedObjects(record), tlv(0xdf33, record.signature));

/** Throws CodecError for whatever the encoder would not write. */
export function decodeRecordSignature(bytes: Uint8Array): RecordSignature {
  const outer = decodeTlv(bytes);
  const number = decodeTlv(outer.value);
  const basicData = decodeTlv(outer.value, number.end);
  const record: RecordSignature = {
    numberDigest: number.value.slice(),
    basicDataDigest: basicData.value.slice(),
    signature: decodeTlv(outer.value, basicData.end).value.slice(),
  };
  const sizes =
    number.value.length === 32 && basicData.value.length === 32 && record.signature.length === 256;
  if (!sizes || !equalBytes(encodeRecordSignature(record), bytes)) {
    throw new CodecError('codec/record-signature', 'not a record signature', 0);
  }
  return record;
}

/** Whether both records are those that were signed, and the key with `modulus` signed them. */
export const verifyRecords = (
  record: RecordSignature,
  number: Uint8Array,
  basicData: Uint8Array,
  modulus: Uint8Array,
): boolean =>
  equalBytes(record.numberDigest, sha256(number)) &&
  equalBytes(record.basicDataDigest, basicDataDigest(basicData)) &&
  verifySha256(modulus, signedObjects(record), record.signature);
