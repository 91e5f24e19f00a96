import { expect, test } from 'vitest';
import { birthWithEra } from './birth-with-era.ts';

test.each([
  [2019, 5, 1, '520190501'],
  [2019, 4, 30, '420190430'],
  [1989, 1, 8, '419890108'],
  [1989, 1, 7, '319890107'],
  [1926, 12, 25, '319261225'],
  [1926, 12, 24, '219261224'],
  [1912, 7, 30, '219120730'],
  [1912, 7, 29, '119120729'],
  [1985, 0, 0, '319850000'], // month and day unknown
  [0, 0, 0, '000000000'], // nothing known
])('%i-%i-%i is %s: the year stays Gregorian', (year, month, day, expected) => {
  expect(birthWithEra({ year, month, day })).toBe(expected);
});
