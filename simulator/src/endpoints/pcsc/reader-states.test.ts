import { expect, test } from 'vitest';
import { absentState, READER_STATE, ReaderStates } from './reader-states.ts';
import { CardState } from './scard.ts';

const names = (states: ReaderStates, count = 16): string[] =>
  Array.from({ length: count }, (_, i) => READER_STATE.decode(states.copy(count), i * 184).readerName);

test('an empty place is all zeros, and there are always 16', () => {
  const states = new ReaderStates();
  expect(states.count).toBe(16);
  expect(states.copy(16)).toEqual(new Uint8Array(2944));
});

test('a reader keeps its place while others come and go, and its place is taken again', () => {
  const states = new ReaderStates();
  for (const readerName of ['a', 'b', 'c']) states.write(states.take(), { readerName, ...absentState });
  states.free(1);
  expect(names(states).slice(0, 4)).toEqual(['a', '', 'c', '']);
  expect(states.copy(16).subarray(184, 368)).toEqual(new Uint8Array(184));
  expect(states.take()).toBe(1);
  expect(states.take()).toBe(3);
});

test('the count grows with the 17th reader and never shrinks', () => {
  const states = new ReaderStates();
  for (let i = 0; i < 17; i++) states.write(states.take(), { readerName: `r${i}`, ...absentState });
  expect(states.count).toBe(17);
  expect(names(states, 17)[16]).toBe('r16');
  expect(states.copy(16).length).toBe(2944);
  for (let i = 0; i < 17; i++) states.free(i);
  expect(states.count).toBe(17);
});

test('a shorter ATR leaves nothing of a longer one', () => {
  const states = new ReaderStates();
  const index = states.take();
  states.write(index, { readerState: CardState.ready, cardAtr: Uint8Array.of(1, 2, 3), cardAtrLength: 3 });
  states.write(index, { cardAtr: Uint8Array.of(9), cardAtrLength: 1 });
  expect([...states.copy(1).subarray(140, 144)]).toEqual([9, 0, 0, 0]);
});
