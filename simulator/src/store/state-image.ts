import {
  decodeSector,
  encodeFreeSector,
  encodeRecord,
  isSealed,
  linkOf,
  type RecordPart,
  type Sector,
  sealSector,
  sectorLength,
  sectorsFor,
} from './sector.ts';
import type { Json } from './store.ts';
import { StoreError } from './store-error.ts';

/**
 * The state file: a header sector, a record with every entry (the checkpoint), then one record for each
 * transaction, then free sectors. A sector is written once: free, then part of a record. So what a crash leaves
 * of the last record is a set of its sectors among free ones, and anything else is damage.
 *
 * Header: the line `kazashi state format 1`, zeros, generation at 64, number of sectors at 68, checksum at 508.
 * The line stays in later formats, whatever the rest becomes.
 */
const magic = 'kazashi state format ';
const formatVersion = 1;
const generationOffset = 64;
const sectorsOffset = 68;

/** Where the next record goes, and what it follows. */
export interface Tail {
  readonly generation: number;
  /** Sectors in the file. */
  readonly sectors: number;
  /** Sector at which the next record begins. */
  readonly position: number;
  /** Sequence of the last record. */
  readonly sequence: number;
  /** Link of the last record. */
  readonly link: number;
}

export interface StateImage {
  readonly tail: Tail;
  readonly entries: Map<string, Json>;
  /** First sector of the last record. */
  readonly lastPosition: number;
  /** Places of sectors that a record left which was never acknowledged; to be made free before the next. */
  readonly residue: readonly number[];
}

/** Values as JSON text; `null` for a key that goes away. */
export type EntryTexts = ReadonlyMap<string, string | null>;

/** Payload of a record: one JSON array in which each key is followed by its value. */
export function encodePayload(texts: EntryTexts): Uint8Array {
  const parts: string[] = [];
  for (const [key, text] of texts) parts.push(JSON.stringify(key), text ?? 'null');
  return new TextEncoder().encode(`[${parts.join(',')}]`);
}

/** Appends a payload: the sectors to write at `tail.position` and the tail after them, or undefined when it does not fit. */
export function append(tail: Tail, payload: Uint8Array): { bytes: Uint8Array; tail: Tail } | undefined {
  const position = tail.position + sectorsFor(payload.length);
  if (position > tail.sectors) return undefined;
  const sequence = tail.sequence + 1;
  const link = linkOf(payload, tail.link);
  return {
    bytes: encodeRecord(tail.generation, tail.position, sequence, link, payload),
    tail: { ...tail, position, sequence, link },
  };
}

/** A whole new file that holds one checkpoint and has at least three quarters of its sectors free. */
export function encodeImage(
  generation: number,
  payload: Uint8Array,
  leastSectors: number,
): { bytes: Uint8Array; tail: Tail } {
  let sectors = leastSectors;
  while (sectors < 4 * sectorsFor(payload.length) + 1) sectors *= 2;
  const first = append({ generation, sectors, position: 1, sequence: 0, link: generation }, payload)!;
  const bytes = new Uint8Array(sectors * sectorLength);
  const header = bytes.subarray(0, sectorLength);
  new TextEncoder().encodeInto(`${magic}${formatVersion}\n`, header);
  const view = new DataView(header.buffer);
  view.setUint32(generationOffset, generation);
  view.setUint32(sectorsOffset, sectors);
  sealSector(header);
  bytes.set(first.bytes, sectorLength);
  for (let position = first.tail.position; position < sectors; position++) {
    encodeFreeSector(sectorAt(bytes, position), generation, position);
  }
  return { bytes, tail: first.tail };
}

/** The free sector that belongs at `position`. */
export function freeSector(generation: number, position: number): Uint8Array {
  const sector = new Uint8Array(sectorLength);
  encodeFreeSector(sector, generation, position);
  return sector;
}

/** Reads a whole file. Throws StoreError `store/truncated`, `store/newer-format`, `store/damaged`. */
export function decodeImage(bytes: Uint8Array, path: string): StateImage {
  const { generation, sectors } = decodeHeader(bytes, path);
  const parts: Sector[] = [];
  for (let position = 1; position < sectors; position++) {
    const sector = decodeSector(sectorAt(bytes, position), generation, position);
    if (sector.kind === 'damaged') throw damaged(path, `sector ${position} ${sector.reason}`);
    parts[position] = sector;
  }
  const entries = new Map<string, Json>();
  let tail: Tail = { generation, sectors, position: 1, sequence: 0, link: generation };
  let lastPosition = tail.position;
  for (;;) {
    const record = wholeRecord(parts, tail);
    if (record === undefined) break;
    const link = linkOf(record.payload, tail.link);
    if (link !== record.link) {
      throw damaged(path, `the record at sector ${tail.position} does not follow the one before it`);
    }
    apply(entries, record.payload, path);
    lastPosition = tail.position;
    tail = { ...tail, position: tail.position + record.count, sequence: tail.sequence + 1, link };
  }
  if (tail.sequence === 0) throw damaged(path, 'the checkpoint at its beginning is not whole');
  return { tail, entries, lastPosition, residue: residueAfter(tail, parts, path) };
}

