import { decodeTlv, decodeTlvs, encodeLength, tlv } from './ber-tlv.ts';
import { CodecError } from './codec-error.ts';
import { asciiBytes, asciiText, concatBytes, utf8Bytes, utf8Text } from './hex.ts';

/** The four items of a holder (基本4情報). */
export interface BasicData {
  /** Family and given name with U+3000 between. */
  readonly name: string;
  readonly address: string;
  /** YYYYMMDD. */
  readonly birth: string;
  /** JIS X 0303: 1 male, 2 female, 0 unknown, 9 not applicable. */
  readonly sex: string;
}

const tag = { template: 0xff20, offsets: 0xdf21, name: 0xdf22, address: 0xdf23, birth: 0xdf24, sex: 0xdf25 };
/** DF21, its length byte and four 16-bit offsets. */
const offsetTableLength = 3 + 8;

/**
 * EF 0002 of the text application. DF21 holds the offsets, from the start of the file, of the tag byte of each
 * item; the length of the template itself moves from one byte to two and three as the items grow.
 * @see jpki-card reference, section 2.2
 */
export function encodeBasicData(data: BasicData): Uint8Array {
  const items = [
    tlv(tag.name, utf8Bytes(data.name)),
    tlv(tag.address, utf8Bytes(data.address)),
    tlv(tag.birth, asciiBytes(data.birth)),
    tlv(tag.sex, asciiBytes(data.sex)),
  ];
  const body = concatBytes(...items);
  let at = 2 + encodeLength(offsetTableLength + body.length).length + offsetTableLength;
  const offsets: number[] = [];
  for (const item of items) {
    offsets.push(at >> 8, at & 0xff);
    at += item.length;
  }
  return tlv(tag.template, tlv(tag.offsets, Uint8Array.from(offsets)), body);
}

export function decodeBasicData(bytes: Uint8Array): BasicData {
  const template = decodeTlv(bytes);
  if (template.tag !== tag.template) throw new CodecError('codec/tag', 'expected FF20', 0);
  const items = new Map(decodeTlvs(template.value).map((item) => [item.tag, item.value]));
  const value = (wanted: number): Uint8Array => {
    const found = items.get(wanted);
    if (found === undefined)
      throw new CodecError('codec/tag', `${wanted.toString(16)} is missing`, template.end);
    return found;
  };
  return {
    name: utf8Text(value(tag.name)),
    address: utf8Text(value(tag.address)),
    birth: asciiText(value(tag.birth)),
    sex: asciiText(value(tag.sex)),
  };
}
