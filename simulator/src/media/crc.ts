function tableOf(polynomial: number): Uint16Array {
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >> 1 : (crc >> 1) ^ polynomial;
    return crc;
  });
}
/** x^16 + x^12 + x^5 + 1, bits reversed. */
const reflected = tableOf(0x8408);

function crc(initial: number, bytes: Uint8Array, end: number): number {
  let value = initial;
  for (let i = 0; i < end; i++) value = (value >> 8) ^ reflected[(value ^ bytes[i]!) & 0xff]!;
  return value;
}

/** CRC_A of the first `end` bytes, sent low byte first. @see ISO/IEC 14443-3, 6.2.4 and Annex B */
export const crcA = (bytes: Uint8Array, end = bytes.length): number => crc(0x6363, bytes, end);

/** CRC_B of the first `end` bytes, sent low byte first. @see ISO/IEC 14443-3, 7.2 and Annex B */
export const crcB = (bytes: Uint8Array, end = bytes.length): number => crc(0xffff, bytes, end) ^ 0xffff;

/** CRC of FeliCa frames, length byte included, sent high byte first. @see JIS X 6319-4, 6.4.2; ISO/IEC 18092, A.3 */
export function crcF(bytes: Uint8Array, end = bytes.length): number {
  let value = 0;
  for (let i = 0; i < end; i++) {
    value ^= bytes[i]! << 8;
    for (let bit = 0; bit < 8; bit++) value = ((value << 1) ^ ((value & 0x8000) === 0 ? 0 : 0x1021)) & 0xffff;
  }
  return value;
}

/** The two bytes as they are sent. */
export function crcBytes(modulation: 'A' | 'B' | 'F', bytes: Uint8Array, end = bytes.length): Uint8Array {
  if (modulation === 'F') {
    const value = crcF(bytes, end);
    return Uint8Array.of(value >> 8, value & 0xff);
  }
  const value = modulation === 'A' ? crcA(bytes, end) : crcB(bytes, end);
  return Uint8Array.of(value & 0xff, value >> 8);
}

/** The frame with its CRC behind. */
export function withCrc(modulation: 'A' | 'B' | 'F', bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(bytes.length + 2);
  frame.set(bytes);
  frame.set(crcBytes(modulation, bytes), bytes.length);
  return frame;
}

/** Whether the last two bytes are the CRC of those before. */
export function crcGood(modulation: 'A' | 'B' | 'F', frame: Uint8Array): boolean {
  const end = frame.length - 2;
  if (end < 1) return false;
  const [first, second] = crcBytes(modulation, frame, end);
  return frame[end] === first && frame[end + 1] === second;
}
