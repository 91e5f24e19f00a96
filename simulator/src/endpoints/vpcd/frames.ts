/** Longest payload: its length is told in two bytes, big endian. */
export const maxPayloadLength = 0xffff;

const lengthBytes = 2;

/** A payload of at most 65,535 bytes with its length before it. @see pcsc reference, 2.1 */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(lengthBytes + payload.length);
  bytes[0] = payload.length >> 8;
  bytes[1] = payload.length;
  bytes.set(payload, lengthBytes);
  return bytes;
}

/** Cuts a byte stream into payloads. */
export class FrameReader {
  #bytes: Uint8Array = new Uint8Array(0);

  get buffered(): number {
    return this.#bytes.length;
  }

  /** A length has come without anything behind it. */
  get headerAlone(): boolean {
    return this.#bytes.length === lengthBytes;
  }

  push(chunk: Uint8Array): void {
    if (this.#bytes.length === 0) {
      this.#bytes = chunk;
      return;
    }
    const joined = new Uint8Array(this.#bytes.length + chunk.length);
    joined.set(this.#bytes);
    joined.set(chunk, this.#bytes.length);
    this.#bytes = joined;
  }

  /** The next whole payload. */
  next(): Uint8Array | undefined {
    if (this.#bytes.length < lengthBytes) return undefined;
    const end = lengthBytes + ((this.#bytes[0]! << 8) | this.#bytes[1]!);
    if (this.#bytes.length < end) return undefined;
    const payload = this.#bytes.subarray(lengthBytes, end);
    this.#bytes = this.#bytes.subarray(end);
    return payload;
  }
}
