import type { LifecycleSwitches } from '@kazashi/profiles';
import { fromJst, toJst } from '../clock/calendar.ts';
import { publicHoliday } from '../clock/public-holidays.ts';

/** A daily span in ms since midnight, JST; the end itself is outside. */
export interface DailyHours {
  readonly opensMs: number;
  readonly closesMs: number;
}

const hourMs = 3_600_000;

/** Batch of the back office, 08:00 to 19:30. @see phone-wallet reference, L-30, L-31 */
const batchOpensMs = 8 * hourMs;
const batchClosesMs = 19.5 * hourMs;

export type BatchSwitches = Pick<LifecycleSwitches, 'atClosing' | 'beforeOpening'>;

/** The hours of the batch; C-07 says whether 19:30:00.000 is the first instant outside or the last inside. */
export const batchHours = ({ atClosing }: BatchSwitches): DailyHours => ({
  opensMs: batchOpensMs,
  closesMs: atClosing === 'inside' ? batchClosesMs + 1 : batchClosesMs,
});

/** Enquiry line on weekdays, and on weekends and holidays. @see phone-wallet reference, L-84 */
export const enquiryHours = {
  weekday: { opensMs: 9.5 * hourMs, closesMs: 20 * hourMs },
  holiday: { opensMs: 9.5 * hourMs, closesMs: 17.5 * hourMs },
} as const satisfies Record<string, DailyHours>;

/** Midnight of the day of `at` in Japan, or of a day after it. */
function midnight(at: number, days = 0): number {
  const { year, month, day } = toJst(at);
  return fromJst(year, month, day + days);
}

export const nextMidnight = (at: number): number => midnight(at, 1);

export function isWithin(hours: DailyHours, at: number): boolean {
  const sinceMidnight = at - midnight(at);
  return sinceMidnight >= hours.opensMs && sinceMidnight < hours.closesMs;
}

export const closingOn = (hours: DailyHours, at: number): number => midnight(at) + hours.closesMs;

/** When the batch takes up what came outside its hours: the next opening, or as C-07 is switched the one after. */
export function nextBatch(switches: BatchSwitches, at: number): number {
  const { opensMs } = batchHours(switches);
  const today = midnight(at) + opensMs;
  return at < today && switches.beforeOpening === 'sameDay' ? today : midnight(at, 1) + opensMs;
}

/** The next instant at which the hours begin or end, later than `at`. */
export function nextBoundary(hours: DailyHours, at: number): number {
  const today = [midnight(at) + hours.opensMs, midnight(at) + hours.closesMs].find((instant) => instant > at);
  return today ?? midnight(at, 1) + hours.opensMs;
}

/** Saturday, Sunday or a public holiday in Japan. */
export function isDayOff(at: number): boolean {
  const day = new Date(at + 9 * hourMs).getUTCDay();
  return day === 0 || day === 6 || publicHoliday(at) !== undefined;
}

/** Whether the line for ordinary enquiries answers. */
export const enquiriesAnswered = (at: number): boolean =>
  isWithin(enquiryHours[isDayOff(at) ? 'holiday' : 'weekday'], at);
