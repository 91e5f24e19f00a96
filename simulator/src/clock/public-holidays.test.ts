import { expect, test } from 'vitest';
import { fromJst } from './calendar.ts';
import { publicHoliday, publicHolidaysOf } from './public-holidays.ts';

/** As the Cabinet Office announces them (国民の祝日について), with the two kinds of day of article 3. */
const announced: Readonly<Record<number, string>> = {
  2024: '01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 10-14 11-03 11-04 11-23',
  2025: '01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24',
  2026: '01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23',
  2027: '01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23',
};

test.each(Object.entries(announced))('the public holidays of %s are those announced', (year, days) => {
  const dates = [...publicHolidaysOf(Number(year)).keys()];
  expect(dates).toEqual(days.split(' ').map((day) => `${year}-${day}`));
});

test('a day of article 3 says which kind it is', () => {
  const { ja } = publicHoliday(fromJst(2026, 5, 6)) ?? {};
  expect(ja).toBe('休日(振替休日)');
  expect(publicHoliday(fromJst(2026, 9, 22))?.ja).toBe('休日(国民の休日)');
});

test('a holiday lasts from midnight to midnight in Japan', () => {
  const midnight = fromJst(2026, 11, 23);
  expect(
    [midnight - 1, midnight, midnight + 86_399_999, midnight + 86_400_000].map((at) => publicHoliday(at)?.en),
  ).toEqual([undefined, 'Labor Thanksgiving Day', 'Labor Thanksgiving Day', undefined]);
});
