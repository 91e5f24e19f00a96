import { expect, test } from 'vitest';
import { byteRuns, looksLikeBytes, shortPattern } from './byte-runs.ts';

test('bytes stand in pairs, covered ones are counted', () => {
  expect(byteRuns('0020008004********9000')).toEqual([
    { kind: 'bytes', text: '00 20 00 80 04' },
    { kind: 'covered', count: 4 },
    { kind: 'bytes', text: '90 00' },
  ]);
  expect(byteRuns('')).toEqual([]);
});

test('a long run loses its middle, unless all of it is wanted', () => {
  const long = '5a'.repeat(256);
  expect(byteRuns(long)).toEqual([
    { kind: 'bytes', text: Array(20).fill('5a').join(' ') },
    { kind: 'gap', count: 230 },
    { kind: 'bytes', text: '5a 5a 5a 5a 5a 5a' },
  ]);
  expect(byteRuns(long, true)).toEqual([{ kind: 'bytes', text: Array(256).fill('5a').join(' ') }]);
});

test('patterns of any bytes are counted, and words are no bytes', () => {
  expect(shortPattern(`${'.. '.repeat(256)}9000`)).toBe('.. ×256 9000');
  expect([looksLikeBytes('63c3'), looksLikeBytes('**'), looksLikeBytes('taken')]).toEqual([
    true,
    true,
    false,
  ]);
});
