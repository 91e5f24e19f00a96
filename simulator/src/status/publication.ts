import { fromJst, toJst } from '../clock/calendar.ts';

export interface PublicationSwitches {
  /** Ms since midnight in Japan. */
  readonly crlPublicationMs: number;
  /** Ms in which yesterday's list is still served. */
  readonly crlWindowMs: number;
}

export const dayMs = 86_400_000;

/** The daily publication at or before an instant. */
export function lastPublication({ crlPublicationMs }: PublicationSwitches, at: number): number {
  const { year, month, day } = toJst(at);
  const today = fromJst(year, month, day) + crlPublicationMs;
  return today <= at ? today : today - dayMs;
}

/** The publication whose lists are served at an instant: yesterday's in the minutes after a publication. */
export function servedPublication(switches: PublicationSwitches, at: number): number {
  const last = lastPublication(switches, at);
  return at < last + switches.crlWindowMs ? last - dayMs : last;
}

/** When the lists of a publication are served no more, and count no more. */
export const publicationEnd = ({ crlWindowMs }: PublicationSwitches, published: number): number =>
  published + dayMs + crlWindowMs;

/**
 * Number of the lists of a publication: its day, counted since 1970 in Japan. It follows from the calendar, so it
 * grows over restarts too, and the same list has the same number whenever it is made.
 */
export const publicationNumber = (published: number): number =>
  Math.floor((published + 9 * 3_600_000) / dayMs);
