import type { Timer, Timers } from '../../clock/timers.ts';
import type { Field } from '../../media/field.ts';
import { fieldOff, type RfAnswer, type RfFrame } from '../../media/rf-frame.ts';

/** What the chip needs of its antenna. */
export type AirField = Pick<Field, 'powered' | 'power' | 'transceive'>;

/** What a command does, one step after the other: a frame on the air, or something else. */
export type AirStep =
  | RfFrame
  | { readonly kind: 'field'; readonly on: boolean }
  | { readonly kind: 'pause'; readonly ms: number };

/** A command that uses the air: gives steps, is given what was heard, and ends with its result. */
export type OnAir<T> = Generator<AirStep, T, RfAnswer>;

const fieldTurnedOff: AirStep = { kind: 'field', on: false };
const fieldTurnedOn: AirStep = { kind: 'field', on: true };

export function* turnField(on: boolean): OnAir<void> {
  yield on ? fieldTurnedOn : fieldTurnedOff;
}

export function* pause(ms: number): OnAir<void> {
  yield { kind: 'pause', ms };
}

/** So many steps are taken at once before others get their turn, however fast the field answers. */
const stepsAtOnce = 256;
/** More than nothing: time has to move on, also where it moves by hand. */
const breathMs = 1;

/**
 * A command under way. Steps are taken at once as long as the field answers at once; once it was aborted none
 * follows, and its end is not told.
 */
export class AirCommand<T> {
  readonly #steps: OnAir<T>;
  readonly #field: AirField;
  readonly #timers: Timers;
  readonly #ended: (result: T) => void;
  #aborted = false;
  #timer: Timer | undefined;

  constructor(steps: OnAir<T>, field: AirField, timers: Timers, ended: (result: T) => void) {
    this.#steps = steps;
    this.#field = field;
    this.#timers = timers;
    this.#ended = ended;
  }

  start(): void {
    this.#go(fieldOff);
  }

  abort(): void {
    this.#aborted = true;
    this.#timer?.cancel();
  }

  #go(heard: RfAnswer): void {
    let answer = heard;
    for (let steps = 0; !this.#aborted; steps++) {
      const next = this.#steps.next(answer);
      if (next.done) {
        this.#ended(next.value);
        return;
      }
      const step = next.value;
      if ('kind' in step) {
        if (step.kind === 'field') {
          this.#field.power(step.on);
          continue;
        }
        this.#timer = this.#timers.after(step.ms, () => this.#go(fieldOff));
        return;
      }
      const heardNow = this.#field.transceive(step);
      if (heardNow instanceof Promise) {
        void heardNow.then((later) => this.#go(later));
        return;
      }
      if (steps >= stepsAtOnce) {
        this.#timer = this.#timers.after(breathMs, () => this.#go(heardNow));
        return;
      }
      answer = heardNow;
    }
  }
}
