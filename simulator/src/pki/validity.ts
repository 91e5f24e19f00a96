import { fromJst, type JstTime } from '../clock/calendar.ts';

/** A day of the calendar in Japan. */
export type JstDate = Pick<JstTime, 'year' | 'month' | 'day'>;

const before = (a: JstDate, b: JstDate): boolean =>
  a.year !== b.year ? a.year < b.year : a.month !== b.month ? a.month < b.month : a.day < b.day;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** The birthday in `year`. Born on 29 February: the 28th in common years (inferred from the licence rule). */
export function birthdayIn(year: number, birth: JstDate): JstDate {
  const leapDay = birth.month === 2 && birth.day === 29;
  return { year, month: birth.month, day: leapDay && !isLeap(year) ? 28 : birth.day };
}

/** The `count`-th birthday after `from`; one on that very day does not count. */
export function birthdayAfter(from: JstDate, birth: JstDate, count: number): JstDate {
  const first = before(from, birthdayIn(from.year, birth)) ? from.year : from.year + 1;
  return birthdayIn(first + count - 1, birth);
}

/**
 * Whole years lived on `day`, counted from birthday to birthday. Born on 29 February: in common years a year is over
 * when the 28th is (Act No. 50 of 1902, Civil Code art. 143), unlike where a validity ends.
 */
export function ageOn(day: JstDate, birth: JstDate): number {
  return day.year - birth.year - (before(day, { ...birth, year: day.year }) ? 1 : 0);
}

/** Age of majority on `day`: 18 since 1 April 2022, 20 before. */
export const ageOfMajority = (day: JstDate): number =>
  before(day, { year: 2022, month: 4, day: 1 }) ? 20 : 18;

/** Last day of a card: the 10th birthday after its issue, the 5th for holders who are minors then. */
export function cardExpiry({
  issued,
  birth,
}: {
  readonly issued: JstDate;
  readonly birth: JstDate;
}): JstDate {
  return birthdayAfter(issued, birth, ageOn(issued, birth) < ageOfMajority(issued) ? 5 : 10);
}

/** The first day on which a certificate that ends on `end` may be renewed: after the same day three months before. */
export function renewalOpens(end: JstDate): JstDate {
  const [year, month] = end.month > 3 ? [end.year, end.month - 3] : [end.year - 1, end.month + 9];
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const day = Math.min(end.day, lastDay) + 1;
  if (day <= lastDay) return { year, month, day };
  return month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };
}

export interface CertificateEnd {
  readonly issued: JstDate;
  readonly birth: JstDate;
  /** Last day of the card that carries the certificate. */
  readonly cardExpiry: JstDate;
  /** Renewed in the three months before the last one's end: the birthday at that end does not count. */
  readonly renewal?: boolean;
}

/**
 * Last second of a certificate, in ms: 23:59:59 in Japan of the 5th birthday after its issue, or of the card's
 * last day if that is earlier.
 * @see jpki-card reference, section 6.4
 */
export function certificateEnd({
  issued,
  birth,
  cardExpiry: cardEnd,
  renewal = false,
}: CertificateEnd): number {
  const birthday = birthdayAfter(issued, birth, renewal ? 6 : 5);
  const { year, month, day } = before(cardEnd, birthday) ? cardEnd : birthday;
  return fromJst(year, month, day, 23, 59, 59);
}
