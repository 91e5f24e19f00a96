import type { Instant } from './result-schema.ts';

const jstOffsetMs = 9 * 3_600_000;

/** A moment in UTC and in Japan Standard Time (UTC+9, no summer time). */
export function instantOf(milliseconds: number): Instant {
  return {
    utc: new Date(milliseconds).toISOString(),
    jst: `${new Date(milliseconds + jstOffsetMs).toISOString().slice(0, -1)}+09:00`,
  };
}
