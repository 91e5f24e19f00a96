import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asciiBytes, asciiText, concatBytes, equalBytes, hex, toHex, utf8Bytes, utf8Text } from './hex.ts';

test('digits become bytes whatever their case and the blanks between them', () => {
  expect([...hex('00 a4\n04\t0C d392')]).toEqual([0x00, 0xa4, 0x04, 0x0c, 0xd3, 0x92]);
  expect(hex('')).toHaveLength(0);
});

test('bytes are written in lower case, with a separator when one is given', () => {
  expect(toHex(Uint8Array.of(0x0f, 0xa0))).toBe('0fa0');
  expect(toHex(Uint8Array.of(0x0f, 0xa0, 0x00), ' ')).toBe('0f a0 00');
});

describe('what is no hex', () => {
  test.each([
    ['an odd number of digits', '0a4', 'codec/hex-odd', 1],
    ['a letter beyond f', '00 0g', 'codec/hex-digit', 1],
    ['a sign', '-1', 'codec/hex-digit', 0],
  ])('%s is refused', (_what, text, code, offset) => {
    expect(() => hex(text)).toThrow(expect.objectContaining({ code, offset }));
  });
});

test('bytes are equal only with the same length and the same content', () => {
  expect(equalBytes(hex('3132'), hex('3132'))).toBe(true);
  expect(equalBytes(hex('3132'), hex('3133'))).toBe(false);
  expect(equalBytes(hex('3132'), hex('313233'))).toBe(false);
});

test('ASCII is taken to 7F and no further, in both directions', () => {
  expect(toHex(asciiBytes('AB 12\x7f'))).toBe('414220' + '31327f');
  expect(asciiText(hex('4142 20 3132 7f'))).toBe('AB 12\x7f');
  expect(() => asciiBytes('12３')).toThrow(expect.objectContaining({ code: 'codec/ascii', offset: 2 }));
  expect(() => asciiText(hex('31 80'))).toThrow(expect.objectContaining({ code: 'codec/ascii', offset: 1 }));
});

test('UTF-8 that is cut or over-long is refused', () => {
  expect(utf8Text(hex('e38080'))).toBe('\u3000');
  for (const bytes of ['e380', 'c0af', 'ff'])
    expect(() => utf8Text(hex(bytes))).toThrow(expect.objectContaining({ code: 'codec/utf8' }));
});

test('bytes and text of any length come back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array(), { maxLength: 3 }),
      fc.string({ unit: 'grapheme' }),
      (parts, text) => {
        const joined = concatBytes(...parts);
        expect(hex(toHex(joined, ' '))).toEqual(joined);
        expect(utf8Text(utf8Bytes(text))).toBe(text);
      },
    ),
  );
  expect(asciiText(new Uint8Array(200_000).fill(0x41))).toHaveLength(200_000);
});
