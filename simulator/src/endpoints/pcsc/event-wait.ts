import type { Timers } from '../../clock/timers.ts';
import { SCARD } from './scard.ts';

/**
 * How long after a registration a 4:5 or 4:6 client may still be about to ask for the reader events. A signal
 * that came before that answer would be read as the answer.
 */
const graceMs = 10;

type Gate = 'open' | 'until-array' | 'grace';

/**
 * One client's wait for a change. Registered, it gets exactly one signal and is then out. When the wire is not
 * free for a signal, it is kept: a 4:6 client fetches the array first, and from 4:5 on a client may ask for the
 * reader events.
 * @see pcsc reference, 1.4
 */
export class EventWait {
  readonly #timers: Timers;
  readonly #send: (rv: number) => void;
  #registered = false;
  #gate: Gate = 'open';
  #openedAt = 0;
  #held: number | undefined;
  #timer: { cancel(): void } | undefined;

  constructor(timers: Timers, send: (rv: number) => void) {
    this.#timers = timers;
    this.#send = send;
  }

  register(minor: number): void {
    this.#clear();
    this.#registered = true;
    this.#gate = minor >= 6 ? 'until-array' : minor === 5 ? 'grace' : 'open';
    this.#openedAt = this.#timers.now();
  }

  /** The array is on its way to a 4:6 client. */
  arraySent(): void {
    if (this.#gate !== 'until-array') return;
    this.#gate = 'grace';
    this.#openedAt = this.#timers.now();
    this.#flushLater();
  }

  /** The reader events are on their way: nothing more stands between. */
  eventsSent(): void {
    if (this.#gate === 'grace') this.#open();
  }

  /** Takes the client out. False when it was not waiting, or a signal is already on its way. */
  stop(): boolean {
    const registered = this.#registered;
    this.#clear();
    return registered;
  }

  /** Tells the client of a change, or with `SCARD.cancelled` of its cancelling. False when it does not wait. */
  signal(rv: number = SCARD.success): boolean {
    if (!this.#registered) return false;
    // Whoever cancels knows the client to be inside its wait, past every other question.
    if (this.#gate === 'open' || (this.#gate === 'grace' && rv !== SCARD.success)) this.#emit(rv);
    else {
      if (this.#held === undefined || rv !== SCARD.success) this.#held = rv;
      this.#flushLater();
    }
    return true;
  }

  #flushLater(): void {
    if (this.#held === undefined || this.#gate !== 'grace' || this.#timer !== undefined) return;
    const left = this.#openedAt + graceMs - this.#timers.now();
    if (left <= 0) this.#open();
    else this.#timer = this.#timers.after(left, () => this.#open());
  }

  #open(): void {
    this.#gate = 'open';
    if (this.#held !== undefined) this.#emit(this.#held);
  }

  #emit(rv: number): void {
    this.#clear();
    this.#send(rv);
  }

  #clear(): void {
    this.#registered = false;
    this.#held = undefined;
    this.#gate = 'open';
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
