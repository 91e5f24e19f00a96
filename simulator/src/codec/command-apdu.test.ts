import vectors from '@kazashi/firmware-fixtures/vectors/command-apdu.json' with { type: 'json' };
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodecError } from './codec-error.ts';
import { decodeCommandApdu, encodeCommandApdu } from './command-apdu.ts';
import { hex, toHex } from './hex.ts';

describe('a vector', () => {
  test.each(vectors.commands)('$name: decodes to its parts and encodes to the same bytes', (vector) => {
    const apdu = decodeCommandApdu(hex(vector.bytes));
    const { cla, ins, p1, p2, data, ne, extended } = apdu;
    expect(toHex(Uint8Array.of(cla, ins, p1, p2))).toBe(vector.header);
    expect(toHex(data)).toBe(vector.data);
    expect({ ne, extended }).toEqual({ ne: vector.ne, extended: vector.extended });
    expect(toHex(encodeCommandApdu(apdu))).toBe(vector.bytes);
  });

  test.each(vectors.malformed)('$name: is refused at the byte that is wrong', ({ bytes, code, offset }) => {
    expect(() => decodeCommandApdu(hex(bytes))).toThrow(expect.objectContaining({ code, offset }));
  });

  test('stands for each of the cases 1 to 4, short and extended', () => {
    const cases = new Set(vectors.commands.map((vector) => vector.case));
    expect(cases).toEqual(new Set(['1', '2S', '2E', '3S', '3E', '4S', '4E']));
  });
});

test('256 data bytes or an Ne of 257 take extended form without being asked', () => {
  const header = { cla: 0x80, ins: 0x2a, p1: 0x01, p2: 0x97 };
  expect(toHex(encodeCommandApdu({ ...header, data: new Uint8Array(256) }).subarray(4, 7))).toBe('000100');
  expect(toHex(encodeCommandApdu({ ...header, ne: 257 }))).toBe('802a0197' + '000101');
  expect(toHex(encodeCommandApdu({ ...header, ne: 256 }))).toBe('802a0197' + '00');
});

test('65,536 data bytes and an Ne of 65,537 cannot be encoded', () => {
  const header = { cla: 0x00, ins: 0xb0, p1: 0, p2: 0 };
  const refused = expect.objectContaining({ code: 'codec/apdu-length' });
  expect(() => encodeCommandApdu({ ...header, data: new Uint8Array(65_536) })).toThrow(refused);
  expect(() => encodeCommandApdu({ ...header, ne: 65_537 })).toThrow(refused);
  expect(encodeCommandApdu({ ...header, data: new Uint8Array(65_535), ne: 65_536 })).toHaveLength(
    4 + 3 + 65_535 + 2,
  );
});

const byte = fc.integer({ min: 0, max: 255 });
const command = fc.record({
  cla: byte,
  ins: byte,
  p1: byte,
  p2: byte,
  data: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc.uint8Array({ minLength: 250, maxLength: 260, size: 'max' }),
  ),
  ne: fc.oneof(fc.integer({ min: 0, max: 260 }), fc.integer({ min: 65_530, max: 65_536 })),
  extended: fc.boolean(),
});

test('every command comes back from its bytes', () => {
  fc.assert(
    fc.property(command, (apdu) => {
      const { extended, ...parts } = decodeCommandApdu(encodeCommandApdu(apdu));
      const { extended: asked, ...given } = apdu;
      expect(parts).toEqual(given);
      const needed = given.data.length > 255 || given.ne > 256;
      expect(extended).toBe((asked || needed) && (given.data.length > 0 || given.ne > 0));
    }),
  );
});

test('any bytes decode and encode to themselves, or give CodecError and no other', () => {
  const headerAndLength = fc.tuple(fc.uint8Array({ minLength: 4, maxLength: 8 }), fc.uint8Array()).map(
    // Lc made to fit now and then: random bytes alone are nearly always malformed.
    ([head, tail]) => Uint8Array.of(...head.subarray(0, 4), tail.length, ...tail),
  );
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), headerAndLength), (bytes) => {
      let decoded: ReturnType<typeof decodeCommandApdu>;
      try {
        decoded = decodeCommandApdu(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(CodecError);
        return;
      }
      expect(encodeCommandApdu(decoded)).toEqual(bytes);
    }),
    { numRuns: 1000 },
  );
});
