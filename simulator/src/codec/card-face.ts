import { encodeLength, tlv } from './ber-tlv.ts';
import { CodecError } from './codec-error.ts';
import { concatBytes, equalBytes } from './hex.ts';
import { decodePublicKey, encodePublicKey, type PublicKey } from './public-key.ts';
import { digitsOf, objectValues, textObject, valueOfLength } from './template.ts';

/** What the signature of a card face covers. */
export interface SignedCardFace {
  /** YYYYMMDD. */
  readonly birth: string;
  /** JIS X 0303: 1 male, 2 female, 0 unknown, 9 not applicable. */
  readonly sex: string;
  /** The card's own key. */
  readonly publicKey: PublicKey;
  /** PNG. */
  readonly nameImage: Uint8Array;
  /** PNG. */
  readonly addressImage: Uint8Array;
  /** JPEG 2000, a JP2 file, grey. */
  readonly photo: Uint8Array;
}

/** EF 0002 of the visual application: what is printed on the card. Expiry and security code are not signed. */
export interface CardFace extends SignedCardFace {
  /** 256 bytes. */
  readonly signature: Uint8Array;
  /** YYYYMMDD. */
  readonly expiry: string;
  /** PNG. */
  readonly securityCodeImage: Uint8Array;
}

const template = 0xff20;
const tag = {
  offsets: 0xdf21,
  birth: 0xdf22,
  sex: 0xdf23,
  publicKey: 0xdf24,
  nameImage: 0xdf25,
  addressImage: 0xdf26,
  photo: 0xdf27,
  signature: 0xdf28,
  expiry: 0xdf29,
  securityCodeImage: 0xdf2a,
};
const items = 9;
/** DF21, its length byte and nine 16-bit offsets. */
const offsetTableLength = 3 + 2 * items;

/** The three groups of objects that are digested apart: texts and key, the two images, the photo. */
export const cardFaceSegments = (face: SignedCardFace): readonly [Uint8Array, Uint8Array, Uint8Array] => [
  concatBytes(
    textObject(tag.birth, face.birth),
    textObject(tag.sex, face.sex),
    tlv(tag.publicKey, encodePublicKey(face.publicKey)),
  ),
  concatBytes(tlv(tag.nameImage, face.nameImage), tlv(tag.addressImage, face.addressImage)),
  tlv(tag.photo, face.photo),
];

/** The objects behind the signature. */
export const cardFaceUnsigned = (face: Pick<CardFace, 'expiry' | 'securityCodeImage'>): Uint8Array =>
  concatBytes(textObject(tag.expiry, face.expiry), tlv(tag.securityCodeImage, face.securityCodeImage));

/**
 * `FF20 { DF21 offsets ; DF22 birth ; … ; DF2A security code }`. DF21 holds the offsets, from the start of the
 * file, of the tag bytes of the nine objects behind it. Throws CodecError when an offset needs more than 16 bits.
 * @see jpki-card reference, section 2.3
 */
export function encodeCardFace(face: CardFace): Uint8Array {
  const objects = [
    textObject(tag.birth, face.birth),
    textObject(tag.sex, face.sex),
    tlv(tag.publicKey, encodePublicKey(face.publicKey)),
    tlv(tag.nameImage, face.nameImage),
    tlv(tag.addressImage, face.addressImage),
    tlv(tag.photo, face.photo),
    tlv(tag.signature, face.signature),
    textObject(tag.expiry, face.expiry),
    tlv(tag.securityCodeImage, face.securityCodeImage),
  ];
  const body = concatBytes(...objects);
  let at = 2 + encodeLength(offsetTableLength + body.length).length + offsetTableLength;
  const offsets: number[] = [];
  for (const object of objects) {
    if (at > 0xffff) throw new CodecError('codec/card-face', 'an object begins beyond 65,535', at);
    offsets.push(at >> 8, at & 0xff);
    at += object.length;
  }
  return tlv(template, tlv(tag.offsets, Uint8Array.from(offsets)), body);
}

/** Throws CodecError for whatever the encoder would not write, a wrong offset too. */
export function decodeCardFace(bytes: Uint8Array): CardFace {
  const [, birth, sex, publicKey, nameImage, addressImage, photo, signature, expiry, securityCodeImage] =
    objectValues(bytes, template, Object.values(tag));
  const face: CardFace = {
    birth: digitsOf(birth!, 8),
    sex: digitsOf(sex!, 1),
    publicKey: decodePublicKey(publicKey!),
    nameImage: nameImage!.slice(),
    addressImage: addressImage!.slice(),
    photo: photo!.slice(),
    signature: valueOfLength(signature!, 256),
    expiry: digitsOf(expiry!, 8),
    securityCodeImage: securityCodeImage!.slice(),
  };
  const encoded = encodeCardFace(face);
  if (!equalBytes(encoded, bytes)) {
    const at = encoded.findIndex((byte, offset) => byte !== bytes[offset]);
    throw new CodecError('codec/card-face', 'offsets or lengths of another form', at);
  }
  return face;
}
