import { CodecError } from './codec-error.ts';

/**
 * A command APDU in its parts. `data` is empty when Lc is absent; `ne` is the most response bytes the sender
 * takes, 0 when Le is absent, 256 for a short Le of 00 and 65,536 for an extended Le of 0000.
 * @see ISO/IEC 7816-4:2020, 5.2
 */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  readonly ne: number;
  /** Lc or Le stood in extended form. */
  readonly extended: boolean;
}

const noData = new Uint8Array(0);

/** Decodes cases 1 to 4, short and extended. Throws CodecError when the lengths do not add up. */
export function decodeCommandApdu(bytes: Uint8Array): CommandApdu {
  const length = bytes.length;
  if (length < 4)
    throw new CodecError('codec/apdu-too-short', 'a command APDU has at least four bytes', length);
  const cla = bytes[0]!;
  const ins = bytes[1]!;
  const p1 = bytes[2]!;
  const p2 = bytes[3]!;
  if (length === 4) return { cla, ins, p1, p2, data: noData, ne: 0, extended: false };
  const first = bytes[4]!;
  if (length === 5) return { cla, ins, p1, p2, data: noData, ne: first || 256, extended: false };
  if (first !== 0) {
    const end = 5 + first;
    if (length === end) return { cla, ins, p1, p2, data: bytes.subarray(5, end), ne: 0, extended: false };
    if (length === end + 1) {
      return { cla, ins, p1, p2, data: bytes.subarray(5, end), ne: bytes[end] || 256, extended: false };
    }
    throw new CodecError('codec/apdu-length', `Lc says ${first} bytes`, 4);
  }
  if (length < 7) throw new CodecError('codec/apdu-length', 'an extended length needs three bytes', 4);
  const second = (bytes[5]! << 8) | bytes[6]!;
  if (length === 7) return { cla, ins, p1, p2, data: noData, ne: second || 65_536, extended: true };
  if (second === 0) throw new CodecError('codec/apdu-length', 'extended Lc of zero', 5);
  const end = 7 + second;
  if (length === end) return { cla, ins, p1, p2, data: bytes.subarray(7, end), ne: 0, extended: true };
  if (length === end + 2) {
    const ne = (bytes[end]! << 8) | bytes[end + 1]! || 65_536;
    return { cla, ins, p1, p2, data: bytes.subarray(7, end), ne, extended: true };
  }
  throw new CodecError('codec/apdu-length', `extended Lc says ${second} bytes`, 5);
}

/** Encodes in the shortest form that carries the lengths, or in extended form when `extended` is set. */
export function encodeCommandApdu(apdu: {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data?: Uint8Array;
  readonly ne?: number;
  readonly extended?: boolean;
}): Uint8Array {
  const data = apdu.data ?? noData;
  const ne = apdu.ne ?? 0;
  if (data.length > 65_535) throw new CodecError('codec/apdu-length', 'more than 65,535 data bytes', 4);
  if (ne > 65_536) throw new CodecError('codec/apdu-length', 'Ne above 65,536', 4);
  const header = [apdu.cla, apdu.ins, apdu.p1, apdu.p2];
  const extended = (apdu.extended ?? false) || data.length > 255 || ne > 256;
  const bytes = [...header];
  if (!extended) {
    if (data.length > 0) bytes.push(data.length, ...data);
    if (ne > 0) bytes.push(ne & 0xff);
    return Uint8Array.from(bytes);
  }
  if (data.length > 0) bytes.push(0, data.length >> 8, data.length & 0xff, ...data);
  if (ne > 0) {
    if (data.length === 0) bytes.push(0);
    bytes.push((ne >> 8) & 0xff, ne & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** Whether the length fields are of the extended form; of bytes that are no command APDU, false. */
export const isExtended = (bytes: Uint8Array): boolean => bytes.length > 6 && bytes[4] === 0;
