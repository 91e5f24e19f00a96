import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatBytes, hex, toHex } from '../../codec/hex.ts';
import { ackFrame, decodeHostFrame, encodeFrame, toChip } from './frame.ts';

describe('a frame of the host', () => {
  test('has its length with the low byte first, and two checksums', () => {
    // InSetRF for Type B at 106 kbit/s.
    expect(toHex(encodeFrame(toChip, 0x00, hex('03 07 0f 07')))).toBe(
      '0000ffffff' + '0600' + 'fa' + 'd600' + '03070f07' + '0a' + '00',
    );
  });

  test('is read back', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.uint8Array({ maxLength: 1001 }), (code, parameters) => {
        expect(decodeHostFrame(encodeFrame(toChip, code, parameters))).toEqual({
          kind: 'command',
          code,
          parameters,
        });
      }),
    );
  });

  test('may be followed by bytes that count for nothing', () => {
    const frame = concatBytes(encodeFrame(toChip, 0x06, hex('00')), hex('ff ff'));
    expect(decodeHostFrame(frame)).toEqual({ kind: 'command', code: 6, parameters: hex('00') });
  });

  test('may be an acknowledgement', () => {
    expect(decodeHostFrame(ackFrame)).toEqual({ kind: 'ack' });
  });

  test.each([
    ['start', '00 00 fe ff ff 02 00 fe d6 28 02 00'],
    ['start', '00 00 ff ff ff'],
    ['length-checksum', '00 00 ff ff ff 02 00 ff d6 28 02 00'],
    ['length', '00 00 ff ff ff 01 00 ff d6 2a 00 00'],
    ['length', '00 00 ff ff ff 05 00 fb d6 28 02 00'],
    ['length', '00 00 ff ff ff ec 03 11 d6 28 02 00'],
    ['data-checksum', '00 00 ff ff ff 02 00 fe d6 28 03 00'],
    ['direction', '00 00 ff ff ff 02 00 fe d7 28 01 00'],
  ])('with a wrong %s is told as that: %s', (what, bytes) => {
    expect(() => decodeHostFrame(hex(bytes))).toThrow(
      expect.objectContaining({ code: `codec/port-100-${what}` }),
    );
  });
});
