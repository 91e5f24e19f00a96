import { tlv } from './ber-tlv.ts';
import { concatBytes } from './hex.ts';
import { decodePublicKey, encodePublicKey, type PublicKey } from './public-key.ts';
import { objectValues, valueOfLength } from './template.ts';

/** EF 0005 of the visual application: the individual number as it is printed. */
export interface NumberImage {
  /** PNG. */
  readonly image: Uint8Array;
  /** The card's own key. */
  readonly publicKey: PublicKey;
  /** 256 bytes. */
  readonly signature: Uint8Array;
}

const tag = { template: 0xff40, image: 0xdf41, publicKey: 0xdf42, signature: 0xdf43 };

/** The objects before the signature, which it covers. */
export const numberImageSigned = ({ image, publicKey }: Omit<NumberImage, 'signature'>): Uint8Array =>
  concatBytes(tlv(tag.image, image), tlv(tag.publicKey, encodePublicKey(publicKey)));

/**
 * `FF40 { DF41 PNG ; DF42 key ; DF43 signature }`
 * @see jpki-card reference, section 2.3
 */
export const encodeNumberImage = (record: NumberImage): Uint8Array =>
  tlv(tag.template, numberImageSigned(record), tlv(tag.signature, record.signature));

/** Throws CodecError. */
export function decodeNumberImage(bytes: Uint8Array): NumberImage {
  const [image, publicKey, signature] = objectValues(bytes, tag.template, [
    tag.image,
    tag.publicKey,
    tag.signature,
  ]);
  return {
    image: image!.slice(),
    publicKey: decodePublicKey(publicKey!),
    signature: valueOfLength(signature!, 256),
  };
}
