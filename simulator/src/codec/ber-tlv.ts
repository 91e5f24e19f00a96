import { CodecError } from './codec-error.ts';
import { concatBytes } from './hex.ts';

/** One BER-TLV data object. `tag` holds the tag bytes as a number: 0x5f37, 0xff21 with its object inside. */
export interface BerTlv {
  readonly tag: number;
  readonly value: Uint8Array;
  /** Where the tag byte stands in the bytes given to the decoder. */
  readonly offset: number;
  /** Where the object ends there. */
  readonly end: number;
}

/** Definite length in its shortest form (ISO/IEC 7816-4, 5.2.2.2; X.690, 10.1). */
export function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  if (length < 0x1_0000) return Uint8Array.of(0x82, length >> 8, length & 0xff);
  return Uint8Array.of(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}

export function encodeTag(tag: number): Uint8Array {
  if (tag < 0x100) return Uint8Array.of(tag);
  if (tag < 0x1_0000) return Uint8Array.of(tag >> 8, tag & 0xff);
  return Uint8Array.of(tag >> 16, (tag >> 8) & 0xff, tag & 0xff);
}

/** One data object: tag, shortest length, the parts one after another. */
export function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const value = parts.length === 1 ? parts[0]! : concatBytes(...parts);
  return concatBytes(encodeTag(tag), encodeLength(value.length), value);
}

/** Decodes the object that begins at `start`. Throws CodecError when it is cut or its length is not definite. */
export function decodeTlv(bytes: Uint8Array, start = 0): BerTlv {
  let at = start;
  const need = (count: number): void => {
    if (at + count > bytes.length) throw new CodecError('codec/tlv-cut', 'data object is cut', bytes.length);
  };
  need(1);
  let tag = bytes[at++]!;
  if ((tag & 0x1f) === 0x1f) {
    let more = true;
    while (more) {
      need(1);
      const next = bytes[at++]!;
      tag = tag * 0x100 + next;
      if (tag > 0xff_ffff) throw new CodecError('codec/tlv-tag', 'tag of more than three bytes', start);
      more = (next & 0x80) !== 0;
    }
  }
  need(1);
  let length = bytes[at++]!;
  if (length === 0x80) throw new CodecError('codec/tlv-indefinite', 'indefinite length', at - 1);
  if (length > 0x80) {
    const count = length & 0x7f;
    if (count > 3) throw new CodecError('codec/tlv-length', 'length of more than three bytes', at - 1);
    need(count);
    length = 0;
    for (let i = 0; i < count; i++) length = (length << 8) | bytes[at++]!;
  }
  need(length);
  return { tag, value: bytes.subarray(at, at + length), offset: start, end: at + length };
}

/** Decodes objects one after another until the bytes end. */
export function decodeTlvs(bytes: Uint8Array): BerTlv[] {
  const objects: BerTlv[] = [];
  for (let at = 0; at < bytes.length; ) {
    const object = decodeTlv(bytes, at);
    objects.push(object);
    at = object.end;
  }
  return objects;
}
