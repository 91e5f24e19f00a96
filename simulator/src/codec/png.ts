import { CodecError } from './codec-error.ts';
import { asciiBytes, concatBytes, equalBytes, hex } from './hex.ts';

/** A picture of one bit for each pixel. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** Rows from the top, each filled to whole bytes; the most significant bit is the leftmost pixel, 1 is white. */
  readonly rows: Uint8Array;
}

const signature = hex('89 50 4e 47 0d 0a 1a 0a');
/** Depth 1, greyscale, deflate, the one filter method, not interlaced. */
const oneBitGrey = hex('01 00 00 00 00');
/** zlib: deflate with a window of 32 KiB, check bits. */
const zlibHeader = hex('78 01');
/** No longer stored block fits the two bytes of LEN. */
const maxStored = 0xffff;

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : 0xedb88320 ^ (crc >>> 1);
  return crc;
});

/** CRC-32 of a chunk's type and data. @see PNG (ISO/IEC 15948:2004), 5.5 */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = crcTable[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Adler-32. @see RFC 1950, 8.2 */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return ((b << 16) | a) >>> 0;
}

const word = (value: number): Uint8Array =>
  Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);

const chunk = (type: string, data: Uint8Array): Uint8Array => {
  const body = concatBytes(asciiBytes(type), data);
  return concatBytes(word(data.length), body, word(crc32(body)));
};

const stride = ({ width }: Pick<Bitmap, 'width'>): number => (width + 7) >> 3;

/**
 * A greyscale PNG of depth 1. Its rows are unfiltered and stored, not compressed: the same picture gives the same
 * bytes whatever zlib there is. Throws CodecError for a picture of no or too many pixels.
 * @see PNG (ISO/IEC 15948:2004), 11.2; RFC 1951, 3.2.4
 */
export function encodePng(bitmap: Bitmap): Uint8Array {
  const { width, height, rows } = bitmap;
  const bytesPerRow = stride(bitmap);
  const raw = new Uint8Array((bytesPerRow + 1) * height);
  if (raw.length === 0 || width === 0 || raw.length > maxStored || rows.length !== bytesPerRow * height) {
    throw new CodecError('codec/png', `no picture of ${width} by ${height} pixels`, 0);
  }
  for (let y = 0; y < height; y++) {
    raw.set(rows.subarray(y * bytesPerRow, (y + 1) * bytesPerRow), y * (bytesPerRow + 1) + 1);
  }
  const { length } = raw;
  const block = Uint8Array.of(1, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff);
  return concatBytes(
    signature,
    chunk('IHDR', concatBytes(word(width), word(height), oneBitGrey)),
    chunk('IDAT', concatBytes(zlibHeader, block, raw, word(adler32(raw)))),
    chunk('IEND', new Uint8Array(0)),
  );
}

/** Throws CodecError for whatever the encoder would not write, other PNGs too. */
export function decodePng(bytes: Uint8Array): Bitmap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (): never => {
    throw new CodecError('codec/png', 'not a stored greyscale PNG of depth 1', 0);
  };
  // Signature, IHDR of 25 bytes, and the 15 bytes of IDAT before the rows.
  const rowsAt = 8 + 25 + 15;
  if (bytes.length < rowsAt) return refuse();
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  if (width === 0 || height === 0 || width * height > 8 * maxStored) return refuse();
  const bytesPerRow = stride({ width });
  const rows = new Uint8Array(bytesPerRow * height);
  for (let y = 0; y < height; y++) {
    const start = rowsAt + y * (bytesPerRow + 1) + 1;
    rows.set(bytes.subarray(start, start + bytesPerRow), y * bytesPerRow);
  }
  const bitmap = { width, height, rows };
  if ((bytesPerRow + 1) * height > maxStored || !equalBytes(encodePng(bitmap), bytes)) return refuse();
  return bitmap;
}
