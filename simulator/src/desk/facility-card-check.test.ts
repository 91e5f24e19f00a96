import { expect, test } from 'vitest';
import { jstIso } from '../clock/calendar.ts';
import { endOfGrace } from './facility-card-check.ts';

test.each([
  ['2026-05-10T23:59:59+09:00', '2026-08-10T23:59:59+09:00'],
  ['2026-11-30T23:59:59+09:00', '2027-02-28T23:59:59+09:00'],
  ['2027-11-30T23:59:59+09:00', '2028-02-29T23:59:59+09:00'],
  ['2026-12-31T23:59:59+09:00', '2027-03-31T23:59:59+09:00'],
  ['2026-10-15T08:30:00+09:00', '2027-01-15T23:59:59+09:00'],
])('a certificate that ended at %s serves the check until %s', (ended, until) => {
  expect(jstIso(endOfGrace(Date.parse(ended)))).toBe(until);
});
