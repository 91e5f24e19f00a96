import { crc32 } from 'node:zlib';

/**
 * Sectors, the unit in which the state file is written. The one thing asked of the disk: after a power cut a
 * sector is as it was before or as it was written, never a mixture. Every sector carries its own place and a
 * checksum, also the free ones, so that one that rotted, was zeroed or went astray never passes for a free one.
 *
 *     0  4  'KZFR' free, 'KZRC' part of a record
 *     4  4  generation of the file
 *     8  4  number of the sector in the file
 *    12  4  sequence of the record in the file, from 1      (free: zeros from here on)
 *    16  4  index of the sector in the record
 *    20  4  count of sectors in the record
 *    24  4  link: CRC-32 of the record's payload, seeded with the link of the record before
 *    28  2  length of the payload in this sector
 *    30     payload, then zeros
 *   508  4  CRC-32 of the 508 bytes before
 *
 * Numbers are big-endian: with a little-endian checksum at its end every sector would have the same CRC-32.
 */
export const sectorLength = 512;
export const sectorCapacity = 478;

const free = 0x4b5a4652;
const record = 0x4b5a5243;
const payloadOffset = 30;
const checksumOffset = 508;

export interface RecordPart {
  readonly kind: 'record';
  readonly sequence: number;
  readonly index: number;
  readonly count: number;
  readonly link: number;
  readonly payload: Uint8Array;
}

export type Sector =
  | RecordPart
  | { readonly kind: 'free' }
  | { readonly kind: 'damaged'; readonly reason: string };

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Writes the checksum over the first 508 bytes of a sector. */
export function sealSector(sector: Uint8Array): void {
  viewOf(sector).setUint32(checksumOffset, crc32(sector.subarray(0, checksumOffset)));
}

/** Whether a sector's checksum holds. */
export function isSealed(sector: Uint8Array): boolean {
  return crc32(sector.subarray(0, checksumOffset)) === viewOf(sector).getUint32(checksumOffset);
}

/** Fills `target`, one sector of zeros, as the free sector `position`. */
export function encodeFreeSector(target: Uint8Array, generation: number, position: number): void {
  const view = viewOf(target);
  view.setUint32(0, free);
  view.setUint32(4, generation);
  view.setUint32(8, position);
  sealSector(target);
}

/** The link of a record: it stands for its payload and for every record before it. */
export function linkOf(payload: Uint8Array, previous: number): number {
  return crc32(payload, previous);
}

/** How many sectors a payload takes. */
export function sectorsFor(payloadLength: number): number {
  return Math.max(1, Math.ceil(payloadLength / sectorCapacity));
}

/** The sectors of one record, to be written from sector `position` on. */
export function encodeRecord(
  generation: number,
  position: number,
  sequence: number,
  link: number,
  payload: Uint8Array,
): Uint8Array {
  const count = sectorsFor(payload.length);
  const bytes = new Uint8Array(count * sectorLength);
  const view = viewOf(bytes);
  for (let index = 0; index < count; index++) {
    const offset = index * sectorLength;
    const part = payload.subarray(index * sectorCapacity, (index + 1) * sectorCapacity);
    view.setUint32(offset, record);
    view.setUint32(offset + 4, generation);
    view.setUint32(offset + 8, position + index);
    view.setUint32(offset + 12, sequence);
    view.setUint32(offset + 16, index);
    view.setUint32(offset + 20, count);
    view.setUint32(offset + 24, link);
    view.setUint16(offset + 28, part.length);
    bytes.set(part, offset + payloadOffset);
    sealSector(bytes.subarray(offset, offset + sectorLength));
  }
  return bytes;
}

const zeros = new Uint8Array(sectorLength);

function isZero(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes, zeros.subarray(0, bytes.length)) === 0;
}

/** Reads a sector that must be number `position` of a file of `generation`. */
export function decodeSector(sector: Uint8Array, generation: number, position: number): Sector {
  if (!isSealed(sector)) return { kind: 'damaged', reason: 'fails its checksum' };
  const view = viewOf(sector);
  const kind = view.getUint32(0);
  if (kind !== free && kind !== record) return { kind: 'damaged', reason: 'is of no known kind' };
  if (view.getUint32(4) !== generation) return { kind: 'damaged', reason: 'belongs to another file' };
  if (view.getUint32(8) !== position) {
    return { kind: 'damaged', reason: `belongs to place ${view.getUint32(8)}` };
  }
  const length = view.getUint16(28);
  const used = kind === free ? 12 : payloadOffset + length;
  if (length > sectorCapacity || !isZero(sector.subarray(used, checksumOffset))) {
    return { kind: 'damaged', reason: 'has bytes where none belong' };
  }
  if (kind === free) return { kind: 'free' };
  return {
    kind: 'record',
    sequence: view.getUint32(12),
    index: view.getUint32(16),
    count: view.getUint32(20),
    link: view.getUint32(24),
    payload: sector.subarray(payloadOffset, used),
  };
}
