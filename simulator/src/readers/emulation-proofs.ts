import type { Timers } from '../clock/timers.ts';

const lifeMs = 60_000;

/** Nonces by which readers prove that they are emulated: each is read back once, within a minute. */
export class EmulationProofs {
  readonly #timers: Timers;
  readonly #armed = new Map<string, { readonly nonce: Uint8Array; readonly until: number }>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  arm(nonce: Uint8Array, reader: string): void {
    this.#armed.set(reader, { nonce, until: this.#timers.now() + lifeMs });
  }

  take(reader: string): Uint8Array | undefined {
    const proof = this.#armed.get(reader);
    if (proof === undefined) return undefined;
    this.#armed.delete(reader);
    return this.#timers.now() <= proof.until ? proof.nonce : undefined;
  }
}
