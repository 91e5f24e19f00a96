/**
 * Calendar time for the lifecycle: an instant in milliseconds since 1970-01-01T00:00Z. The law counts days in
 * Japan Standard Time (UTC+9, no summer time).
 */
export interface Calendar {
  now(): number;
}

const jstOffsetMs = 9 * 3_600_000;

/** A date and time of day as a clock in Japan shows it. */
export interface JstTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export function toJst(instant: number): JstTime {
  const shifted = new Date(instant + jstOffsetMs);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
  };
}

/** The instant of a JST date and time; days past the end of a month roll over, as 29 February does. */
export function fromJst(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  return Date.UTC(year, month - 1, day, hour, minute, second) - jstOffsetMs;
}

/** `2026-11-21T20:10:00+09:00` */
export function jstIso(instant: number): string {
  return `${new Date(instant + jstOffsetMs).toISOString().slice(0, 19)}+09:00`;
}

/** `YYYYMMDD` of the JST date. */
export function jstDate(instant: number): string {
  return new Date(instant + jstOffsetMs).toISOString().slice(0, 10).replaceAll('-', '');
}
