// tsx firmware-fixtures/src/make-images.ts [FILE] draws the photo of nobody and has OpenJPEG (opj_compress, package
// libopenjp2-tools) encode it. The same opj_compress gives the same bytes; how to check them stands in the README.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [file = fileURLToPath(new URL('../images/photo.json', import.meta.url))] = process.argv.slice(2);

const width = 240;
const height = 300;
/** Bits for one pixel of eight, at a rate that leaves about six kilobytes. */
const ratio = 12;

/** TEST, five columns a letter and one between. */
const word = [
  '##### ##### ##### #####',
  '  #   #     #       #  ',
  '  #   #     #       #  ',
  '  #   ####  #####   #  ',
  '  #   #         #   #  ',
  '  #   #         #   #  ',
  '  #   ##### #####   #  ',
];
const scale = 6;
const wordLeft = (width - word[0]!.length * scale) >> 1;
const wordTop = 232;

const inEllipse = (x: number, y: number, cx: number, cy: number, rx: number, ry: number): boolean =>
  ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1;

/** Grey of a pixel: shoulders, neck and head of nobody before a light ground, TEST across the chest. */
function grey(x: number, y: number): number {
  const letter = word[Math.floor((y - wordTop) / scale)]?.[Math.floor((x - wordLeft) / scale)];
  if (letter === '#') return 250;
  if (inEllipse(x, y, 120, 110, 52, 68)) return 96 + Math.round((x - 68) / 4);
  if (inEllipse(x, y, 120, 300, 104, 112) || (Math.abs(x - 120) < 24 && y > 160 && y < 210)) return 60;
  return 215 - Math.round(y / 10);
}

const pixels = Uint8Array.from({ length: width * height }, (_, at) =>
  grey(at % width, Math.floor(at / width)),
);
const directory = mkdtempSync(join(tmpdir(), 'kazashi-photo-'));
try {
  const [pgm, jp2] = [join(directory, 'photo.pgm'), join(directory, 'photo.jp2')];
  writeFileSync(pgm, Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), pixels]));
  execFileSync('opj_compress', ['-i', pgm, '-o', jp2, '-r', String(ratio)], { stdio: 'ignore' });
  const provenance =
    'TEST, invented: the silhouette of nobody with the word TEST, drawn by firmware-fixtures/src/make-images.ts and encoded by opj_compress of OpenJPEG 2.5.0';
  const base64 = readFileSync(jp2).toString('base64');
  const photo = {
    provenance,
    format: 'JPEG 2000 (JP2), one grey component of 8 bits',
    width,
    height,
    base64,
  };
  writeFileSync(file, `${JSON.stringify(photo, null, 2)}\n`);
} finally {
  rmSync(directory, { recursive: true });
}
