import type { Timer, Timers } from './timers.ts';

/** Timers whose time stands still until `advance` moves it; due calls run in order of their time. */
export class ManualTimers implements Timers {
  #now = 0;
  #sequence = 0;
  readonly #pending: { due: number; sequence: number; call: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(delayMs: number, call: () => void): Timer {
    const entry = { due: this.#now + Math.max(0, delayMs), sequence: this.#sequence++, call };
    this.#pending.push(entry);
    return {
      cancel: () => {
        const index = this.#pending.indexOf(entry);
        if (index >= 0) this.#pending.splice(index, 1);
      },
    };
  }

  /** How many calls wait. */
  get waiting(): number {
    return this.#pending.length;
  }

  /** Milliseconds until the next call is due; undefined when none waits. */
  get untilNext(): number | undefined {
    const due = Math.min(...this.#pending.map((entry) => entry.due));
    return Number.isFinite(due) ? due - this.#now : undefined;
  }

  advance(milliseconds: number): void {
    const target = this.#now + milliseconds;
    for (;;) {
      this.#pending.sort((a, b) => a.due - b.due || a.sequence - b.sequence);
      const next = this.#pending[0];
      if (next === undefined || next.due > target) break;
      this.#pending.shift();
      this.#now = next.due;
      next.call();
    }
    this.#now = target;
  }
}
