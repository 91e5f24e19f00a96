import type { pcdRules } from '../../rules/pcd-rules.ts';
import type { RuleSet } from '../../rules/rule-set.ts';

type NameOf<Id> = Id extends `pcd/${infer Name}` ? Name : never;
export type PcdRuleName = NameOf<keyof typeof pcdRules>;

/** Which rules of a reader's antenna hold. */
export type PcdHolds = (rule: PcdRuleName) => boolean;

const allHold: PcdHolds = () => true;

export const pcdHolds = (rules: RuleSet): PcdHolds =>
  rules.broken.size === 0 ? allHold : (rule) => rules.holds(`pcd/${rule}`);
