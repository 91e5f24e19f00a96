/** Time as a run sees it. The shell gives the machine's, tests their own. */
export interface RunClock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  /** Milliseconds that never go back. */
  monotonic(): number;
  /** Calls once after the delay; the function given back takes it back. */
  after(delayMs: number, call: () => void): () => void;
}

/** The machine's clocks; a waiting call does not keep the process alive. */
export const systemClock: RunClock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, call) {
    const timeout = setTimeout(call, delayMs);
    timeout.unref();
    return () => clearTimeout(timeout);
  },
};
