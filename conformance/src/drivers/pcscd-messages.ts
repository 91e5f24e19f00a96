import { endianness } from 'node:os';
import { ConformanceError } from '../error.ts';

/**
 * Messages between libpcsclite and pcscd, protocol 4:4 and 4:5. Fixed-width integers in host byte order; a
 * request has a header of size and command, an answer has none and is the same structure with results.
 * @see pcsc reference, section 1.2
 */
export const commands = {
  establishContext: 0x01,
  releaseContext: 0x02,
  connect: 0x04,
  reconnect: 0x05,
  disconnect: 0x06,
  transmit: 0x09,
  version: 0x11,
  readersState: 0x12,
  waitForChange: 0x13,
  stopWaiting: 0x14,
} as const;

export const share = { exclusive: 1, shared: 2 } as const;
export const protocols = { t0: 1, t1: 2 } as const;
/** What becomes of the card at RECONNECT and DISCONNECT. */
export const disposition = { leave: 0, reset: 1, unpower: 2 } as const;

const little = endianness() === 'LE';
const readerNameLength = 128;
export const readerStateLength = 184;
export const readerSlots = 16;

const names = new TextEncoder();
const text = new TextDecoder();

/** A request: header, then unsigned 32-bit fields, with a reader's name after `nameAfter` of them. */
export function request(command: number, fields: readonly number[], name?: string): Uint8Array {
  const nameBytes = name === undefined ? 0 : readerNameLength;
  const size = 4 * fields.length + nameBytes;
  const bytes = new Uint8Array(8 + size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size, little);
  view.setUint32(4, command, little);
  let at = 8;
  for (const [index, field] of fields.entries()) {
    // CONNECT alone carries a name, after its first field.
    if (name !== undefined && index === 1) {
      const encoded = names.encode(name);
      if (encoded.length >= readerNameLength) {
        throw new ConformanceError('pcsc/reader-name', 'a reader name has at most 127 bytes');
      }
      bytes.set(encoded, at);
      at += readerNameLength;
    }
    view.setUint32(at, field >>> 0, little);
    at += 4;
  }
  return bytes;
}

/** The unsigned 32-bit field at `offset` of an answer. */
export function field(answer: Uint8Array, offset: number): number {
  return new DataView(answer.buffer, answer.byteOffset, answer.byteLength).getUint32(offset, little);
}

/** Offsets of the results and lengths of the answers. */
export const answers = {
  version: { length: 12, major: 0, minor: 4, result: 8 },
  establishContext: { length: 12, context: 4, result: 8 },
  releaseContext: { length: 8, result: 4 },
  connect: { length: 152, card: 140, protocol: 144, result: 148 },
  reconnect: { length: 24, protocol: 16, result: 20 },
  disconnect: { length: 12, result: 8 },
  transmit: { length: 32, count: 24, result: 28 },
  change: { length: 8, result: 4 },
} as const;

/** A reader as pcscd's state array has it. */
export interface ReaderState {
  readonly name: string;
  readonly events: number;
  readonly present: boolean;
  readonly answerToReset: Uint8Array;
}

const presentBit = 0x04;

/** Readers of the array; empty slots are left out. */
export function readerStates(array: Uint8Array): ReaderState[] {
  const states: ReaderState[] = [];
  for (let at = 0; at + readerStateLength <= array.length; at += readerStateLength) {
    const slot = array.subarray(at, at + readerStateLength);
    const end = slot.indexOf(0);
    const name = text.decode(slot.subarray(0, Math.min(end < 0 ? readerNameLength : end, readerNameLength)));
    if (name === '') continue;
    const atrLength = Math.min(33, field(slot, 176));
    states.push({
      name,
      events: field(slot, 128),
      present: (field(slot, 132) & presentBit) !== 0,
      answerToReset: slot.slice(140, 140 + atrLength),
    });
  }
  return states;
}
