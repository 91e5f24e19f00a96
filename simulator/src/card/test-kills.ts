import { describe, expect, test } from 'vitest';
import { type RuleId, rules } from '../rules/rule-set.ts';
import { type TestCardOptions, TestSession, testCard } from './test-card.ts';

/** Something done with a card that ends in words: `whole` for a card whose rules all hold, `broken` for the mutant. */
export interface CardKill {
  readonly rule: RuleId;
  readonly ask: (session: TestSession) => string;
  readonly whole: string;
  readonly broken: string;
}

/** Sends commands; the answer to the last. */
export const send =
  (...commands: readonly string[]) =>
  (session: TestSession): string =>
    session.send(...commands);

/** The status word of the answer to the last command. */
export const status =
  (...commands: readonly string[]) =>
  (session: TestSession): string =>
    session.send(...commands).slice(-4);

/** Tests that each rule of an area has one such difference. */
export function testKills(area: string, kills: readonly CardKill[], options: TestCardOptions = {}): void {
  const activate = (mutants: readonly RuleId[]): TestSession =>
    new TestSession(testCard({ ...options, mutants }));

  describe('a card with one rule broken is told from a whole one', () => {
    test.each(kills.map((kill) => [kill.rule, kill] as const))('%s', (rule, { ask, whole, broken }) => {
      expect(ask(activate([]))).toBe(whole);
      expect(ask(activate([rule]))).toBe(broken);
      expect(broken).not.toBe(whole);
    });
  });

  test('no rule is without such a difference, and none has two lines', () => {
    const ids = rules.flatMap(({ id }) => (id.startsWith(`${area}/`) ? [id] : []));
    expect(kills.map(({ rule }) => rule).toSorted()).toEqual(ids.toSorted());
  });
}
