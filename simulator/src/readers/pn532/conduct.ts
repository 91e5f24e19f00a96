import { pn532Rules } from '../../rules/pn532-rules.ts';
import type { RuleId, RuleSet } from '../../rules/rule-set.ts';

type WithoutArea<Id> = Id extends `pn532/${infer Name}` ? Name : never;
export type Pn532RuleName = WithoutArea<keyof typeof pn532Rules & RuleId>;

/** Which rules one chip keeps to. Asked once, so that it costs nothing later. */
export type Conduct = Readonly<Record<Pn532RuleName, boolean>>;

export function conductOf(rules: RuleSet): Conduct {
  const ids = Object.keys(pn532Rules) as (keyof typeof pn532Rules)[];
  const held = ids.map((id) => [id.slice('pn532/'.length), rules.holds(id)] as const);
  return Object.fromEntries(held) as Record<Pn532RuleName, boolean>;
}
