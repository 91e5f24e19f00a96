import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../codec/hex.ts';
import * as M from './messages.ts';
import { READER_STATE } from './reader-states.ts';
import { readU32, writeU32 } from './struct.ts';

// Sizes as the compiler gives them for the C structs. @see pcsc reference, 1.2
test.each([
  [M.ESTABLISH_CONTEXT, 0x01, 12],
  [M.RELEASE_CONTEXT, 0x02, 8],
  [M.CONNECT, 0x04, 152],
  [M.RECONNECT, 0x05, 24],
  [M.DISCONNECT, 0x06, 12],
  [M.BEGIN_TRANSACTION, 0x07, 8],
  [M.END_TRANSACTION, 0x08, 12],
  [M.TRANSMIT, 0x09, 32],
  [M.CONTROL, 0x0a, 24],
  [M.STATUS, 0x0b, 8],
  [M.CANCEL, 0x0d, 8],
  [M.GET_ATTRIB, 0x0f, 280],
  [M.SET_ATTRIB, 0x10, 280],
  [M.VERSION, 0x11, 12],
  [M.GET_READERS_STATE, 0x12, 0],
  [M.GET_READER_EVENTS, 0x15, 0],
  [M.GET_READERS_STATE_SIZE, 0x16, 0],
  [M.GET_READERS_STATE_ARRAY, 0x17, 0],
] as const)('$name has the number and the size of the C struct', (message, id, size) => {
  expect(message.id).toBe(id);
  expect(message.requestSize(4)).toBe(size);
  expect(M.frames[id]?.name).toBe(message.name);
});

test('the commands of waiting lost their body with 4:4', () => {
  for (const message of [M.WAIT_READER_STATE_CHANGE, M.STOP_WAITING]) {
    expect([2, 3, 4, 5, 6].map((minor) => message.requestSize(minor))).toEqual([8, 8, 0, 0, 0]);
    expect(message.reply.size).toBe(8);
  }
});

test('members lie where the C struct has them', () => {
  expect(M.CONNECT.request.offsets).toMatchObject({ szReader: 4, dwShareMode: 132, hCard: 140, rv: 148 });
  expect(M.TRANSMIT.request.offsets).toMatchObject({ cbSendLength: 12, pcbRecvLength: 24, rv: 28 });
  expect(M.GET_ATTRIB.request.offsets).toMatchObject({ pbAttr: 8, cbAttrLen: 272, rv: 276 });
  expect(READER_STATE.size).toBe(184);
  expect(READER_STATE.offsets).toMatchObject({ eventCounter: 128, readerSharing: 136, cardAtr: 140 });
  expect(READER_STATE.offsets).toMatchObject({ cardAtrLength: 176, cardProtocol: 180 }); // after three pad bytes
});

test('a TRANSMIT is its header, its struct, and the command that the header does not count', () => {
  const request = M.encodeRequest(
    M.TRANSMIT,
    4,
    { hCard: 0x01020304, ioSendPciProtocol: 2, cbSendLength: 4, pcbRecvLength: 258 },
    Uint8Array.of(0x00, 0xb0, 0x00, 0x00),
  );
  expect(M.decodeHeader(request)).toEqual({ size: 32, id: 9 });
  expect(request.length).toBe(8 + 32 + 4);
  expect(readU32(request, 8)).toBe(0x01020304);
  expect(readU32(request, 8 + 24)).toBe(258);
  expect(toHex(request.subarray(40))).toBe('00b00000');
});

test('a reader name is cut to what the array holds with its NUL, and read up to the first NUL', () => {
  const struct = M.CONNECT.request;
  const bytes = struct.encode({ szReader: 'x'.repeat(200) });
  expect(struct.decode(bytes).szReader).toBe('x'.repeat(127));
  bytes.fill(0x41, 4, 132);
  expect(struct.decode(bytes).szReader).toBe('A'.repeat(127)); // no NUL came: the last byte counts as one
});

test('numbers keep their value and sign', () => {
  const bytes = M.CONNECT.request.encode({ hCard: -1, rv: 0x8010_0009 });
  expect(M.CONNECT.request.decode(bytes)).toMatchObject({ hCard: -1, rv: 0x8010_0009 });
});

describe('properties', () => {
  const number = fc.integer({ min: 0, max: 0xffff_ffff });

  test('any 32-bit number is read as it was written', () => {
    fc.assert(
      fc.property(number, (value) => {
        const bytes = new Uint8Array(6);
        writeU32(bytes, 1, value);
        return readU32(bytes, 1) === value;
      }),
    );
  });

  test('any RECONNECT is read as it was written', () => {
    const values = fc.record({
      hCard: fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff }),
      dwShareMode: number,
      dwPreferredProtocols: number,
      dwInitialization: number,
      dwActiveProtocol: number,
      rv: number,
    });
    fc.assert(
      fc.property(values, (value) => {
        expect(M.RECONNECT.request.decode(M.RECONNECT.request.encode(value))).toEqual(value);
      }),
    );
  });
});
