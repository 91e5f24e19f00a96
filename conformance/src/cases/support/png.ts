import { crc32, inflateSync } from 'node:zlib';
import { toHex } from '../../bytes/hex.ts';
import { ConformanceError } from '../../error.ts';

/** A picture of a PNG file, one number for each pixel. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Bits of a pixel. */
  readonly depth: number;
  /** 0 is greyscale. */
  readonly colourType: number;
  /** Rows from the top, as the file has them, without filter bytes. */
  readonly rows: readonly Uint8Array[];
}

const signature = '89504e470d0a1a0a';

/**
 * Reads a PNG whose rows have no filter but None. Throws `bytes/png` for a wrong signature, a wrong CRC, a missing
 * chunk or pixels that do not inflate to the rows that the header announces.
 * @see PNG (ISO/IEC 15948:2004), 5
 */
export function readPng(bytes: Uint8Array): Picture {
  const invalid = (why: string): ConformanceError => new ConformanceError('bytes/png', why);
  const file = Buffer.from(bytes);
  if (toHex(file.subarray(0, 8)) !== signature) throw invalid('no PNG signature');
  const chunks = new Map<string, Buffer[]>();
  for (let at = 8; at < file.length; ) {
    if (at + 12 > file.length) throw invalid('a chunk is cut');
    const length = file.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > file.length) throw invalid('a chunk is cut');
    const body = file.subarray(at + 4, end);
    if (crc32(body) !== file.readUInt32BE(end)) throw invalid('the CRC of a chunk is wrong');
    const type = body.toString('latin1', 0, 4);
    chunks.set(type, [...(chunks.get(type) ?? []), body.subarray(4)]);
    at = end + 4;
  }
  const header = chunks.get('IHDR')?.[0];
  if (header?.length !== 13 || !chunks.has('IEND')) throw invalid('IHDR or IEND is missing');
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colourType] = [header[8]!, header[9]!];
  const stride = 1 + Math.ceil((width * depth) / 8);
  let raw: Buffer;
  try {
    raw = inflateSync(Buffer.concat(chunks.get('IDAT') ?? []));
  } catch (cause) {
    throw new ConformanceError('bytes/png', 'the pixels do not inflate', { cause });
  }
  if (colourType === 0 && raw.length !== stride * height) throw invalid('not as many rows as announced');
  const rows = Array.from({ length: height }, (_, y) => raw.subarray(y * stride, (y + 1) * stride));
  if (rows.some(([filter]) => filter !== 0)) throw invalid('a filter that is not read here');
  return { width, height, depth, colourType, rows: rows.map((row) => Uint8Array.from(row.subarray(1))) };
}

/** Pixels of columns `from` up to `to` of a picture of depth 1, as text. */
export function columns({ rows }: Picture, from: number, to: number): string {
  const bit = (row: Uint8Array, x: number): number => ((row[x >> 3] ?? 0) >> (7 - (x & 7))) & 1;
  return rows
    .map((row) => Array.from({ length: to - from }, (_, i) => bit(row, from + i)).join(''))
    .join('\n');
}
