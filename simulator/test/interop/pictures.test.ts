/** The pictures of the visual application, shown to programs that know their formats. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf, testCard } from '../../src/card/test-card.ts';
import { decodeCardFace } from '../../src/codec/card-face.ts';
import { decodeNumberImage } from '../../src/codec/number-image.ts';
import { requireProgram, runProgram, withDirectory } from './interop.ts';

const face = decodeCardFace(contentOf(testCard(), 'visual', 0x02));
const number = decodeNumberImage(contentOf(testCard(), 'visual', 0x05));

test('opj_dump and opj_decompress read the photo: one component of 8 bits, 240 by 300', async (context) => {
  const [dump, decompress] = [
    await requireProgram(context, 'opj_dump'),
    await requireProgram(context, 'opj_decompress'),
  ];
  await withDirectory(async (directory) => {
    const [jp2, pgm] = [join(directory, 'photo.jp2'), join(directory, 'photo.pgm')];
    await writeFile(jp2, face.photo);
    const dumped = await runProgram(dump, ['-i', jp2]);
    expect(dumped.code).toBe(0);
    expect(dumped.stdout).toMatch(/x1=240, y1=300\s+numcomps=1\s[\s\S]*prec=8\s+sgnd=0/);
    const decompressed = await runProgram(decompress, ['-i', jp2, '-o', pgm]);
    expect(decompressed.code).toBe(0);
    expect(decompressed.stdout + decompressed.stderr).not.toMatch(/\[(?:ERROR|WARNING)\]/);
  });
});

test('file tells the other pictures for 1-bit greyscale PNGs', async (context) => {
  const file = await requireProgram(context, 'file');
  await withDirectory(async (directory) => {
    const pictures = {
      number: [number.image, '72 x 12'],
      code: [face.securityCodeImage, '24 x 12'],
      name: [face.nameImage, '264 x 24'],
      address: [face.addressImage, '528 x 24'],
    } as const;
    for (const [name, [png, size]] of Object.entries(pictures)) {
      const path = join(directory, `${name}.png`);
      await writeFile(path, png);
      const { stdout } = await runProgram(file, ['--brief', path]);
      expect(stdout.trim()).toBe(`PNG image data, ${size}, 1-bit grayscale, non-interlaced`);
    }
  });
});

test('libpng, which opj_compress reads with, sees the number pixel by pixel', async (context) => {
  const [compress, decompress] = [
    await requireProgram(context, 'opj_compress'),
    await requireProgram(context, 'opj_decompress'),
  ];
  await withDirectory(async (directory) => {
    const [png, jp2, pgm] = ['png', 'jp2', 'pgm'].map((type) => join(directory, `number.${type}`));
    await writeFile(png!, number.image);
    // Lossless; one resolution, since twelve rows are too few for more.
    expect((await runProgram(compress, ['-i', png!, '-o', jp2!, '-n', '1'])).code).toBe(0);
    expect((await runProgram(decompress, ['-i', jp2!, '-o', pgm!])).code).toBe(0);
    const pixels = (await readFile(pgm!)).subarray(-72 * 12);
    const row = (y: number): string =>
      [...pixels.subarray(72 * y, 72 * y + 18)].map((grey) => grey || '#').join('');
    // The tops of 1, 2 and 3: a stroke, a bow, a bar; above and below is white.
    expect(row(1)).toBe('1'.repeat(18));
    expect(row(2)).toBe('11#111' + '1###11' + '#####1');
    expect(row(9)).toBe('1'.repeat(18));
  });
});
