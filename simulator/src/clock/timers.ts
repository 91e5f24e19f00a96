/** A pending call that can be taken back. */
export interface Timer {
  cancel(): void;
}

/** Monotonic time for protocols: real in `up`, driven by hand in tests. */
export interface Timers {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  after(delayMs: number, call: () => void): Timer;
}

/** Resolves after `delayMs`, or rejects with the signal's reason. */
export function sleep(timers: Timers, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason);
    };
    const timer = timers.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
