import { cases } from '../cases/index.ts';
import { suites } from '../cases/suites.ts';
import { emulatedRules } from '../drivers/emulated-card.ts';
import type { Bilingual } from '../text.ts';

/** One row of `kazashi list`: an id, words for people, and for `--json` whatever else there is. */
export interface Listed {
  readonly id: string;
  readonly text: Bilingual;
  readonly [more: string]: unknown;
}

/** Every case, as `list cases` shows it. */
export function listCases(): Listed[] {
  return cases.map(
    ({ id, title, level, cost, requirement, appliesTo, cause, rules = [], secrets = [], spends }) => ({
      id,
      text: title,
      level,
      cost,
      basis: requirement.basis,
      requirement,
      appliesTo,
      ...(cause === undefined ? {} : { cause }),
      rules: cause === undefined ? rules : [cause, ...rules],
      secrets: [...new Set([...secrets, ...Object.keys(spends ?? {})])],
    }),
  );
}

/** Every suite, with the ids of its cases. */
export function listSuites(): Listed[] {
  return suites.map(({ id, title, includes }) => ({
    id,
    text: title,
    cases: cases.filter(includes).map((definition) => definition.id),
  }));
}

/** The simulator's rules, each with the cases that hold a card to it. */
export async function listRules(): Promise<Listed[]> {
  return (await emulatedRules()).map((rule) => ({
    ...rule,
    tests: cases
      .filter(({ cause, rules: named = [] }) => cause === rule.id || named.includes(rule.id))
      .map((found) => found.id),
  }));
}
