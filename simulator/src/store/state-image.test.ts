import { describe, expect, test } from 'vitest';
import { sectorLength } from './sector.ts';
import { append, decodeImage, encodeImage, encodePayload, freeSector, type Tail } from './state-image.ts';
import type { Json } from './store.ts';

const payload = (...entries: [string, Json][]): Uint8Array =>
  encodePayload(new Map(entries.map(([key, value]) => [key, value === null ? null : JSON.stringify(value)])));

/** A file of 16 sectors: checkpoint, a record of one sector, one of three, one of one, then free sectors. */
function sample(): { bytes: Uint8Array; starts: number[]; tail: Tail } {
  const image = encodeImage(7, payload(['secret/1', 3]), 16);
  const starts = [1];
  let { tail } = image;
  for (const next of [
    payload(['secret/1', 2]),
    payload(['card', 'x'.repeat(1200)]),
    payload(['secret/1', 1]),
  ]) {
    const record = append(tail, next)!;
    image.bytes.set(record.bytes, tail.position * sectorLength);
    starts.push(tail.position);
    tail = record.tail;
  }
  return { bytes: image.bytes, starts, tail };
}

const codeOf = (bytes: Uint8Array): string => {
  try {
    decodeImage(bytes, 'kazashi.state');
    return 'read';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

const sector = (bytes: Uint8Array, position: number): Uint8Array =>
  bytes.subarray(position * sectorLength, (position + 1) * sectorLength);

test('a file gives back the last value of every key and where the next record goes', () => {
  const { bytes, tail } = sample();
  const image = decodeImage(bytes, 'kazashi.state');
  expect(image).toEqual({
    tail,
    lastPosition: 6,
    residue: [],
    entries: new Map<string, Json>([
      ['secret/1', 1],
      ['card', 'x'.repeat(1200)],
    ]),
  });
});

test('a file begins with a line for people and the sectors carry their place and checksum', () => {
  const { bytes } = encodeImage(7, payload(['secret/1', 3]), 16);
  expect(Buffer.from(bytes.subarray(0, 24)).toString('latin1')).toBe('kazashi state format 1\n\0');
  expect(Buffer.from(sector(bytes, 1).subarray(0, 46)).toString('hex')).toBe(
    '4b5a5243' +
      '00000007' +
      '00000001' +
      '00000001' +
      '00000000' +
      '00000001' +
      'a9ff0ced' +
      '000e' +
      Buffer.from('["secret/1",3]').toString('hex') +
      '0000',
  );
  expect(Buffer.from(sector(bytes, 2).subarray(0, 16)).toString('hex')).toBe(
    '4b5a46520000000700000002' + '00000000',
  );
});

describe('a damaged file is refused', () => {
  test('for any bit that flipped, in records, free sectors and header alike', () => {
    const { bytes } = sample();
    const missed: string[] = [];
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const rotten = bytes.slice();
      rotten[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7));
      const code = codeOf(rotten);
      // A flip in the digit of the version may make a greater one.
      if (code !== 'store/damaged' && !(bit >> 3 === 21 && code === 'store/newer-format')) {
        missed.push(`bit ${bit}: ${code}`);
      }
    }
    expect(missed).toEqual([]);
  });

  test('for any sector that was zeroed or holds the bytes of another', () => {
    const { bytes } = sample();
    for (let position = 0; position < 16; position++) {
      for (let other = 0; other < 16; other++) {
        const wrong = bytes.slice();
        if (other === position) sector(wrong, position).fill(0);
        else sector(wrong, position).set(sector(bytes, other));
        expect(codeOf(wrong), `sector ${position} from ${other}`).toBe('store/damaged');
      }
    }
  });

  test('for a sector of an older file in the same place', () => {
    const old = encodeImage(6, payload(['secret/1', 3]), 16).bytes;
    for (const position of [1, 2, 15]) {
      const mixed = sample().bytes;
      sector(mixed, position).set(sector(old, position));
      expect(codeOf(mixed)).toBe('store/damaged');
    }
  });

  test('for every record that is gone while a later one is there', () => {
    const { starts } = sample();
    for (const start of starts.slice(0, -1)) {
      const { bytes, tail } = sample();
      sector(bytes, start).set(freeSector(tail.generation, start));
      expect(codeOf(bytes), `record at ${start}`).toBe('store/damaged');
    }
  });

  test('for a record that does not follow the one before it', () => {
    const { bytes, tail } = sample();
    const stranger = append({ ...tail, link: tail.link ^ 1 }, payload(['secret/1', 3]))!;
    bytes.set(stranger.bytes, tail.position * sectorLength);
    expect(codeOf(bytes)).toBe('store/damaged');
  });

  test('for bytes past its end', () => {
    expect(codeOf(new Uint8Array([...sample().bytes, 0]))).toBe('store/damaged');
  });

  test('for a file of something else', () => {
    expect(codeOf(new Uint8Array(4096))).toBe('store/damaged');
  });
});

test('a file cut at any length is refused as truncated', () => {
  const { bytes } = sample();
  for (let length = 0; length < bytes.length; length++) {
    expect(codeOf(bytes.subarray(0, length)), `${length} bytes`).toBe('store/truncated');
  }
});

test('a file of a newer format is refused as such, whatever else the format changed', () => {
  const bytes = new Uint8Array(4096).fill(0xee);
  bytes.set(new TextEncoder().encode('kazashi state format 2\n'));
  expect(codeOf(bytes)).toBe('store/newer-format');
});

test('any sectors of a last record among free ones are residue, all of them are the record', () => {
  const { bytes, tail } = sample();
  const torn = append(tail, payload(['card', 'y'.repeat(1200)]))!;
  for (let arrived = 0; arrived < 8; arrived++) {
    const after = bytes.slice();
    const places = [0, 1, 2].filter((index) => arrived & (1 << index)).map((index) => tail.position + index);
    for (const place of places) {
      sector(after, place).set(sector(torn.bytes, place - tail.position));
    }
    const image = decodeImage(after, 'kazashi.state');
    expect(image.residue).toEqual(arrived === 7 ? [] : places);
    expect(image.entries.get('card')).toBe((arrived === 7 ? 'y' : 'x').repeat(1200));
  }
});
