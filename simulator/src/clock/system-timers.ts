import type { Timer, Timers } from './timers.ts';

/** The machine's own monotonic clock. `unref`: a waiting timer alone does not keep the process alive. */
export const systemTimers: Timers = {
  now: () => performance.now(),
  after(delayMs: number, call: () => void): Timer {
    const timeout = setTimeout(call, delayMs);
    return { cancel: () => clearTimeout(timeout) };
  },
};
