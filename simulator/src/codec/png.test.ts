import { inflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodecError } from './codec-error.ts';
import { hex, toHex } from './hex.ts';
import { crc32, decodePng, encodePng } from './png.ts';

/** Chunks of any PNG by type, each with a CRC that was checked. */
function chunks(png: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(png);
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const found = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    expect(crc32(body)).toBe(bytes.readUInt32BE(at + 8 + length));
    found.set(body.toString('latin1', 0, 4), body.subarray(4));
    at += 12 + length;
  }
  return found;
}

test('the CRC is that of the standard: an empty IEND has AE426082', () => {
  expect(crc32(Buffer.from('IEND'))).toBe(0xae426082);
});

test('nine pixels by two are two bytes a row behind a filter byte of 00', () => {
  const png = encodePng({ width: 9, height: 2, rows: hex('ff80 0100') });
  const found = chunks(png);
  expect([...found.keys()]).toEqual(['IHDR', 'IDAT', 'IEND']);
  expect(toHex(found.get('IHDR')!)).toBe('00000009' + '00000002' + '01' + '00' + '000000');
  expect(toHex(inflateSync(found.get('IDAT')!))).toBe('00ff80' + '000100');
});

test('every picture comes back, and zlib reads its rows', () => {
  const size = fc.integer({ min: 1, max: 80 });
  const bitmap = fc
    .tuple(size, size)
    .chain(([width, height]) =>
      fc
        .uint8Array({ minLength: ((width + 7) >> 3) * height, maxLength: ((width + 7) >> 3) * height })
        .map((rows) => ({ width, height, rows })),
    );
  fc.assert(
    fc.property(bitmap, (picture) => {
      const png = encodePng(picture);
      expect(decodePng(png)).toEqual(picture);
      expect(inflateSync(chunks(png).get('IDAT')!)).toHaveLength(
        picture.height * (1 + ((picture.width + 7) >> 3)),
      );
    }),
  );
});

describe('what is no such picture', () => {
  test.each([
    ['no pixels', 0, 1, ''],
    ['no rows', 8, 0, ''],
    ['rows that are too short', 9, 1, 'ff'],
    ['more than one stored block', 80_000, 8, '00'.repeat(80_000)],
  ])('%s is not encoded', (_what, width, height, rows) => {
    expect(() => encodePng({ width, height, rows: hex(rows) })).toThrow(
      expect.objectContaining({ code: 'codec/png' }),
    );
  });

  test('cut or changed bytes are refused with CodecError and no other', () => {
    const good = encodePng({ width: 24, height: 12, rows: new Uint8Array(36).fill(0xa5) });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = good.slice();
        bytes[at]! ^= change;
        expect(() => decodePng(bytes)).toThrow(CodecError);
        expect(() => decodePng(good.subarray(0, at))).toThrow(CodecError);
      }),
    );
  });
});
