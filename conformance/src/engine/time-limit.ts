import type { RunClock } from './run-clock.ts';

/** Calls once when its time has passed; time in which it is paused does not count. */
export class TimeLimit {
  readonly #clock: RunClock;
  readonly #call: () => void;
  #leftMs: number;
  #since = 0;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(clock: RunClock, limitMs: number, call: () => void) {
    this.#clock = clock;
    this.#call = call;
    this.#leftMs = limitMs;
    this.resume();
  }

  pause(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#leftMs = Math.max(0, this.#leftMs - (this.#clock.monotonic() - this.#since));
  }

  resume(): void {
    if (this.#stopped) return;
    this.#since = this.#clock.monotonic();
    this.#cancel = this.#clock.after(this.#leftMs, this.#call);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

/** What `act` comes to, or the error when it has not come to anything in time; whatever it does is then ignored. */
export function within<T>(
  clock: RunClock,
  limitMs: number,
  error: () => Error,
  act: () => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = clock.after(limitMs, () => reject(error()));
    act().then(resolve, reject).finally(cancel);
  });
}
