import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concatBytes, toHex } from '../../codec/hex.ts';
import { MessageReader } from './message-reader.ts';
import * as M from './messages.ts';
import { writeU32 } from './struct.ts';

const command = Uint8Array.of(0x00, 0xa4, 0x04, 0x0c);
const transmit = M.encodeRequest(M.TRANSMIT, 4, { hCard: 7, cbSendLength: 4 }, command);
const status = M.encodeRequest(M.STATUS, 4, { hCard: 7 });
const wait = M.encodeRequest(M.WAIT_READER_STATE_CHANGE, 4);

function names(reader: MessageReader, chunks: readonly Uint8Array[]): string[] {
  const found: string[] = [];
  for (const chunk of chunks) {
    reader.push(chunk);
    while (reader.next(4) === 'message') {
      const data = reader.bytes.subarray(reader.dataAt, reader.dataAt + reader.dataLength);
      found.push(`${reader.frame?.name} ${toHex(data)}`.trim());
    }
  }
  return found;
}

test('finds the same messages however the stream is cut', () => {
  const stream = concatBytes(transmit, status, wait, transmit);
  const cuts = fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 12 });
  fc.assert(
    fc.property(cuts, (unsorted) => {
      const at = [0, ...unsorted.sort((a, b) => a - b), stream.length];
      const chunks = at.slice(1).map((end, i) => stream.subarray(at[i], end));
      expect(names(new MessageReader(), chunks)).toEqual([
        'TRANSMIT 00a4040c',
        'STATUS',
        'WAIT_READER_STATE_CHANGE',
        'TRANSMIT 00a4040c',
      ]);
    }),
  );
});

test('data handed out stays as it is when more bytes come', () => {
  const reader = new MessageReader();
  reader.push(transmit.slice(0, 20));
  reader.push(transmit.slice(20));
  expect(reader.next(4)).toBe('message');
  const data = reader.bytes.subarray(reader.dataAt, reader.dataAt + reader.dataLength);
  for (let i = 0; i < 100; i++) reader.push(status);
  expect(toHex(data)).toBe('00a4040c');
});

test('the body of a wait depends on the generation of the client', () => {
  const old = M.encodeRequest(M.WAIT_READER_STATE_CHANGE, 3);
  const reader = new MessageReader();
  reader.push(old);
  expect(reader.next(3)).toBe('message');
  reader.push(old);
  expect(reader.next(4)).toBe('malformed');
  expect(reader.fault).toBe('WAIT_READER_STATE_CHANGE of 8 bytes');
});

test.each([
  ['command 0', { size: 0, id: 0 }],
  ['a command that is never sent', { size: 0, id: 0x03 }],
  ['a command beyond the last', { size: 0, id: 0x18 }],
  ['a command far beyond', { size: 0, id: 0xffff_ffff }],
  ['a struct one byte short', { size: 31, id: 0x09 }],
  ['a struct of 4 GiB', { size: 0xffff_ffff, id: 0x09 }],
])('%s is malformed as soon as the header is there', (_, { size, id }) => {
  const header = new Uint8Array(8);
  writeU32(header, 0, size);
  writeU32(header, 4, id);
  const reader = new MessageReader();
  reader.push(header);
  expect(reader.next(4)).toBe('malformed');
});

test.each([M.TRANSMIT, M.CONTROL])('$name may carry 65,548 bytes and not one more', (message) => {
  const next = (cbSendLength: number): string => {
    const reader = new MessageReader();
    const struct = new Uint8Array(message.request.size);
    writeU32(struct, message.request.offsets.cbSendLength, cbSendLength);
    const header = new Uint8Array(8);
    writeU32(header, 0, struct.length);
    writeU32(header, 4, message.id);
    reader.push(concatBytes(header, struct));
    return reader.next(4);
  };
  expect(next(65_548)).toBe('incomplete');
  expect(next(65_549)).toBe('malformed'); // before any of it came
});
