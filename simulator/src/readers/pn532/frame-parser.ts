import { maxFrameLength } from './pn532-frames.ts';

/** What comes from the host. */
export type Incoming =
  | { readonly kind: 'frame'; readonly content: Uint8Array }
  | { readonly kind: 'ack' }
  | { readonly kind: 'nack' }
  /** A frame whose DCS is wrong. */
  | { readonly kind: 'corrupt' };

/** The rules that the parser keeps to. */
export interface ParserConduct {
  readonly 'preamble-any-length': boolean;
  readonly 'postamble-optional': boolean;
  readonly 'length-checked': boolean;
  readonly 'checksum-nack': boolean;
  readonly 'split-frames': boolean;
  readonly 'glued-frames': boolean;
}

const nothing = new Uint8Array(0);
const ack: Incoming = { kind: 'ack' };
const nack: Incoming = { kind: 'nack' };
const corrupt: Incoming = { kind: 'corrupt' };

/** One thing found in the buffer, and where it ends; `undefined` while more has to come. */
type Found = { readonly what: Incoming | undefined; readonly end: number } | undefined;

/**
 * Cuts the bytes of the serial line into frames. Whatever stands between them is passed over, and so is a frame that
 * cannot be one: the search goes on behind its start code, so that a whole frame is found wherever it begins.
 * @see nfc-readers reference, 4, parser rules
 */
export class FrameParser {
  readonly #holds: ParserConduct;
  #bytes: Uint8Array = nothing;

  constructor(holds: ParserConduct) {
    this.#holds = holds;
  }

  /** Bytes of a frame that is not whole yet. */
  get pending(): number {
    return this.#bytes.length;
  }

  reset(): void {
    this.#bytes = nothing;
  }

  push(chunk: Uint8Array): Incoming[] {
    if (this.#bytes.length === 0) this.#bytes = chunk;
    else {
      const joined = new Uint8Array(this.#bytes.length + chunk.length);
      joined.set(this.#bytes);
      joined.set(chunk, this.#bytes.length);
      this.#bytes = joined;
    }
    const incoming: Incoming[] = [];
    let at = 0;
    let before = 0;
    for (;;) {
      const start = this.#startCode(at);
      if (start === undefined) {
        // The last byte may be the first of a start code.
        at = this.#bytes.at(-1) === 0x00 ? this.#bytes.length - 1 : this.#bytes.length;
        break;
      }
      const found = this.#read(start);
      if (found === undefined) {
        at = start;
        break;
      }
      const seen = this.#holds['preamble-any-length'] || start - before <= 1;
      if (found.what !== undefined && seen) incoming.push(found.what);
      at = found.end;
      if (found.what === undefined) continue;
      before = at;
      if (this.#holds['glued-frames']) continue;
      at = this.#bytes.length;
      break;
    }
    this.#bytes = this.#holds['split-frames'] ? this.#bytes.slice(at) : nothing;
    return withoutHealed(incoming);
  }

  #startCode(from: number): number | undefined {
    const bytes = this.#bytes;
    for (let i = from; i + 1 < bytes.length; i++) if (bytes[i] === 0x00 && bytes[i + 1] === 0xff) return i;
    return undefined;
  }

  #read(start: number): Found {
    const bytes = this.#bytes;
    const at = start + 2;
    const [length, lengthChecksum] = [bytes[at], bytes[at + 1]];
    if (length === undefined || lengthChecksum === undefined) return undefined;
    if (length === 0x00 && lengthChecksum === 0xff) return this.#behind(ack, at + 2);
    if (length === 0xff && lengthChecksum === 0x00) return this.#behind(nack, at + 2);
    const next = { what: undefined, end: start + 1 };
    if (length === 0xff && lengthChecksum === 0xff) {
      if (bytes.length < at + 5) return undefined;
      const [high, low, sum] = [bytes[at + 2]!, bytes[at + 3]!, bytes[at + 4]!];
      const whole = (high << 8) | low;
      if (((high + low + sum) & 0xff) !== 0 && this.#holds['length-checked']) return next;
      // A length that no frame has would keep everything behind it waiting.
      return whole === 0 || whole > maxFrameLength ? next : this.#content(at + 5, whole);
    }
    if (((length + lengthChecksum) & 0xff) !== 0 && this.#holds['length-checked']) return next;
    return length === 0 ? next : this.#content(at + 2, length);
  }

  #content(from: number, length: number): Found {
    const bytes = this.#bytes;
    const end = from + length + 1;
    if (bytes.length < end) return undefined;
    let sum = 0;
    for (let i = from; i < end; i++) sum += bytes[i]!;
    if ((sum & 0xff) !== 0 && this.#holds['checksum-nack']) return this.#corrupt(from, end);
    return this.#behind({ kind: 'frame', content: bytes.slice(from, end - 1) }, end);
  }

  /** A frame that swallowed the beginning of another one: what is left of that other may be whole. */
  #corrupt(from: number, end: number): Found {
    const inside = this.#startCode(from);
    const swallowed = inside !== undefined && inside < end;
    return { what: corrupt, end: swallowed ? inside : end };
  }

  #behind(what: Incoming, end: number): Found {
    if (this.#holds['postamble-optional']) return { what, end };
    return this.#bytes.length > end ? { what, end: end + 1 } : undefined;
  }
}

/** A broken frame with a whole one behind it is no cause for NACK: the host has gone on already. */
function withoutHealed(incoming: Incoming[]): Incoming[] {
  if (incoming.length < 2) return incoming;
  return incoming.filter((one, index) => one.kind !== 'corrupt' || index === incoming.length - 1);
}
