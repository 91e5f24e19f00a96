import { fromJst, jstIso, toJst } from './calendar.ts';

/** When a public holiday falls in a year. */
type HolidayRule =
  | { readonly month: number; readonly day: number }
  | { readonly month: number; readonly monday: number }
  | { readonly month: number; readonly equinox: number };

export interface PublicHoliday {
  readonly name: { readonly en: string; readonly ja: string };
  readonly rule: HolidayRule;
}

/**
 * The days of article 2 as they are since 2022. The years 2019 to 2021 had days moved by special acts and are
 * not covered. An equinox falls where the National Astronomical Observatory announces it each February; the
 * number here is the customary approximation for 1980 to 2099, in days of March or September of 1980.
 * @see Act on National Holidays (国民の祝日に関する法律), article 2
 */
export const publicHolidays: readonly PublicHoliday[] = [
  { name: { en: 'New Year’s Day', ja: '元日' }, rule: { month: 1, day: 1 } },
  { name: { en: 'Coming of Age Day', ja: '成人の日' }, rule: { month: 1, monday: 2 } },
  { name: { en: 'National Foundation Day', ja: '建国記念の日' }, rule: { month: 2, day: 11 } },
  { name: { en: 'The Emperor’s Birthday', ja: '天皇誕生日' }, rule: { month: 2, day: 23 } },
  { name: { en: 'Vernal Equinox Day', ja: '春分の日' }, rule: { month: 3, equinox: 20.8431 } },
  { name: { en: 'Showa Day', ja: '昭和の日' }, rule: { month: 4, day: 29 } },
  { name: { en: 'Constitution Memorial Day', ja: '憲法記念日' }, rule: { month: 5, day: 3 } },
  { name: { en: 'Greenery Day', ja: 'みどりの日' }, rule: { month: 5, day: 4 } },
  { name: { en: 'Children’s Day', ja: 'こどもの日' }, rule: { month: 5, day: 5 } },
  { name: { en: 'Marine Day', ja: '海の日' }, rule: { month: 7, monday: 3 } },
  { name: { en: 'Mountain Day', ja: '山の日' }, rule: { month: 8, day: 11 } },
  { name: { en: 'Respect for the Aged Day', ja: '敬老の日' }, rule: { month: 9, monday: 3 } },
  { name: { en: 'Autumnal Equinox Day', ja: '秋分の日' }, rule: { month: 9, equinox: 23.2488 } },
  { name: { en: 'Sports Day', ja: 'スポーツの日' }, rule: { month: 10, monday: 2 } },
  { name: { en: 'Culture Day', ja: '文化の日' }, rule: { month: 11, day: 3 } },
  { name: { en: 'Labor Thanksgiving Day', ja: '勤労感謝の日' }, rule: { month: 11, day: 23 } },
];

/** The citizens' names of the two kinds of day that article 3 adds. */
const substitute = { en: 'substitute holiday', ja: '休日(振替休日)' };
const between = { en: 'day between two holidays', ja: '休日(国民の休日)' };

/** Day of the week of a JST date, Sunday 0. */
const weekday = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay();

function dayOf(rule: HolidayRule, year: number): number {
  if ('day' in rule) return rule.day;
  if ('monday' in rule) return 1 + ((8 - weekday(year, rule.month, 1)) % 7) + 7 * (rule.monday - 1);
  const years = year - 1980;
  return Math.floor(rule.equinox + 0.242194 * years - Math.floor(years / 4));
}

const years = new Map<number, ReadonlyMap<string, PublicHoliday['name']>>();

/**
 * The public holidays of a year in Japan by date, `2026-11-23`, in their order.
 * @see Act on National Holidays, articles 2 and 3
 */
export function publicHolidaysOf(year: number): ReadonlyMap<string, PublicHoliday['name']> {
  const known = years.get(year);
  if (known !== undefined) return known;
  const days = new Map<string, PublicHoliday['name']>();
  const date = (month: number, day: number): string => jstIso(fromJst(year, month, day)).slice(0, 10);
  for (const { name, rule } of publicHolidays) days.set(date(rule.month, dayOf(rule, year)), name);
  // Article 3, 2: of one on a Sunday, the next day that is none.
  for (const { rule } of publicHolidays) {
    const { month } = rule;
    let day = dayOf(rule, year);
    if (weekday(year, month, day) !== 0) continue;
    while (days.has(date(month, day))) day++;
    days.set(date(month, day), substitute);
  }
  // Article 3, 3: a day with one before and one after it.
  for (const { rule } of publicHolidays) {
    const { month } = rule;
    const day = dayOf(rule, year);
    const named = (offset: number): boolean =>
      publicHolidays.some(
        (other) => date(other.rule.month, dayOf(other.rule, year)) === date(month, day + offset),
      );
    if (named(2) && !days.has(date(month, day + 1))) days.set(date(month, day + 1), between);
  }
  const ordered = new Map([...days].sort(([a], [b]) => (a < b ? -1 : 1)));
  years.set(year, ordered);
  return ordered;
}

/** The public holiday on the day of `at` in Japan, if it is one. */
export const publicHoliday = (at: number): PublicHoliday['name'] | undefined =>
  publicHolidaysOf(toJst(at).year).get(jstIso(at).slice(0, 10));
