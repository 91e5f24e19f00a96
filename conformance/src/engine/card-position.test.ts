import { expect, test } from 'vitest';
import { hex } from '../bytes/hex.ts';
import { CardPosition } from './card-position.ts';

/** Where a position stands after these commands, each with its status word. */
function after(...exchanges: readonly (readonly [command: string, statusWord: number])[]): CardPosition {
  const position = new CardPosition();
  for (const [command, statusWord] of exchanges) position.observe(hex(command), statusWord);
  return position;
}
const text = ['00 a4 04 0c 0a d3921000310001010408', 0x9000] as const;

test('a locked application that warns 6283 is selected', () => {
  const licence = '00 a4 04 0c 10 a0000002310600000000000000000000';
  expect(after(text, [licence, 0x6283]).current).toEqual({ application: 'licence', file: undefined });
  expect(after(text, [licence, 0x6a82]).current.application).toBe('text');
});

test('a VERIFY under secure messaging goes to the reference that its P2 names', () => {
  const command = hex(`08 20 00 94 13 86 11 01 ${'aa'.repeat(16)}`);
  expect(after(text).target(command)).toEqual({ application: 'text', file: 0x14 });
});

test('what SELECT names under secure messaging is not known, so neither is the current file after it', () => {
  const select = `08 a4 02 0c 13 86 11 01 ${'aa'.repeat(16)}`;
  const position = after(text, ['00 a4 02 0c 02 0011', 0x9000], [select, 0x9000]);
  expect(position.current).toEqual({ application: 'text', file: undefined });
});

test('other classes go nowhere that is known', () => {
  for (const cla of ['01', '10', '40', 'ff']) {
    expect(after(text).target(hex(`${cla} 20 00 94 01 31`))).toEqual({
      application: undefined,
      file: undefined,
    });
  }
});
