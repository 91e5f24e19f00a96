import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, hex, toHex } from '../../codec/hex.ts';
import { RuleSet } from '../../rules/rule-set.ts';
import { conductOf } from './conduct.ts';
import { FrameParser } from './frame-parser.ts';
import { encodeFrame, maxFrameLength, nackFrame } from './pn532-frames.ts';

const conduct = conductOf(new RuleSet());

/** What a parser makes of bytes that come in these pieces. */
const parsed = (...pieces: readonly Uint8Array[]): string[] => {
  const parser = new FrameParser(conduct);
  return pieces.flatMap((piece) =>
    parser
      .push(piece)
      .map((incoming) => (incoming.kind === 'frame' ? toHex(incoming.content) : incoming.kind)),
  );
};

describe('frames', () => {
  test('a normal frame has length, its complement, content and a sum that makes zero', () => {
    expect(toHex(encodeFrame(hex('d4 02')))).toBe('0000ff02fed4022a00');
    expect(toHex(encodeFrame(hex('d5 03 32 01 06 07')))).toBe('0000ff06fad50332010607e800');
  });

  test('above 255 bytes a frame is extended, with its length in two bytes', () => {
    const frame = encodeFrame(new Uint8Array(256));
    expect(toHex(frame.subarray(0, 8))).toBe('0000ffffff0100ff');
    expect(frame.length).toBe(8 + 256 + 2);
  });

  test('without ambles nothing stands before the start code and nothing behind the sum', () => {
    expect(toHex(encodeFrame(hex('d5 13'), { amble: false }))).toBe('00ff02fed51318');
  });
});

describe('the parser finds', () => {
  test.each([
    ['a frame', '0000ff02fed4022a00', ['d402']],
    ['a frame without postamble', '0000ff02fed4022a', ['d402']],
    ['a frame behind a long preamble', `${'55'.repeat(2)}${'00'.repeat(30)}00ff02fed4022a00`, ['d402']],
    ['ACK', '0000ff00ff00', ['ack']],
    ['NACK, which begins as an extended frame does not', '0000ffff0000', ['nack']],
    ['an extended frame', '0000ffffff0002fed4022a00', ['d402']],
    ['nothing in a wrong LCS', '0000ff02fdd4022a00', []],
    ['a wrong sum', '0000ff02fed4022b00', ['corrupt']],
    ['nothing in a length that no frame has', '0000ffffff7fff8200d402', []],
    [
      'the frame behind garbage that looks like a beginning',
      '00ff00ff12000000ff02fed4022a00',
      ['ack', 'd402'],
    ],
    ['two frames in one piece', '0000ff02fed4022a000000ff02fed4022a00', ['d402', 'd402']],
    ['no fault in half a frame with a whole one behind', '0000ff06fad4020000ff02fed4022a00', ['d402']],
  ])('%s', (_, bytes, found) => {
    expect(parsed(hex(bytes))).toEqual(found);
  });

  test('the same frames however the line cuts them', () => {
    const content = fc.uint8Array({ minLength: 1, maxLength: maxFrameLength });
    const cuts = fc.array(fc.nat(2000), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(content, { minLength: 1, maxLength: 4 }), cuts, (sent, at) => {
        const stream = concatBytes(...sent.map((one) => encodeFrame(one)));
        const ends = [...at.map((cut) => Math.min(cut, stream.length)), stream.length].sort((a, b) => a - b);
        const pieces = ends.map((end, i) => stream.subarray(ends[i - 1] ?? 0, end));
        expect(parsed(...pieces.filter(({ length }) => length > 0))).toEqual(sent.map((one) => toHex(one)));
      }),
    );
  });

  test('a frame after any garbage, at the latest when it is sent again', () => {
    const frame = encodeFrame(hex('d4 02'));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (garbage) => {
        const parser = new FrameParser(conduct);
        parser.push(garbage);
        // What garbage began swallows at most the longest frame.
        const tries = Math.ceil((maxFrameLength + 10) / frame.length) + 1;
        const found = Array.from({ length: tries }, () => parser.push(frame)).flat();
        expect(found.some((one) => one.kind === 'frame' && toHex(one.content) === 'd402')).toBe(true);
        expect(parser.pending).toBeLessThan(300);
      }),
    );
  });

  test('its own NACK, without end', () => {
    expect(parsed(nackFrame, nackFrame)).toEqual(['nack', 'nack']);
  });
});
