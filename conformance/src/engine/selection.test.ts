import { expect, test } from 'vitest';
import { testCase } from '../testing/run-options.ts';
import { type Suite, selectCases } from './selection.ts';

const cases = ['card/read/a', 'card/read/b', 'card/reading/c', 'card/verify/a'].map((id) =>
  testCase({ id, run: async () => {} }),
);
const suites: Suite[] = [
  { id: 'quick', title: { en: 'x', ja: 'x' }, includes: ({ id }) => id.endsWith('/a') },
];
const ids = (...selectors: string[]) => selectCases(selectors, cases, suites).map(({ id }) => id);

test('an id, a beginning up to a slash, a suite, and all of them', () => {
  expect(ids('card/read/b')).toEqual(['card/read/b']);
  expect(ids('card/read')).toEqual(['card/read/a', 'card/read/b']);
  expect(ids('quick')).toEqual(['card/read/a', 'card/verify/a']);
  expect(ids()).toHaveLength(4);
});

test('the catalogue gives the order and no case comes twice', () => {
  expect(ids('card/verify/a', 'quick', 'card/read/')).toEqual([
    'card/read/a',
    'card/read/b',
    'card/verify/a',
  ]);
});

test.each([
  ['card/raed', 'card/read'],
  ['card/verfy', 'card/verify'],
  ['verify/a', 'card/verify/a'],
  ['quik', 'quick'],
])('%s is unknown; the nearest name is %s', (selector, nearest) => {
  expect(() => ids(selector)).toThrow(expect.objectContaining({ code: 'selection/unknown' }));
  try {
    ids(selector);
  } catch (error) {
    expect((error as { nearest: string[] }).nearest).toContain(nearest);
  }
});
