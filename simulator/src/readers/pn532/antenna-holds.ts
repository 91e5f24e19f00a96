import type { RuleSet } from '../../rules/rule-set.ts';
import { type PcdHolds, type PcdRuleName, pcdHolds } from '../pcd/pcd-holds.ts';
import type { Pn532RuleName } from './conduct.ts';

/** Rules of every antenna that are broken in this chip alone when a rule of the chip is. */
const ofTheChip: { readonly [Name in PcdRuleName]?: Pn532RuleName } = {
  'within-frame-size': 'exchange-chains-out',
  'chain-fetched': 'exchange-chains-in',
  'number-toggles': 'exchange-block-number',
  'extension-answered': 'exchange-echoes-wtx',
  'loss-asked-after': 'exchange-asks-again',
  'other-ack-resends': 'exchange-resends-lost',
  'tries-limited': 'exchange-asks-limited',
};

/** Which rules of an antenna hold in the chip's own. */
export function antennaHolds(rules: RuleSet): PcdHolds {
  const holds = pcdHolds(rules);
  if (rules.broken.size === 0) return holds;
  return (rule) => {
    const own = ofTheChip[rule];
    return holds(rule) && (own === undefined || rules.holds(`pn532/${own}`));
  };
}
