import { expect, test } from 'vitest';
import { toHex } from '../codec/hex.ts';
import { type Bitmap, decodePng } from '../codec/png.ts';
import { glyphHeight, glyphs, glyphWidth } from './bitmap-font.ts';
import { codestreamOf, namePicture, numberPicture, photo, securityCodePicture } from './card-pictures.ts';
import { drawText } from './draw-text.ts';

/** Rows of a picture, `#` for black. */
const rows = ({ width, height, rows: bits }: Bitmap): string[] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const byte = bits[y * ((width + 7) >> 3) + (x >> 3)]!;
      return (byte & (0x80 >> (x & 7))) === 0 ? '#' : '.';
    }).join(''),
  );

test('the security code 4821 is four digits in 24 by 12', () => {
  expect(rows(decodePng(securityCodePicture('4821')))).toEqual([
    '........................',
    '........................',
    '...#...###...###....#...',
    '..##..#...#.#...#..##...',
    '.#.#..#...#.....#...#...',
    '#..#...###.....#....#...',
    '#####.#...#...#.....#...',
    '...#..#...#..#......#...',
    '...#...###..#####..###..',
    '........................',
    '........................',
    '........................',
  ]);
});

test('the number is twelve digits in 72 by 12, and each digit looks like itself alone', () => {
  const picture = decodePng(numberPicture('123456789018'));
  expect([picture.width, picture.height]).toEqual([72, 12]);
  const cell = (index: number): string =>
    rows(picture)
      .map((row) => row.slice(6 * index, 6 * index + 6))
      .join('\n');
  expect(cell(0)).toBe(cell(10));
  expect(cell(7)).toBe(cell(11));
  expect(new Set(Array.from({ length: 10 }, (_, index) => cell(index))).size).toBe(10);
});

test('the name is the word TEST, twice as large', () => {
  const picture = decodePng(namePicture());
  expect([picture.width, picture.height]).toEqual([264, 24]);
  const small = rows(drawText('TEST'));
  expect(rows(picture).map((row) => row.slice(0, 48))).toEqual(
    small.flatMap((row) => {
      const wide = row.replace(/./g, '$&$&');
      return [wide, wide];
    }),
  );
  expect(rows(picture).every((row) => /^\.*$/.test(row.slice(48)))).toBe(true);
});

test('every glyph has five columns and seven rows', () => {
  for (const glyph of Object.values(glyphs)) {
    expect(glyph.map(({ length }) => length)).toEqual(new Array(glyphHeight).fill(glyphWidth));
  }
});

test('the codestream of the photo begins with SOC and SIZ', () => {
  expect(toHex(codestreamOf(photo()).subarray(0, 4))).toBe('ff4fff51');
  expect(codestreamOf(Uint8Array.of(1, 2, 3))).toEqual(Uint8Array.of(1, 2, 3));
});
