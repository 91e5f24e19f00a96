import { describe, expect, test } from 'vitest';
import { ManualTimers } from './manual-timers.ts';
import { systemTimers } from './system-timers.ts';
import { sleep } from './timers.ts';

describe('timers moved by hand', () => {
  test('run what is due in the order of its time, then in the order it was asked for', () => {
    const timers = new ManualTimers();
    const ran: string[] = [];
    timers.after(20, () => ran.push(`c at ${timers.now()}`));
    timers.after(10, () => ran.push(`a at ${timers.now()}`));
    timers.after(10, () => ran.push(`b at ${timers.now()}`));
    timers.advance(9);
    expect([...ran]).toEqual([]);
    timers.advance(100);
    expect(ran).toEqual(['a at 10', 'b at 10', 'c at 20']);
    expect(timers.now()).toBe(109);
  });

  test('run what comes due while they move', () => {
    const timers = new ManualTimers();
    const ran: number[] = [];
    timers.after(5, () => timers.after(5, () => ran.push(timers.now())));
    timers.advance(10);
    expect(ran).toEqual([10]);
  });

  test('forget what is cancelled, also twice', () => {
    const timers = new ManualTimers();
    const timer = timers.after(5, () => expect.unreachable());
    expect(timers.waiting).toBe(1);
    timer.cancel();
    timer.cancel();
    timers.advance(10);
    expect(timers.waiting).toBe(0);
  });
});

describe('sleep', () => {
  test('ends when its time has come', async () => {
    const timers = new ManualTimers();
    const slept = sleep(timers, 5).then(() => timers.now());
    timers.advance(5);
    expect(await slept).toBe(5);
  });

  test('ends with the reason of an abort, before and during', async () => {
    const timers = new ManualTimers();
    const stop = new AbortController();
    const slept = sleep(timers, 5, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(slept).rejects.toThrow('stopped');
    expect(timers.waiting).toBe(0);
    await expect(sleep(timers, 5, stop.signal)).rejects.toThrow('stopped');
  });
});

test('the timers of the machine run, can be cancelled, and do not go back', async () => {
  const before = systemTimers.now();
  const cancelled = systemTimers.after(0, () => expect.unreachable());
  cancelled.cancel();
  await new Promise<void>((resolve) => systemTimers.after(1, resolve));
  expect(systemTimers.now()).toBeGreaterThan(before);
});
