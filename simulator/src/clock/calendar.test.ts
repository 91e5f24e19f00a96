import { describe, expect, test } from 'vitest';
import { fromJst, jstDate, jstIso, toJst } from './calendar.ts';
import { durationMs, isoInstant, SimulatedCalendar } from './simulated-calendar.ts';

describe('the calendar of Japan', () => {
  test('is nine hours ahead of UTC, all year', () => {
    expect(fromJst(2026, 11, 21, 10, 0, 0)).toBe(Date.UTC(2026, 10, 21, 1));
    expect(fromJst(2026, 7, 1)).toBe(Date.UTC(2026, 5, 30, 15));
    expect(jstIso(Date.UTC(2026, 11, 31, 15))).toBe('2027-01-01T00:00:00+09:00');
    expect(jstDate(Date.UTC(2026, 11, 31, 14, 59, 59))).toBe('20261231');
    expect(jstDate(Date.UTC(2026, 11, 31, 15))).toBe('20270101');
  });

  test('has the day that a date past the end of a month rolls over to', () => {
    expect(toJst(fromJst(2027, 2, 29))).toMatchObject({ year: 2027, month: 3, day: 1 });
    expect(toJst(fromJst(2028, 2, 29))).toMatchObject({ year: 2028, month: 2, day: 29 });
  });

  test('comes back from its parts', () => {
    const instant = fromJst(2026, 11, 21, 23, 59, 58);
    expect(toJst(instant)).toEqual({ year: 2026, month: 11, day: 21, hour: 23, minute: 59, second: 58 });
  });
});

describe('a duration', () => {
  test.each([
    ['PT5M', 300_000],
    ['PT1H30M', 5_400_000],
    ['P1DT2H', 93_600_000],
    ['P2W', 1_209_600_000],
    ['P1W1DT1S', 691_201_000],
    ['PT0.5S', 500],
    ['PT0S', 0],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(durationMs(text)).toBe(milliseconds);
  });

  test.each(['', 'P', 'PT', 'P1DT', '5M', 'PT5', 'P1M', 'P1Y', '-PT5M', 'PT1.5M', 'pt5m', 'PT5M ', 'P1D2H'])(
    '"%s" is refused',
    (text) => {
      expect(() => durationMs(text)).toThrow(expect.objectContaining({ code: 'clock/duration' }));
    },
  );
});

describe('an instant', () => {
  test.each([
    ['2026-11-21', '2026-11-21T00:00:00+09:00'],
    ['2026-11-21T10:00', '2026-11-21T10:00:00+09:00'],
    ['2026-11-21T10:00:30', '2026-11-21T10:00:30+09:00'],
    ['2026-11-21T10:00:30.250', '2026-11-21T10:00:30+09:00'],
    ['2026-11-21T10:00:00Z', '2026-11-21T19:00:00+09:00'],
    ['2026-11-21T10:00:00+09:00', '2026-11-21T10:00:00+09:00'],
    ['2026-11-21T10:00:00-0500', '2026-11-22T00:00:00+09:00'],
    ['2028-02-29', '2028-02-29T00:00:00+09:00'],
  ])('%s is %s', (text, iso) => {
    expect(jstIso(isoInstant(text))).toBe(iso);
  });

  test.each([
    '',
    'now',
    'tomorrow',
    '2026',
    '2026-11',
    '2026-11-21 10:00',
    '21 Nov 2026',
    '2026-13-01',
    '2026-02-30',
    '2027-02-29',
    '2026-11-21T25:00',
    '2026-11-21T10:60',
    '2026-11-21T10:00:00+99:00',
    '2026-11-21Z',
    '1Z',
  ])('"%s" is refused', (text) => {
    expect(() => isoInstant(text)).toThrow(expect.objectContaining({ code: 'clock/instant' }));
  });
});

describe('the simulated calendar', () => {
  const start = fromJst(2026, 11, 21);

  test('stands still until it is moved, and never goes back', () => {
    let system = 0;
    const calendar = new SimulatedCalendar(() => system, start);
    system = 1e12;
    expect([calendar.mode, calendar.now()]).toEqual(['virtual', start]);
    calendar.set(start + 1);
    calendar.set(start + 1);
    expect(() => calendar.set(start)).toThrow(expect.objectContaining({ code: 'clock/backwards' }));
    expect(calendar.now()).toBe(start + 1);
  });

  test('goes back to where a snapshot was taken, and nowhere else', () => {
    const calendar = new SimulatedCalendar(() => 0, start);
    calendar.set(start + 1000);
    calendar.restore(start);
    expect(calendar.now()).toBe(start);
  });

  test('that follows the machine cannot be moved', () => {
    let system = start;
    const calendar = new SimulatedCalendar(() => system, undefined);
    system += 5;
    expect([calendar.mode, calendar.now()]).toEqual(['real', start + 5]);
    expect(() => calendar.set(start + 1000)).toThrow(expect.objectContaining({ code: 'clock/real' }));
    calendar.restore(start + 1000);
    expect(calendar.now()).toBe(start + 5);
  });

  test('ends with the year 9999, which is what a date can say', () => {
    const calendar = new SimulatedCalendar(() => 0, start);
    const last = fromJst(9999, 12, 31, 23, 59, 59);
    for (const instant of [last + 1000, 8.7e15, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => calendar.set(instant)).toThrow(expect.objectContaining({ code: 'clock/instant' }));
    }
    calendar.set(last);
    expect(jstIso(calendar.now())).toBe('9999-12-31T23:59:59+09:00');
  });
});
