import { expect, test } from 'vitest';
import { dateInEra } from './profile-facts.ts';

test.each([
  ['19800217', '550217'],
  ['19890107', '640107'],
  ['19890108', '010108'],
  ['20190430', '310430'],
  ['20190501', '010501'],
  ['19261224', '151224'],
  ['19261225', '011225'],
])('%s is %s by the Japanese calendar', (date, expected) => {
  expect(dateInEra(date)).toBe(expected);
});
