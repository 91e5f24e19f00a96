/** One exchange between an endpoint and a card, or one change of power. */
export interface TraceEntry {
  readonly sequence: number;
  /** Calendar instant in ms. */
  readonly at: number;
  /**
   * `frame`: what a fault did to a frame on the air, named by the first bytes of frame and answer. `link`: to what the
   * host (`command`) or the reader (`response`) wrote, named by its first bytes.
   */
  readonly kind: 'apdu' | 'power-on' | 'power-off' | 'frame' | 'link';
  readonly reader: string;
  /** Address of the endpoint that holds the contact. */
  readonly holder: string;
  /** Tells activations apart. */
  readonly contact: number;
  readonly card: string;
  /** Command APDU, or the ATR of a power-on. */
  readonly command: Uint8Array;
  readonly response: Uint8Array;
  /** Rule that refused. */
  readonly cause: string | undefined;
  /** Fault that struck the command. */
  readonly fault?: { readonly id: string; readonly kind: string };
  /** Told where the host cannot know it: whether the card executed the command. */
  readonly executed?: boolean;
  /** Error that the host was told instead of the response. */
  readonly host?: string;
}

/** The latest exchanges, and whoever wants to hear of the next. */
export class Trace {
  readonly #ring: (TraceEntry | undefined)[];
  readonly #listeners = new Set<(entry: TraceEntry) => void>();
  #next = 0;

  constructor(capacity = 4096) {
    this.#ring = new Array(capacity).fill(undefined);
  }

  /** Sequence number of the entry to come. */
  get next(): number {
    return this.#next;
  }

  add(entry: Omit<TraceEntry, 'sequence'>): void {
    const numbered: TraceEntry = { sequence: this.#next, ...entry };
    this.#ring[this.#next % this.#ring.length] = numbered;
    this.#next++;
    for (const listener of this.#listeners) listener(numbered);
  }

  /** The latest `count` entries, oldest first, of one reader when its name is given. */
  last(count: number, reader?: string): TraceEntry[] {
    const found: TraceEntry[] = [];
    const oldest = Math.max(0, this.#next - this.#ring.length);
    for (let sequence = this.#next - 1; sequence >= oldest && found.length < count; sequence--) {
      const entry = this.#ring[sequence % this.#ring.length]!;
      if (reader === undefined || entry.reader === reader) found.push(entry);
    }
    return found.reverse();
  }

  subscribe(listener: (entry: TraceEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
