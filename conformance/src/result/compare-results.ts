import type { Verdict } from '../engine/verdict.ts';
import type { Bilingual } from '../text.ts';
import type { CaseResult, Result } from './result-schema.ts';

/**
 * `same`; `regression`: held before and not any more; `fixed` the other way; `changed`: between other verdicts;
 * `not run`: judged before, now skipped or out of place; `run`: the other way; `added` and `removed` cases.
 */
export const changes = [
  'same',
  'regression',
  'fixed',
  'changed',
  'not run',
  'run',
  'added',
  'removed',
] as const;
export type Change = (typeof changes)[number];

/** One case as two results have it. */
export interface ComparedCase {
  readonly id: string;
  readonly title: Bilingual;
  readonly a?: Side;
  readonly b?: Side;
  readonly change: Change;
}

interface Side {
  /** The worst of all attempts. */
  readonly verdict: Verdict;
  readonly flaky: boolean;
  readonly reason?: Bilingual;
}

export interface Comparison {
  readonly cases: readonly ComparedCase[];
  readonly sameSuite: boolean;
  /** Cases that both came to a verdict on, and how many of them are the same. */
  readonly judgedInBoth: number;
  readonly agree: number;
  readonly regressions: number;
}

/** From worst to best; of several attempts the worst counts. */
const order: readonly Verdict[] = [
  'FAIL',
  'ERROR',
  'INCONCLUSIVE',
  'OBSERVED',
  'PASS',
  'SKIPPED',
  'NOT APPLICABLE',
];
const judged: ReadonlySet<Verdict> = new Set(['PASS', 'OBSERVED', 'FAIL', 'INCONCLUSIVE', 'ERROR']);
const held: ReadonlySet<Verdict> = new Set(['PASS', 'OBSERVED']);

function changeOf(a: Verdict | undefined, b: Verdict | undefined): Change {
  if (a === undefined) return 'added';
  if (b === undefined) return 'removed';
  if (a === b) return 'same';
  if (!judged.has(a)) return judged.has(b) ? 'run' : 'changed';
  if (!judged.has(b)) return 'not run';
  if (held.has(a) && !held.has(b)) return 'regression';
  return !held.has(a) && held.has(b) ? 'fixed' : 'changed';
}

function sides({ cases }: Result): Map<string, { readonly title: Bilingual; readonly side: Side }> {
  const byId = new Map<string, CaseResult[]>();
  for (const item of cases) byId.set(item.id, [...(byId.get(item.id) ?? []), item]);
  return new Map(
    [...byId].map(([id, attempts]) => {
      const sorted = attempts.toSorted((x, y) => order.indexOf(x.verdict) - order.indexOf(y.verdict));
      const { verdict, reason, title } = sorted[0]!;
      const flaky = sorted.at(-1)!.verdict !== verdict;
      return [id, { title, side: { verdict, flaky, ...(reason === undefined ? {} : { reason }) } }];
    }),
  );
}

/** Sets one result beside another, in the order of the first; what only the second has comes last. */
export function compareResults(a: Result, b: Result): Comparison {
  const [left, right] = [sides(a), sides(b)];
  const cases = [...new Set([...left.keys(), ...right.keys()])].map((id): ComparedCase => {
    const [one, other] = [left.get(id), right.get(id)];
    return {
      id,
      title: (one ?? other)!.title,
      ...(one === undefined ? {} : { a: one.side }),
      ...(other === undefined ? {} : { b: other.side }),
      change: changeOf(one?.side.verdict, other?.side.verdict),
    };
  });
  const both = cases.filter(
    (item) => item.a && item.b && judged.has(item.a.verdict) && judged.has(item.b.verdict),
  );
  return {
    cases,
    sameSuite: a.suite.hash === b.suite.hash,
    judgedInBoth: both.length,
    agree: both.filter(({ change }) => change === 'same').length,
    regressions: cases.filter(({ change }) => change === 'regression').length,
  };
}
