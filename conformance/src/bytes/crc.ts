import { concat } from './hex.ts';

/** Bit by bit as the standard draws it: polynomial 8408, low byte first. @see ISO/IEC 14443-3, Annex B */
function crc16(initial: number, bytes: Uint8Array): number {
  let value = initial;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >> 1) ^ 0x8408 : value >> 1;
  }
  return value;
}

const lowFirst = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);

/** Of FeliCa, length byte included: polynomial 1021, high bit first. @see ISO/IEC 18092, A.3 */
function felicaCrc(bytes: Uint8Array): Uint8Array {
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) value = value & 0x8000 ? ((value << 1) ^ 0x1021) & 0xffff : value << 1;
  }
  return Uint8Array.of(value >> 8, value & 0xff);
}

type Modulation = 'A' | 'B' | 'F';

/** The CRC of a frame, as it is sent. */
export function frameCrc(modulation: Modulation, bytes: Uint8Array): Uint8Array {
  if (modulation === 'F') return felicaCrc(bytes);
  return lowFirst(modulation === 'A' ? crc16(0x6363, bytes) : crc16(0xffff, bytes) ^ 0xffff);
}

export const withCrc = (modulation: Modulation, bytes: Uint8Array): Uint8Array =>
  concat(bytes, frameCrc(modulation, bytes));

/** The frame without its CRC; undefined when that is wrong. */
export function withoutCrc(modulation: Modulation, frame: Uint8Array): Uint8Array | undefined {
  const body = frame.subarray(0, -2);
  const [first, second] = frameCrc(modulation, body);
  return frame.length > 2 && frame.at(-2) === first && frame.at(-1) === second ? body : undefined;
}
