import { SimulatorError } from '../errors.ts';
import { type Calendar, fromJst } from './calendar.ts';

/** The machine's calendar, or one that stands still until it is moved. It never goes back. */
export class SimulatedCalendar implements Calendar {
  readonly mode: 'real' | 'virtual';
  readonly #system: () => number;
  #virtual: number;

  /** `start` undefined: the machine's own time, which `system` gives. */
  constructor(system: () => number, start: number | undefined) {
    this.mode = start === undefined ? 'real' : 'virtual';
    this.#system = system;
    this.#virtual = start ?? 0;
  }

  now(): number {
    return this.mode === 'real' ? this.#system() : this.#virtual;
  }

  /** Throws SimulatorError `clock/real` when the calendar is the machine's, `clock/backwards` for the past. */
  set(instant: number): void {
    this.check(instant);
    this.#virtual = instant;
  }

  /** Whether the calendar can be set so; throws as `set` and changes nothing. */
  check(instant: number): void {
    if (this.mode === 'real') {
      throw new SimulatorError(
        'clock/real',
        'the clock follows the machine; start with --clock ISO to move it',
      );
    }
    if (!(instant < yearTenThousand)) {
      throw new SimulatorError('clock/instant', 'the calendar ends with the year 9999');
    }
    if (instant < this.#virtual) throw new SimulatorError('clock/backwards', 'the clock does not go back');
  }

  /** Puts the calendar to where a snapshot was taken, also back. */
  restore(instant: number): void {
    if (this.mode === 'virtual') this.#virtual = instant;
  }
}

/** What a date can be written as with four digits of the year. */
const yearTenThousand = fromJst(10_000, 1, 1);

const durationForm = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Milliseconds of an ISO 8601 duration in weeks, days, hours, minutes, seconds. */
export function durationMs(text: string): number {
  const match = durationForm.exec(text);
  if (match === null || text === 'P' || text.endsWith('T')) {
    throw new SimulatorError('clock/duration', `"${text}" is no ISO 8601 duration such as PT5M or P1DT2H`);
  }
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return ((((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000;
}

const instantForm = /^(\d{4}-\d\d-\d\d)(?:(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:?\d\d)?)?$/;

/** An instant from ISO 8601; a date and time without offset is Japan's. */
export function isoInstant(text: string): number {
  const [, date, time = 'T00:00:00', offset = '+09:00'] = instantForm.exec(text) ?? [];
  const midnight = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
  const instant = Date.parse(`${date}${time}${offset}`);
  // Date.parse lets 30 February roll over into March.
  if (Number.isNaN(instant) || new Date(midnight).toISOString().slice(0, 10) !== date)
    throw new SimulatorError('clock/instant', `"${text}" is no ISO 8601 date and time`);
  return instant;
}
