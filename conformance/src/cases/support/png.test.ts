import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { hex } from '../../bytes/hex.ts';
import { columns, readPng } from './png.ts';

/** 9 by 2 pixels, one bit, grey; made with libpng and written down. */
const rows = deflateSync(hex('00 ff80 00 8000'));
const crcOf = (body: Buffer): Buffer => {
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : 0xedb88320 ^ (crc >>> 1);
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return bytes;
};
function chunk(type: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const body = Buffer.concat([Buffer.from(type), data]);
  return Buffer.concat([length, body, crcOf(body)]);
}
const header = chunk('IHDR', hex('00000009 00000002 01 00 00 00 00'));
const png = Buffer.concat([hex('89504e470d0a1a0a'), header, chunk('IDAT', rows), chunk('IEND', hex(''))]);

test('pixels come out by row and column', () => {
  const picture = readPng(png);
  expect(picture).toMatchObject({ width: 9, height: 2, depth: 1, colourType: 0 });
  expect(columns(picture, 0, 9)).toBe('111111111\n100000000');
  expect(columns(picture, 7, 9)).toBe('11\n00');
});

test.each([
  ['another signature', Buffer.concat([hex('00'), png])],
  ['a wrong CRC', Buffer.from(png).fill(0x05, 19, 20)],
  ['a chunk cut', png.subarray(0, png.length - 6)],
  ['no end', png.subarray(0, png.length - 12)],
  [
    'too few rows',
    Buffer.concat([
      hex('89504e470d0a1a0a'),
      header,
      chunk('IDAT', deflateSync(hex('00ff80'))),
      chunk('IEND', hex('')),
    ]),
  ],
  [
    'rows that do not inflate',
    Buffer.concat([hex('89504e470d0a1a0a'), header, chunk('IDAT', hex('00')), chunk('IEND', hex(''))]),
  ],
])('%s is refused', (_, bytes) => {
  expect(() => readPng(bytes)).toThrow(expect.objectContaining({ code: 'bytes/png' }));
});
