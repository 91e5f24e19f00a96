import type { Timers } from '../clock/timers.ts';
import { cyclesPerMs } from './frame-size.ts';
import type { BitRate, Modulation } from './rf-frame.ts';

/** Carrier cycles of one bit at 106 kbit/s: an elementary time unit. */
const cyclesPerBit = 128;
const ratio: Readonly<Record<BitRate, number>> = { 106: 1, 212: 2, 424: 4, 847: 8 };

/**
 * Time of a frame on the air in ms, `length` bytes with CRC. Type B: start and end of frame 22 bits, 10 for each byte.
 * @see ISO/IEC 14443-3, 6.2.3 and 7.1; nfc-readers reference, section 2
 */
export function frameMs(modulation: Modulation, bitRate: BitRate, length: number): number {
  const bits = modulation === 'B' ? 22 + 10 * length : modulation === 'A' ? 2 + 9 * length : 8 * (8 + length);
  return (bits * cyclesPerBit) / ratio[bitRate] / cyclesPerMs;
}

/**
 * Shortest time in ms from the end of a frame of the reader to the beginning of the answer: TR0 and TR1 of type B
 * (1024 and 1280 cycles), frame delay time of type A, and one slot of FeliCa.
 * @see ISO/IEC 14443-3, 6.2.1.1 and 7.10.3; ISO/IEC 18092, 11.2.2
 */
export const answerGuardMs: Readonly<Record<Modulation, number>> = {
  A: 1172 / cyclesPerMs,
  B: (1024 + 1280) / cyclesPerMs,
  F: 2.417,
};

/**
 * Shortest time in ms from the end of an answer to the next frame of the reader: TR2 of type B (10 etu and 32
 * subcarrier cycles) and the request guard of type A. @see ISO/IEC 14443-3, 6.2.1.2 and 7.9.4.4
 */
export const requestGuardMs: Readonly<Record<Modulation, number>> = {
  A: 1172 / cyclesPerMs,
  B: (10 * cyclesPerBit + 32 * 16) / cyclesPerMs,
  F: 0.51,
};

/** Timers of the machine are good to a millisecond: less than that is owed until it is worth a wait. */
const worthMs = 1;
/** What is owed back after waits that were too long; more is taken for a machine that stood still. */
const mostOwedBackMs = 20;

/** Waits for what frames take, so that the sum is right where a single wait cannot be. */
export class Pacer {
  readonly #timers: Timers;
  #owedMs = 0;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  /** `undefined`: no wait is worth it yet. */
  wait(milliseconds: number): Promise<void> | undefined {
    this.#owedMs += milliseconds;
    if (this.#owedMs < worthMs) return undefined;
    const due = this.#timers.now() + this.#owedMs;
    return new Promise((resolve) => {
      this.#timers.after(Math.floor(this.#owedMs), () => {
        this.#owedMs = Math.max(-mostOwedBackMs, due - this.#timers.now());
        resolve();
      });
    });
  }
}
