/** Identifiers of frames: to the chip, and from it. @see UM0701-02, 6.2.1.1 */
export const toChip = 0xd4;
export const fromChip = 0xd5;

export const ackBytes: Uint8Array = Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00);
export const nackBytes: Uint8Array = Uint8Array.of(0x00, 0x00, 0xff, 0xff, 0x00, 0x00);

/** What was read from the chip. `form` says how a frame came. */
export type ChipWord =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nack' }
  | { readonly kind: 'error' }
  /** Nothing came in time. */
  | { readonly kind: 'silence' }
  /** A frame whose sum is not zero. */
  | { readonly kind: 'corrupt' }
  | {
      readonly kind: 'frame';
      /** Identifier, code, data. */
      readonly content: Uint8Array;
      readonly form: 'normal' | 'extended';
      /** It had a preamble and a postamble. */
      readonly amble: boolean;
    };

/** Sum of bytes, modulo 256. */
function sum(bytes: Uint8Array): number {
  let total = 0;
  for (const byte of bytes) total += byte;
  return total & 0xff;
}

/** Content (identifier first) as a frame. @see UM0701-02, 6.2.1.1 and 6.2.1.2 */
export function pn532Frame(
  content: Uint8Array,
  form: 'normal' | 'extended' | 'fitting' = 'fitting',
): Uint8Array {
  const { length } = content;
  const extended = form === 'extended' || (form === 'fitting' && length > 0xff);
  const head = extended
    ? [0x00, 0x00, 0xff, 0xff, 0xff, length >> 8, length & 0xff, -((length >> 8) + length) & 0xff]
    : [0x00, 0x00, 0xff, length, -length & 0xff];
  const frame = new Uint8Array(head.length + length + 2);
  frame.set(head);
  frame.set(content, head.length);
  frame[frame.length - 2] = -sum(content) & 0xff;
  return frame;
}

/** Finds what the chip says in the bytes of the line. */
export class ChipWordReader {
  #bytes = new Uint8Array(0);

  clear(): void {
    this.#bytes = new Uint8Array(0);
  }

  push(chunk: Uint8Array): void {
    if (this.#bytes.length === 0) {
      this.#bytes = Uint8Array.from(chunk);
      return;
    }
    const joined = new Uint8Array(this.#bytes.length + chunk.length);
    joined.set(this.#bytes);
    joined.set(chunk, this.#bytes.length);
    this.#bytes = joined;
  }

  /** Whole frames may wait for their postamble: it is not waited for. */
  next(): ChipWord | undefined {
    for (;;) {
      const bytes = this.#bytes;
      const start = startOf(bytes);
      if (start < 0) return undefined;
      const at = start + 2;
      if (bytes.length < at + 2) return undefined;
      const [length, check] = [bytes[at]!, bytes[at + 1]!];
      if (length === 0x00 && check === 0xff) return this.#taken(at + 2, { kind: 'ack' });
      if (length === 0xff && check === 0x00) return this.#taken(at + 2, { kind: 'nack' });
      const extended = length === 0xff && check === 0xff;
      if (extended && bytes.length < at + 5) return undefined;
      const header = extended ? bytes.subarray(at + 2, at + 5) : bytes.subarray(at, at + 2);
      if (sum(header) !== 0) {
        this.#bytes = bytes.subarray(at);
        continue;
      }
      const count = extended ? (header[0]! << 8) | header[1]! : length;
      const from = extended ? at + 5 : at + 2;
      const end = from + count + 1;
      if (bytes.length < end) return undefined;
      if (sum(bytes.subarray(from, end)) !== 0) return this.#taken(end, { kind: 'corrupt' });
      const content = bytes.slice(from, end - 1);
      if (count === 1 && content[0] === 0x7f) return this.#taken(end, { kind: 'error' });
      const amble = start > 0 && bytes[start - 1] === 0x00 && bytes[end] === 0x00;
      return this.#taken(end, { kind: 'frame', content, form: extended ? 'extended' : 'normal', amble });
    }
  }

  #taken(end: number, word: ChipWord): ChipWord {
    this.#bytes = this.#bytes.subarray(end);
    return word;
  }
}

/** Where a start code stands; what cannot be one any more is passed over. */
function startOf(bytes: Uint8Array): number {
  for (let i = 0; i + 1 < bytes.length; i++) if (bytes[i] === 0x00 && bytes[i + 1] === 0xff) return i;
  return -1;
}