function decodeHeader(bytes: Uint8Array, path: string): { generation: number; sectors: number } {
  if (bytes.length < sectorLength) {
    throw truncated(path, `${bytes.length} bytes are left, fewer than its header has`);
  }
  const header = bytes.subarray(0, sectorLength);
  const line = new TextDecoder('latin1').decode(header.subarray(0, generationOffset));
  const version = line.startsWith(magic) ? /^[1-9]\d{0,5}(?=\n)/.exec(line.slice(magic.length)) : null;
  if (version === null) throw damaged(path, `it does not begin with "${magic.trimEnd()}"`);
  if (Number(version[0]) > formatVersion) {
    throw new StoreError(
      'store/newer-format',
      path,
      `the state is in format ${version[0]}, this program reads formats up to ${formatVersion}. ` +
        'The file was left as it is; use the newer kazashi that wrote it.',
    );
  }
  if (!isSealed(header)) throw damaged(path, 'its header fails its checksum');
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const sectors = view.getUint32(sectorsOffset);
  if (bytes.length < sectors * sectorLength) {
    throw truncated(path, `${bytes.length} of ${sectors * sectorLength} bytes are left`);
  }
  if (bytes.length > sectors * sectorLength) {
    throw damaged(path, `it has ${bytes.length} bytes, its header says ${sectors * sectorLength}`);
  }
  return { generation: view.getUint32(generationOffset), sectors };
}

/** The record after `tail`, when all of its sectors are there. */
function wholeRecord(
  parts: readonly Sector[],
  tail: Tail,
): { count: number; link: number; payload: Uint8Array } | undefined {
  const first = parts[tail.position];
  if (first?.kind !== 'record') return undefined;
  const payloads: Uint8Array[] = [];
  for (let index = 0; index < first.count; index++) {
    const part = parts[tail.position + index];
    if (part?.kind !== 'record' || !continues(part, tail, first, index)) return undefined;
    payloads.push(part.payload);
  }
  return { count: first.count, link: first.link, payload: concat(payloads) };
}

function continues(part: RecordPart, tail: Tail, like: RecordPart, index: number): boolean {
  return (
    part.sequence === tail.sequence + 1 &&
    part.index === index &&
    part.count === like.count &&
    part.link === like.link
  );
}

/**
 * Every sector after the last whole record is free or left by the one record that was being written. Anything
 * else means that acknowledged records are gone, and dropping them could give tries back.
 */
function residueAfter(tail: Tail, parts: readonly Sector[], path: string): number[] {
  const residue: number[] = [];
  let like: RecordPart | undefined;
  for (let position = tail.position; position < tail.sectors; position++) {
    const part = parts[position];
    if (part?.kind !== 'record') continue;
    like ??= part;
    const fits = tail.position + part.count <= tail.sectors && position < tail.position + part.count;
    if (!fits || !continues(part, tail, like, position - tail.position)) {
      throw damaged(path, `sector ${position} holds a record, but the one that belongs before it is missing`);
    }
    residue.push(position);
  }
  return residue;
}

function apply(entries: Map<string, Json>, payload: Uint8Array, path: string): void {
  let items: unknown;
  try {
    items = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(payload));
  } catch (error) {
    throw damaged(path, 'a record is not JSON', { cause: error });
  }
  if (!Array.isArray(items) || items.length % 2 !== 0) throw damaged(path, 'a record is not a list of pairs');
  const pairs: readonly Json[] = items;
  for (let index = 0; index < pairs.length; index += 2) {
    const [key, value] = [pairs[index], pairs[index + 1]];
    if (typeof key !== 'string' || value === undefined) throw damaged(path, 'a record has no key');
    if (value === null) entries.delete(key);
    else entries.set(key, value);
  }
}

function sectorAt(bytes: Uint8Array, position: number): Uint8Array {
  return bytes.subarray(position * sectorLength, (position + 1) * sectorLength);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const only = parts[0];
  if (parts.length === 1 && only !== undefined) return only;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

const advice =
  'The file was left as it is and is not used, since tries already spent could come back. ' +
  'Put back a copy of the directory, or start with an empty --state directory.';

function damaged(path: string, found: string, options?: ErrorOptions): StoreError {
  return new StoreError('store/damaged', path, `the state is damaged: ${found}. ${advice}`, options);
}

function truncated(path: string, found: string): StoreError {
  return new StoreError('store/truncated', path, `the state was cut short: ${found}. ${advice}`);
}
