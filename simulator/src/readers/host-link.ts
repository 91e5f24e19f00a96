import type { Timer, Timers } from '../clock/timers.ts';
import type { LinkFaults } from '../faults/link-faults.ts';

/** A reader whose bytes to the host may be struck. */
export interface LinkedReader {
  readonly link: LinkFaults | undefined;
}

/** Where bytes to the host go, and how the connection is closed. */
export interface HostEnd {
  write(bytes: Uint8Array): void;
  close(): void;
}

/** Bytes that no reader sends and no host waits for. */
const garbage = Uint8Array.of(0xff, 0x00, 0xff, 0x55, 0xaa);

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(first.length + second.length);
  bytes.set(first);
  bytes.set(second, first.length);
  return bytes;
};

/** What a reader writes to its host, through the faults of the link. Without one, bytes pass as they are. */
export class HostLink {
  readonly #reader: LinkedReader;
  readonly #timers: Timers;
  readonly #end: HostEnd;
  /** Waits for the next bytes to go with. */
  #held: Uint8Array = new Uint8Array(0);
  readonly #late = new Set<Timer>();

  constructor(reader: LinkedReader, timers: Timers, end: HostEnd) {
    this.#reader = reader;
    this.#timers = timers;
    this.#end = end;
  }

  write(bytes: Uint8Array): void {
    const { link } = this.#reader;
    if (link === undefined) {
      this.#pass(bytes);
      return;
    }
    const strike = link.strikeLink(bytes);
    const effect = strike?.kind.effect;
    if (effect === 'delay') this.#later(bytes.slice(), strike!.fault.ms ?? 0);
    else if (effect === 'glue') this.#held = joined(this.#held, bytes);
    else if (effect === 'close') this.#end.close();
    else if (effect === 'truncate') this.#pass(bytes.subarray(0, bytes.length >> 1));
    else if (effect === 'garbage') this.#pass(joined(garbage, bytes));
    else if (effect === undefined) this.#pass(bytes);
  }

  #pass(bytes: Uint8Array): void {
    const whole = this.#held.length === 0 ? bytes : joined(this.#held, bytes);
    this.#held = new Uint8Array(0);
    if (whole.length > 0) this.#end.write(whole);
  }

  #later(bytes: Uint8Array, ms: number): void {
    const timer = this.#timers.after(ms, () => {
      this.#late.delete(timer);
      this.#pass(bytes);
    });
    this.#late.add(timer);
  }

  /** What was late comes no more. */
  close(): void {
    for (const timer of this.#late) timer.cancel();
    this.#late.clear();
    this.#held = new Uint8Array(0);
  }
}
