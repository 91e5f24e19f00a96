import type { Bitmap } from '../codec/png.ts';
import { glyphHeight, glyphs, glyphWidth } from './bitmap-font.ts';

/** Pixels of a character with the space around it, at scale 1: as wide as 72 by 12 leaves for each of twelve. */
export const cellWidth = 6;
export const cellHeight = 12;
const glyphTop = 2;

/** Draws one line of digits and the letters of TEST, black on white, from the left edge. */
export function drawText(text: string, scale = 1, width = text.length * cellWidth * scale): Bitmap {
  const height = cellHeight * scale;
  const stride = (width + 7) >> 3;
  const rows = new Uint8Array(stride * height).fill(0xff);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (hasInk(text, Math.floor(x / scale), Math.floor(y / scale))) {
        rows[y * stride + (x >> 3)]! &= ~(0x80 >> (x & 7));
      }
    }
  }
  return { width, height, rows };
}

function hasInk(text: string, x: number, y: number): boolean {
  const column = x % cellWidth;
  const row = y - glyphTop;
  if (column >= glyphWidth || row < 0 || row >= glyphHeight) return false;
  return glyphs[text[Math.floor(x / cellWidth)] ?? '']?.[row]?.[column] === '#';
}
