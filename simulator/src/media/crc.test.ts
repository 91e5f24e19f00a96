import { describe, expect, test } from 'vitest';
import { hex, toHex } from '../codec/hex.ts';
import { crcGood, withCrc } from './crc.ts';

describe('a CRC', () => {
  test.each([
    // ISO/IEC 14443-3, Annex B.3, and two of the reference.
    ['B', '000000', 'ccc6'],
    ['B', '0faaff', 'fcd1'],
    ['B', '050008', '3973'],
    ['B', '050000', '71ff'],
    // ISO/IEC 14443-3, Annex B.2, and HLTA as every reader sends it.
    ['A', '0000', 'a01e'],
    ['A', '1234', '26cf'],
    ['A', '5000', '57cd'],
    // FeliCa polling of every system, as readers send it.
    ['F', '0600ffff0000', '0921'],
  ] as const)('of type %s over %s is %s', (modulation, bytes, crc) => {
    const frame = withCrc(modulation, hex(bytes));
    expect(toHex(frame)).toBe(bytes + crc);
    expect(crcGood(modulation, frame)).toBe(true);
  });

  test('tells every wrong bit', () => {
    const frame = withCrc('B', hex('1da1b2c3d400080100'));
    for (let bit = 0; bit < 8 * frame.length; bit++) {
      const wrong = frame.slice();
      wrong[bit >> 3]! ^= 1 << (bit & 7);
      expect(crcGood('B', wrong)).toBe(false);
    }
  });

  test('is not found in less than three bytes', () => {
    expect([crcGood('A', hex('')), crcGood('B', hex('00')), crcGood('A', hex('6363'))]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
