import { expect, test } from 'vitest';
import { TestLog } from '../test-registry.ts';
import { SplitWatch } from './split-watch.ts';

const warned = (gaps: readonly number[]): number => {
  const log = new TestLog();
  const watch = new SplitWatch(log);
  for (const gap of gaps) watch.message(gap);
  return log.lines.length;
};

test.each([
  ['three late payloads', [44, 45, 44], 1],
  ['and any number after them', [44, 45, 44, 45, 44, 45, 44], 1],
  ['two are chance', [44, 45], 0],
  ['29 ms is not it', [29, 29, 29, 29], 0],
  ['a busy machine now and then', [0, 0, 40, 0, 0, 0, 40, 0, 0, 0, 40], 0],
  ['power on and ATR in one segment between', [44, 0, 44, 44], 1],
])('%s', (_, gaps, lines) => {
  expect(warned(gaps)).toBe(lines);
});
