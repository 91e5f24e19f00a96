import type { Connection } from './environment.ts';

/** Takes bytes off a connection by count. */
export class Taker {
  readonly #connection: Connection;
  readonly #timeoutMs: number;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(connection: Connection, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
  }

  /** The next `length` bytes; undefined when they do not come. */
  async take(length: number): Promise<Uint8Array | undefined> {
    while (this.#bytes.length < length) {
      const chunk = await this.#connection.read(this.#timeoutMs);
      if (typeof chunk === 'string') return undefined;
      const joined = new Uint8Array(this.#bytes.length + chunk.length);
      joined.set(this.#bytes);
      joined.set(chunk, this.#bytes.length);
      this.#bytes = joined;
    }
    const taken = this.#bytes.subarray(0, length);
    this.#bytes = this.#bytes.subarray(length);
    return taken;
  }
}
