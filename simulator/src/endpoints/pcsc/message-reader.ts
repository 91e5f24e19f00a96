import { type Frame, frames, headerLength } from './messages.ts';
import { maxExtendedBuffer } from './scard.ts';
import { readU32 } from './struct.ts';

const empty = new Uint8Array(0);

/**
 * Cuts a client's byte stream into messages. A client sends header, struct and data apart, so any split is
 * expected; a chunk that holds the whole message is used where it lies. Nothing is ever moved within a buffer
 * that was handed out, so message and data stay valid while a card works on it.
 */
export class MessageReader {
  #bytes: Uint8Array = empty;
  #at = 0;
  #end = 0;
  #next = 0;

  /** Why the stream cannot go on; set once `next` gave `malformed`. */
  fault = '';
  /** The message `next` found: its frame, and where its struct and data lie in `bytes`. */
  frame: Frame | undefined;
  bodyAt = 0;
  dataAt = 0;
  dataLength = 0;

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Bytes received and not yet given out as messages. */
  get buffered(): number {
    return this.#end - this.#next;
  }

  push(chunk: Uint8Array): void {
    if (this.#next === this.#end) {
      this.#bytes = chunk;
      this.#at = this.#next = 0;
      this.#end = chunk.length;
      return;
    }
    if (this.#end + chunk.length > this.#bytes.length) {
      const rest = this.#bytes.subarray(this.#next, this.#end);
      const bigger = new Uint8Array(2 * (rest.length + chunk.length));
      bigger.set(rest);
      this.#bytes = bigger;
      this.#next = 0;
      this.#end = rest.length;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Goes to the next whole message of a client that speaks 4:`minor`. */
  next(minor: number): 'message' | 'incomplete' | 'malformed' {
    this.#at = this.#next;
    const available = this.#end - this.#at;
    if (available < headerLength) return 'incomplete';
    const size = readU32(this.#bytes, this.#at);
    const id = readU32(this.#bytes, this.#at + 4);
    const frame = frames[id];
    if (frame === undefined) return this.#malformed(`unknown command ${id}`);
    if (size !== frame.requestSize(minor)) return this.#malformed(`${frame.name} of ${size} bytes`);
    let total = headerLength + size;
    if (available < total) return 'incomplete';
    const bodyAt = this.#at + headerLength;
    let dataLength = 0;
    if (frame.sentLengthAt !== undefined) {
      dataLength = readU32(this.#bytes, bodyAt + frame.sentLengthAt);
      if (dataLength > maxExtendedBuffer)
        return this.#malformed(`${frame.name} with ${dataLength} bytes of data`);
      total += dataLength;
      if (available < total) return 'incomplete';
    }
    this.frame = frame;
    this.bodyAt = bodyAt;
    this.dataAt = bodyAt + size;
    this.dataLength = dataLength;
    this.#next = this.#at + total;
    return 'message';
  }

  #malformed(fault: string): 'malformed' {
    this.fault = fault;
    return 'malformed';
  }
}
