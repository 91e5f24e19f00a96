import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatBytes, hex, toHex } from '../../codec/hex.ts';
import { encodeFrame, FrameReader } from './frames.ts';

test('a length in big endian stands before the payload', () => {
  expect(toHex(encodeFrame(hex('90 00')))).toBe('00029000');
  expect(toHex(encodeFrame(new Uint8Array(0x0102)).subarray(0, 2))).toBe('0102');
});

test('finds the same payloads however the stream is cut', () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 5 });
  const cuts = fc.array(fc.nat(100), { maxLength: 8 });
  fc.assert(
    fc.property(payloads, cuts, (sent, at) => {
      const stream = concatBytes(...sent.map(encodeFrame));
      const reader = new FrameReader();
      const found: string[] = [];
      let from = 0;
      for (const to of [...at.sort((a, b) => a - b), stream.length]) {
        reader.push(stream.subarray(from, to));
        from = Math.max(from, Math.min(to, stream.length));
        for (let next = reader.next(); next !== undefined; next = reader.next()) found.push(toHex(next));
      }
      expect(found).toEqual(sent.map((payload) => toHex(payload)));
    }),
  );
});

test('knows when only the length has come', () => {
  const reader = new FrameReader();
  reader.push(Uint8Array.of(0x00));
  expect([reader.next(), reader.headerAlone]).toEqual([undefined, false]);
  reader.push(Uint8Array.of(0x01));
  expect([reader.next(), reader.headerAlone]).toEqual([undefined, true]);
  reader.push(Uint8Array.of(0x04));
  expect(reader.next()).toEqual(Uint8Array.of(0x04));
});
