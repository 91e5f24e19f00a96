import { beforeEach, describe, expect, test } from 'vitest';
import { ManualTimers } from '../../clock/manual-timers.ts';
import { EventWait } from './event-wait.ts';
import { SCARD } from './scard.ts';

let timers: ManualTimers;
let sent: number[];
let wait: EventWait;

beforeEach(() => {
  timers = new ManualTimers();
  sent = [];
  wait = new EventWait(timers, (rv) => sent.push(rv));
});

test.each([2, 3, 4])('a 4:%i client gets one signal, at once, and is then out', (minor) => {
  wait.register(minor);
  expect(wait.signal()).toBe(true);
  expect(wait.signal()).toBe(false);
  expect(sent).toEqual([SCARD.success]);
});

test('stopping is answered while no signal is on its way, and only once', () => {
  wait.register(4);
  expect(wait.stop()).toBe(true);
  expect(wait.stop()).toBe(false);
  wait.register(4);
  wait.signal();
  expect(wait.stop()).toBe(false);
});

test('who does not wait is not signalled', () => {
  expect(wait.signal()).toBe(false);
  expect(wait.signal(SCARD.cancelled)).toBe(false);
  expect(sent).toEqual([]);
});

describe('4:6', () => {
  beforeEach(() => wait.register(6));

  test('a signal waits until the array is out, and the moment in which the client may ask on', () => {
    wait.signal();
    timers.advance(1_000);
    expect(sent).toEqual([]);
    wait.arraySent();
    expect(sent).toEqual([]);
    timers.advance(10);
    expect(sent).toEqual([SCARD.success]);
  });

  test('the answer about reader events frees the wire at once', () => {
    wait.arraySent();
    wait.signal();
    wait.eventsSent();
    expect(sent).toEqual([SCARD.success]);
    timers.advance(100);
    expect(sent).toHaveLength(1);
  });

  test('several changes before the array are one signal', () => {
    wait.signal();
    wait.signal();
    wait.arraySent();
    timers.advance(10);
    expect(sent).toHaveLength(1);
  });

  test('a kept signal that is stopped was never sent, so stopping is answered', () => {
    wait.signal();
    expect(wait.stop()).toBe(true);
    wait.arraySent();
    timers.advance(100);
    expect(sent).toEqual([]);
    expect(timers.waiting).toBe(0);
  });

  test('cancelling before the array is kept, and wins over a change', () => {
    wait.signal();
    expect(wait.signal(SCARD.cancelled)).toBe(true);
    wait.signal();
    wait.arraySent();
    timers.advance(10);
    expect(sent).toEqual([SCARD.cancelled]);
  });

  test('cancelling after the array goes out at once', () => {
    wait.arraySent();
    wait.signal(SCARD.cancelled);
    expect(sent).toEqual([SCARD.cancelled]);
  });
});

describe('4:5', () => {
  beforeEach(() => wait.register(5));

  test('a signal keeps away from the answer about reader events', () => {
    wait.signal();
    expect(sent).toEqual([]);
    wait.eventsSent();
    expect(sent).toEqual([SCARD.success]);
  });

  test('a client that does not ask gets it a moment after', () => {
    timers.advance(4);
    wait.signal();
    timers.advance(5);
    expect(sent).toEqual([]);
    timers.advance(1);
    expect(sent).toEqual([SCARD.success]);
  });

  test('later signals are not delayed', () => {
    timers.advance(10);
    wait.signal();
    expect(sent).toEqual([SCARD.success]);
  });
});
