import { expect, test } from 'vitest';
import photo from '../images/photo.json' with { type: 'json' };
import { testPhoto } from './index.ts';

/** Boxes of a JP2 file one after another: type and content. @see ISO/IEC 15444-1, annex I.4 */
function boxes(bytes: Buffer): [type: string, content: Buffer][] {
  const found: [string, Buffer][] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at) || bytes.length - at;
    found.push([bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + length)]);
    at += length;
  }
  return found;
}

test('the photo is a JP2 file with one grey component of 8 bits, 240 by 300', () => {
  const found = boxes(Buffer.from(testPhoto()));
  expect(found.map(([type]) => type)).toEqual(['jP  ', 'ftyp', 'jp2h', 'jp2c']);
  const header = new Map(boxes(found[2]![1]));
  const image = header.get('ihdr')!;
  expect([image.readUInt32BE(4), image.readUInt32BE(0), image.readUInt16BE(8), image[10]! + 1]).toEqual([
    photo.width,
    photo.height,
    1,
    8,
  ]);
  // Enumerated colour space 17 is greyscale.
  expect(header.get('colr')!.readUInt32BE(3)).toBe(17);
  // The codestream begins with SOC and SIZ and ends with EOC.
  const stream = found[3]![1];
  expect(stream.toString('hex', 0, 4)).toBe('ff4fff51');
  expect(stream.toString('hex', stream.length - 2)).toBe('ffd9');
});

test('the file says that the photo is of nobody', () => {
  expect(photo.provenance).toMatch(/^TEST, invented: the silhouette of nobody/);
});
