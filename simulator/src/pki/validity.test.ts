import { expect, test } from 'vitest';
import { fromJst, jstIso } from '../clock/calendar.ts';
import {
  ageOn,
  birthdayAfter,
  birthdayIn,
  cardExpiry,
  certificateEnd,
  type JstDate,
  renewalOpens,
} from './validity.ts';

const day = (text: string): JstDate => {
  const [year, month, date] = text.split('-').map(Number);
  return { year: year!, month: month!, day: date! };
};

test.each([
  ['1980-09-23', '2022-11-23', 5, '2027-09-23'], // the sample of the reference
  ['1980-09-23', '2022-09-22', 1, '2022-09-23'], // the day before a birthday: tomorrow is the first
  ['1980-09-23', '2022-09-23', 1, '2023-09-23'], // on a birthday: that one does not count
  ['1980-09-23', '2022-09-24', 1, '2023-09-23'],
  ['1980-01-01', '2022-12-31', 5, '2027-01-01'],
  ['1980-12-31', '2023-01-01', 5, '2027-12-31'],
])('born %s, from %s: birthday %i is %s', (birth, from, count, expected) => {
  expect(birthdayAfter(day(from), day(birth), count)).toEqual(day(expected));
});

test.each([
  [2023, '2023-02-28'],
  [2024, '2024-02-29'],
  [2100, '2100-02-28'],
  [2000, '2000-02-29'],
])('born on 29 February, the birthday in %i is %s', (year, expected) => {
  expect(birthdayIn(year, day('1972-02-29'))).toEqual(day(expected));
});

test.each([
  ['2023-02-27', '2023-02-28'],
  ['2023-02-28', '2024-02-29'],
  ['2024-02-28', '2024-02-29'],
  ['2024-02-29', '2025-02-28'],
])('born on 29 February, the first birthday after %s is %s', (from, expected) => {
  expect(birthdayAfter(day(from), day('1972-02-29'), 1)).toEqual(day(expected));
});

test('a year is lived on the birthday and not the day before', () => {
  expect(ageOn(day('2026-04-11'), day('2008-04-12'))).toBe(17);
  expect(ageOn(day('2026-04-12'), day('2008-04-12'))).toBe(18);
});

test.each([
  ['an adult of 18', '2008-04-12', '2026-04-12', '2036-04-12'],
  ['a minor of 17', '2008-04-12', '2026-04-11', '2030-04-12'],
  ['19 on the last day of the old age of majority', '2002-05-05', '2022-03-31', '2026-05-05'],
  ['19 on the first day of the new one', '2002-05-05', '2022-04-01', '2031-05-05'],
  ['20 before the change', '1999-05-05', '2020-01-01', '2029-05-05'],
  ['an adult born on 29 February', '1972-02-29', '2026-11-21', '2036-02-29'],
  ['a newborn', '2026-11-21', '2026-11-21', '2031-11-21'],
])('the card of %s (born %s, issued %s) ends on %s', (_, birth, issued, expected) => {
  expect(cardExpiry({ birth: day(birth), issued: day(issued) })).toEqual(day(expected));
});

const end = (birth: string, issued: string, cardEnd: string, renewal = false): string =>
  jstIso(certificateEnd({ birth: day(birth), issued: day(issued), cardExpiry: day(cardEnd), renewal }));

test('a certificate ends with the last second of the 5th birthday in Japan, 14:59:59 in UTC', () => {
  expect(end('1980-09-23', '2022-11-23', '2032-09-23')).toBe('2027-09-23T23:59:59+09:00');
  expect(
    certificateEnd({ birth: day('1980-09-23'), issued: day('2022-11-23'), cardExpiry: day('2032-09-23') }),
  ).toBe(Date.UTC(2027, 8, 23, 14, 59, 59));
});

test('a certificate does not outlive the card', () => {
  expect(end('1980-09-23', '2029-01-10', '2032-09-23')).toBe('2032-09-23T23:59:59+09:00');
  expect(end('1980-09-23', '2028-09-22', '2032-09-22')).toBe('2032-09-22T23:59:59+09:00');
});

test('card and certificate of a minor end on one day', () => {
  const dates = { birth: day('2018-05-21'), issued: day('2026-01-25') };
  const { year, month, day: date } = cardExpiry(dates);
  expect(certificateEnd({ ...dates, cardExpiry: { year, month, day: date } })).toBe(
    fromJst(year, month, date, 23, 59, 59),
  );
});

test('born on 29 February, the 5th birthday in a common year is the 28th', () => {
  expect(end('1972-02-29', '2026-11-21', '2036-02-29')).toBe('2031-02-28T23:59:59+09:00');
  expect(end('1972-02-29', '2027-11-21', '2037-02-28')).toBe('2032-02-29T23:59:59+09:00');
});

test('renewed in the last three months, the certificate gets the 6th birthday, and still not more than the card', () => {
  expect(end('1980-09-23', '2027-07-01', '2037-09-23', true)).toBe('2032-09-23T23:59:59+09:00');
  expect(end('1980-09-23', '2027-07-01', '2032-09-23', true)).toBe('2032-09-23T23:59:59+09:00');
  expect(end('1980-09-23', '2027-07-01', '2030-09-23', true)).toBe('2030-09-23T23:59:59+09:00');
});

test.each([
  ['2027-02-28', 14],
  ['2027-03-01', 15],
  ['2028-02-28', 15],
  ['2028-02-29', 16],
])('born on 29 February 2012, the age on %s is %i', (on, age) => {
  expect(ageOn(day(on), day('2012-02-29'))).toBe(age);
});

test.each([
  ['2027-04-12', '2027-01-13'],
  ['2030-05-31', '2030-03-01'],
  ['2028-05-31', '2028-03-01'],
  ['2028-05-29', '2028-03-01'],
  ['2028-05-28', '2028-02-29'],
  ['2031-02-28', '2030-11-29'],
  ['2031-03-31', '2031-01-01'],
  ['2031-01-30', '2030-10-31'],
  ['2031-12-31', '2031-10-01'],
])('what ends on %s is renewed from %s on', (end, first) => {
  expect(renewalOpens(day(end))).toEqual(day(first));
});
