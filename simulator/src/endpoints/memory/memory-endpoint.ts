import {
  type CardContact,
  type Reader,
  ReaderError,
  type ReaderEvent,
  type ReaderRegistry,
} from '../../readers/reader.ts';
import type { Endpoint } from '../endpoint.ts';
import { Turns } from '../turns.ts';

/** What happened at a reader, by its name. */
export interface PresenceEvent {
  readonly type: ReaderEvent['type'];
  readonly reader: string;
}

/**
 * A card in a reader, in a session of its own. Fails with ReaderError: `reader/card-removed` once the card or
 * the connection is gone.
 */
export interface MemoryConnection {
  readonly reader: string;
  /** Answer to Reset of the present activation; empty when the card is mute. */
  readonly atr: Uint8Array;
  /** Commands are answered in the order they were given; the bytes themselves when nothing has to be waited for. */
  transmit(command: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Powers the card anew, also one that was put back after a removal, and gives its ATR. */
  reset(): Uint8Array | Promise<Uint8Array>;
  close(): void;
}

/** The readers in this very process: for tests, and for drivers that need no wire. */
export interface MemoryEndpoint extends Endpoint {
  readonly readers: readonly string[];
  /** Throws ReaderError `reader/unknown`, `reader/no-card`, `reader/card-in-use`. */
  connect(reader: string): MemoryConnection;
  /** Tells of readers and cards, after the fact and in order; gives what ends it. */
  subscribe(listener: (event: PresenceEvent) => void): () => void;
}

const address = 'memory';

class Connection implements MemoryConnection {
  readonly #reader: Reader;
  readonly #turns = new Turns();
  readonly #ended: () => void;
  #contact: CardContact | undefined;
  #atr: Uint8Array;
  #closed = false;

  constructor(reader: Reader, ended: () => void) {
    this.#reader = reader;
    this.#ended = ended;
    this.#contact = reader.activate(address);
    this.#atr = this.#contact.atr;
  }

  get reader(): string {
    return this.#reader.name;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  transmit(command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    return this.#turns.take(() => {
      if (this.#contact === undefined)
        throw new ReaderError('reader/card-removed', 'the connection is closed');
      return this.#contact.transmit(command);
    });
  }

  reset(): Uint8Array | Promise<Uint8Array> {
    return this.#turns.take(() => {
      if (this.#closed) throw new ReaderError('reader/card-removed', 'the connection is closed');
      this.#contact?.close();
      this.#contact = this.#reader.activate(address);
      this.#atr = this.#contact.atr;
      return this.#atr;
    });
  }

  close(): void {
    this.#closed = true;
    this.#contact?.close();
    this.#contact = undefined;
    this.#ended();
  }
}

/** Opens the readers to callers in this process. */
export function startMemoryEndpoint({ registry }: { readonly registry: ReaderRegistry }): MemoryEndpoint {
  const connections = new Set<Connection>();
  const subscriptions = new Set<() => void>();
  return {
    kind: 'memory',
    address,
    env: {},
    get readers() {
      return registry.readers.map(({ name }) => name);
    },
    connect(name) {
      const reader = registry.readers.find((candidate) => candidate.name === name);
      if (reader === undefined) throw new ReaderError('reader/unknown', `no reader is named ${name}`);
      const connection = new Connection(reader, () => connections.delete(connection));
      connections.add(connection);
      return connection;
    },
    subscribe(listener) {
      const unsubscribe = registry.subscribe(({ type, reader }) => listener({ type, reader: reader.name }));
      subscriptions.add(unsubscribe);
      return () => {
        subscriptions.delete(unsubscribe);
        unsubscribe();
      };
    },
    async close() {
      for (const unsubscribe of subscriptions) unsubscribe();
      subscriptions.clear();
      for (const connection of [...connections]) connection.close();
    },
  };
}
