import { fromJst, toJst } from '../clock/calendar.ts';

/** A daily span in minutes of the day, JST; the end itself is outside. */
export interface DailyHours {
  readonly opens: number;
  readonly closes: number;
}

/** Batch of the back office. @see phone-wallet reference, L-30, L-31 */
export const batchHours: DailyHours = { opens: 8 * 60, closes: 19 * 60 + 30 };
/** Convenience-store kiosk. @see phone-wallet reference, E-02 */
export const kioskHours: DailyHours = { opens: 6 * 60 + 30, closes: 23 * 60 };
/** Enquiry line on weekdays, and on weekends and holidays. @see phone-wallet reference, L-84 */
export const enquiryHours = {
  weekday: { opens: 9 * 60 + 30, closes: 20 * 60 },
  holiday: { opens: 9 * 60 + 30, closes: 17 * 60 + 30 },
} as const satisfies Record<string, DailyHours>;

const minuteMs = 60_000;

export function isWithin(hours: DailyHours, at: number): boolean {
  const { hour, minute } = toJst(at);
  const now = hour * 60 + minute;
  return now >= hours.opens && now < hours.closes;
}

/** The instant at which the hours begin on the day of `at`, `days` later. */
export function openingOn(hours: DailyHours, at: number, days = 0): number {
  const { year, month, day } = toJst(at);
  return fromJst(year, month, day + days) + hours.opens * minuteMs;
}

export function closingOn(hours: DailyHours, at: number): number {
  const { year, month, day } = toJst(at);
  return fromJst(year, month, day) + hours.closes * minuteMs;
}

/** The next instant at which the hours begin, `at` itself when they begin then. */
export function nextOpening(hours: DailyHours, at: number): number {
  const today = openingOn(hours, at);
  return at <= today ? today : openingOn(hours, at, 1);
}

/** The next instant at which the hours begin or end, later than `at`. */
export function nextBoundary(hours: DailyHours, at: number): number {
  const today = [openingOn(hours, at), closingOn(hours, at)].find((instant) => instant > at);
  return today ?? openingOn(hours, at, 1);
}
