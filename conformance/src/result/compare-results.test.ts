import { expect, test } from 'vitest';
import type { Verdict } from '../engine/verdict.ts';
import { compareResults } from './compare-results.ts';
import type { Result } from './result-schema.ts';

/** As much of a result as a comparison reads. */
function resultOf(verdicts: Readonly<Record<string, Verdict | readonly Verdict[]>>, hash = 'one'): Result {
  const title = { en: 'TEST', ja: 'TEST' };
  const cases = Object.entries(verdicts).flatMap(([id, given]) =>
    [given].flat().map((verdict, index) => ({ id, title, verdict, attempt: index + 1 })),
  );
  return { suite: { hash }, cases } as object as Result;
}
const change = (a: Verdict | undefined, b: Verdict | undefined) =>
  compareResults(resultOf(a ? { x: a } : {}), resultOf(b ? { x: b } : {})).cases[0]!.change;

test.each([
  ['PASS', 'PASS', 'same'],
  ['PASS', 'FAIL', 'regression'],
  ['PASS', 'ERROR', 'regression'],
  ['OBSERVED', 'INCONCLUSIVE', 'regression'],
  ['FAIL', 'PASS', 'fixed'],
  ['PASS', 'OBSERVED', 'changed'],
  ['FAIL', 'INCONCLUSIVE', 'changed'],
  ['PASS', 'SKIPPED', 'not run'],
  ['PASS', 'NOT APPLICABLE', 'not run'],
  ['SKIPPED', 'FAIL', 'run'],
  ['SKIPPED', 'NOT APPLICABLE', 'changed'],
  [undefined, 'FAIL', 'added'],
  ['PASS', undefined, 'removed'],
] as const)('%s and then %s is %s', (a, b, expected) => {
  expect(change(a, b)).toBe(expected);
});

test('a removed case is no regression, and agreement is counted over what both judged', () => {
  const found = compareResults(
    resultOf({ a: 'PASS', b: 'PASS', c: 'SKIPPED', d: 'FAIL' }),
    resultOf({ a: 'PASS', c: 'PASS', d: 'PASS', e: 'PASS' }, 'two'),
  );
  expect(found).toMatchObject({ judgedInBoth: 2, agree: 1, regressions: 0, sameSuite: false });
  expect(found.cases.map(({ id, change: what }) => [id, what])).toEqual([
    ['a', 'same'],
    ['b', 'removed'],
    ['c', 'run'],
    ['d', 'fixed'],
    ['e', 'added'],
  ]);
});

test('of several attempts the worst counts, and is called flaky', () => {
  const found = compareResults(resultOf({ a: ['PASS', 'PASS'] }), resultOf({ a: ['PASS', 'FAIL'] }));
  expect(found.cases[0]).toMatchObject({ b: { verdict: 'FAIL', flaky: true }, change: 'regression' });
});
