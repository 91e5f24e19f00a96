import { expect, test } from 'vitest';
import { isoInstant } from '../clock/simulated-calendar.ts';
import { decodeCrl } from '../pki/crl.ts';
import { testWorld } from '../test-simulator.ts';
import { demanded, liveDay, settle, tallied } from './day-of-many.ts';

const morning = isoInstant('2026-11-20T08:30:00+09:00');

test('what the rules demand of a hundred persons is what is counted by hand', () => {
  // 3 lost, 2 found, 5 renewed, 3 moved, 5 enrolled, 3 changed, 2 lost phones.
  expect(demanded(100)).toEqual({
    'card signature valid': 77 + 5 + 5 + 3 + 2,
    'card authentication valid': 77 + 2 + 5 + 3 + 5 + 3 + 2,
    'card signature held certificateHold': 3,
    'card authentication held certificateHold': 3,
    'card signature revoked unspecified': 2,
    'card signature revoked superseded': 5,
    'card authentication revoked superseded': 5,
    'card signature revoked affiliationChanged': 3,
    'phone signature valid': 5 + 3,
    'phone authentication valid': 5 + 3,
    'phone signature revoked superseded': 3,
    'phone authentication revoked superseded': 3,
    'phone signature held certificateHold': 2,
    'phone authentication held certificateHold': 2,
  });
});

test('a day of 300 persons in virtual time ends with those counts, in the books and in the lists', async () => {
  const { simulator } = await testWorld({ start: morning });
  const residents = await settle(simulator, 300);
  const events = await liveDay(simulator, residents);
  expect(events).toBeGreaterThan(300);
  const expected: Record<string, number> = { ...demanded(300) };
  for (const kind of ['signature', 'authentication']) expected[`card ${kind} valid`]! += 1; // the card of testWorld
  expect(tallied(simulator)).toEqual(expected);
  for (const kind of ['signature', 'authentication'] as const) {
    let listed = 0;
    for (const generation of [1, 2] as const) {
      const { answer } = await simulator.status.crl({ kind, generation, municipality: '99001' });
      listed += decodeCrl(answer!.bytes).entries?.length ?? 0;
    }
    const stopped = Object.entries(expected).filter(([what]) =>
      new RegExp(`${kind} (?:held|revoked)`).test(what),
    );
    expect([kind, listed]).toEqual([kind, stopped.reduce((sum, [, count]) => sum + count, 0)]);
  }
});
