import type { RunClock } from '../engine/run-clock.ts';

/** A clock that a test moves; `idle` moves it to the next thing that is due whenever nothing else happens. */
export class ManualClock implements RunClock {
  #nowMs = 0;
  #due: { readonly atMs: number; readonly call: () => void }[] = [];

  now(): number {
    return Date.parse('2026-11-21T00:00:00Z') + this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  after(delayMs: number, call: () => void): () => void {
    const entry = { atMs: this.#nowMs + delayMs, call };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  advance(milliseconds: number): void {
    this.#nowMs += milliseconds;
    for (const entry of this.#due.filter(({ atMs }) => atMs <= this.#nowMs)) {
      this.#due = this.#due.filter((other) => other !== entry);
      entry.call();
    }
  }

  /** Waits for what is under way, and lets time pass to the next limit each time that it stands still. */
  async idle<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const mark = (): void => {
      settled = true;
    };
    work.then(mark, mark);
    for (;;) {
      for (let turn = 0; turn < 50 && !settled; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (settled) return work;
      const next = Math.min(...this.#due.map(({ atMs }) => atMs));
      if (!Number.isFinite(next)) throw new Error('nothing is due and nothing happens');
      this.advance(next - this.#nowMs);
    }
  }
}
