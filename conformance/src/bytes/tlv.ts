import { ConformanceError } from '../error.ts';

/** One BER-TLV data object: tag bytes as a number, value, and where it stands in the bytes read. */
export interface DataObject {
  readonly tag: number;
  readonly value: Uint8Array;
  readonly offset: number;
  readonly valueOffset: number;
  readonly end: number;
}

/**
 * Reads the data object at `offset`. Throws `bytes/tlv` when it is cut short or its length is not definite.
 * @see ISO/IEC 7816-4:2020, 6.3
 */
export function readObject(bytes: Uint8Array, offset = 0): DataObject {
  let at = offset;
  const next = (): number => {
    const byte = bytes[at++];
    if (byte === undefined) throw new ConformanceError('bytes/tlv', `data object cut at byte ${at - 1}`);
    return byte;
  };
  let tag = next();
  if ((tag & 0x1f) === 0x1f) {
    for (let more = true; more; ) {
      const byte = next();
      tag = tag * 256 + byte;
      more = byte >= 0x80;
    }
  }
  let length = next();
  if (length === 0x80) throw new ConformanceError('bytes/tlv', `indefinite length at byte ${at - 1}`);
  if (length > 0x80) {
    let count = length - 0x80;
    if (count > 3) throw new ConformanceError('bytes/tlv', `length of ${count} bytes at byte ${at - 1}`);
    for (length = 0; count > 0; count--) length = length * 256 + next();
  }
  if (at + length > bytes.length) {
    throw new ConformanceError('bytes/tlv', `object of ${length} bytes ends after byte ${bytes.length}`);
  }
  return { tag, value: bytes.subarray(at, at + length), offset, valueOffset: at, end: at + length };
}

/** Reads objects one after another to the end. */
export function readObjects(bytes: Uint8Array): DataObject[] {
  const objects: DataObject[] = [];
  for (let at = 0; at < bytes.length; ) {
    const object = readObject(bytes, at);
    objects.push(object);
    at = object.end;
  }
  return objects;
}

/** Bytes of header and value that the object announces, from its first bytes alone. */
export function announcedLength(head: Uint8Array): number {
  const second = head[1];
  if (head.length < 4 || second === undefined)
    throw new ConformanceError('bytes/tlv', 'fewer than four bytes');
  const longTag = (head[0]! & 0x1f) === 0x1f;
  const at = longTag ? 2 : 1;
  const first = head[at]!;
  if (first < 0x80) return at + 1 + first;
  if (first === 0x81) return at + 2 + head[at + 1]!;
  if (first === 0x82 && head.length > at + 2) return at + 3 + head[at + 1]! * 256 + head[at + 2]!;
  throw new ConformanceError('bytes/tlv', `length byte ${first.toString(16)}`);
}
