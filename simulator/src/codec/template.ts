import { type BerTlv, decodeTlv, decodeTlvs, tlv } from './ber-tlv.ts';
import { CodecError } from './codec-error.ts';
import { asciiBytes, asciiText } from './hex.ts';

/** Values of a template's objects, which have to be exactly these tags in this order. Throws CodecError. */
export function objectValues(bytes: Uint8Array, template: number, tags: readonly number[]): Uint8Array[] {
  const outer = decodeTlv(bytes);
  if (outer.tag !== template) throw wrongTag(outer, template);
  if (outer.end !== bytes.length) throw new CodecError('codec/tlv-surplus', 'bytes follow', outer.end);
  const objects = decodeTlvs(outer.value);
  return tags.map((tag, index) => {
    const object = objects[index];
    if (object === undefined) throw new CodecError('codec/tag', `${tag.toString(16)} is missing`, outer.end);
    if (object.tag !== tag) throw wrongTag(object, tag);
    if (index === tags.length - 1 && object.end !== outer.value.length)
      throw new CodecError('codec/tlv-surplus', 'objects follow', object.end);
    return object.value;
  });
}

const wrongTag = (object: BerTlv, wanted: number): CodecError =>
  new CodecError('codec/tag', `expected ${wanted.toString(16)}`, object.offset);

/** A value of exactly `length` bytes, copied. Throws CodecError. */
export function valueOfLength(value: Uint8Array, length: number): Uint8Array {
  if (value.length !== length)
    throw new CodecError('codec/value-length', `expected ${length} bytes`, value.length);
  return value.slice();
}

/** A value of so many digits. Throws CodecError. */
export function digitsOf(value: Uint8Array, length: number): string {
  const text = asciiText(valueOfLength(value, length));
  if (!/^[0-9]*$/.test(text)) throw new CodecError('codec/digits', 'not digits', 0);
  return text;
}

export const textObject = (tag: number, text: string): Uint8Array => tlv(tag, asciiBytes(text));
