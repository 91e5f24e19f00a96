import { SimulatorError } from '../errors.ts';
import { commandRules, otherCommandRules, readRules, selectRules } from './command-rules.ts';
import { contentRules, deskRules } from './content-rules.ts';
import { crlRules } from './crl-rules.ts';
import { guideRules } from './guide/guide-rules.ts';
import { licenceRules } from './licence-rules.ts';
import { ocspRules } from './ocsp-rules.ts';
import { pcdRules } from './pcd-rules.ts';
import { phoneRules } from './phone-rules.ts';
import { piccRules } from './picc-rules.ts';
import { pn532Rules } from './pn532-rules.ts';
import { port100Rules } from './port-100-rules.ts';
import type { Rule } from './rule.ts';
import { changeRules, verifyRules } from './secret-rules.ts';
import { secureMessagingRules } from './secure-messaging-rules.ts';
import { signatureRules } from './signature-rules.ts';
import { visualRules } from './visual-rules.ts';

const all = {
  ...commandRules,
  ...selectRules,
  ...readRules,
  ...verifyRules,
  ...changeRules,
  ...signatureRules,
  ...otherCommandRules,
  ...contentRules,
  ...visualRules,
  ...licenceRules,
  ...secureMessagingRules,
  ...deskRules,
  ...phoneRules,
  ...ocspRules,
  ...crlRules,
  ...pn532Rules,
  ...pcdRules,
  ...port100Rules,
  ...guideRules,
  ...piccRules,
};

export type RuleId = keyof typeof all;

/** Every rule, in the order of the tables. */
export const rules: readonly Rule[] = Object.values(all);

const byId = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]));

export const ruleById = (id: string): Rule | undefined => byId.get(id);

/** Which rules hold in one simulator: all, less the ones broken on purpose. */
export class RuleSet {
  readonly broken: ReadonlySet<string>;

  /** Throws SimulatorError `rules/unknown` for an id that is no rule. */
  constructor(broken: Iterable<string> = []) {
    this.broken = new Set(broken);
    for (const id of this.broken) {
      if (!byId.has(id)) throw new SimulatorError('rules/unknown', `there is no rule ${id} to break`);
    }
  }

  /** Asked once, when the simulator is built; the answer is kept in a field so that it costs nothing later. */
  holds(id: RuleId): boolean {
    return this.broken.size === 0 || !this.broken.has(id);
  }
}

/** Rules that tell of each time when one is asked: a rule that was not asked has decided nothing. */
export class HeardRuleSet extends RuleSet {
  readonly #onAsked: (id: RuleId) => void;

  /** Throws as `RuleSet` does. */
  constructor(broken: Iterable<string>, onAsked: (id: RuleId) => void) {
    super(broken);
    this.#onAsked = onAsked;
  }

  override holds(id: RuleId): boolean {
    this.#onAsked(id);
    return super.holds(id);
  }
}
