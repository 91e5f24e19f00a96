import type { piccRules } from '../rules/picc-rules.ts';
import type { RuleSet } from '../rules/rule-set.ts';

type NameOf<Id> = Id extends `picc/${infer Name}` ? Name : never;
export type PiccRuleName = NameOf<keyof typeof piccRules>;

/** Which rules of a card in the field hold; asked once, when the field is made. */
export type PiccHolds = (rule: PiccRuleName) => boolean;

export function piccHolds(rules: RuleSet): PiccHolds {
  if (rules.broken.size === 0) return () => true;
  return (rule) => rules.holds(`picc/${rule}`);
}
