import type { LifecycleSwitches } from '@kazashi/profiles';
import type { Rule } from '../rule.ts';

/** What of the world decides a rule of the guides. @see phone-wallet reference, section 6.5 */
export const guideMachines = [
  'secret',
  'certificate',
  'cardBody',
  'enrolment',
  'backOffice',
  'binding',
  'device',
  'walletDocument',
  'facilityAccount',
  'usable',
  'desk',
  'calendar',
] as const;
export type GuideMachine = (typeof guideMachines)[number];

/** A rule of the guides for holders and facilities. Its mutant is the same world with this one rule broken. */
export interface GuideRule extends Rule {
  readonly id: GuideRuleNumber;
  readonly machine: GuideMachine;
  readonly heading: string;
  readonly switch?: keyof LifecycleSwitches;
}

/** `L-nn` from the guides, `E-nn` from public facts that refine them. */
export type GuideRuleNumber = `${'L' | 'E'}-${number}`;

/** One line of a table: en, ja, heading, machine, what the mutant does, and the switch that bends the rule. */
export type GuideRuleLine = readonly [
  en: string,
  ja: string,
  heading: string,
  machine: GuideMachine,
  mutant: string,
  switchKey?: keyof LifecycleSwitches,
];

/** Guide for holders, of the edition that asks for iOS 18.5. */
export const holderGuide = 'guide for holders, card functions on phones (スマホ用電子証明書)';
/** Questions and answers for medical facilities. */
export const facilityQuestions = 'FAQ for facilities, 資格確認 app, v1.00 of 2024-01-24';

/** Turns a table of lines of one document into rules. */
export function guideRulesOf<const T extends Readonly<Partial<Record<GuideRuleNumber, GuideRuleLine>>>>(
  document: string,
  table: T,
): { readonly [K in keyof T]: GuideRule } {
  const rules: Record<string, GuideRule> = {};
  const lines = Object.entries(table) as [GuideRuleNumber, GuideRuleLine][];
  for (const [id, [en, ja, heading, machine, mutant, switchKey]] of lines) {
    rules[id] = {
      id,
      text: { en, ja },
      source: `${document}, ${heading}`,
      basis: 'guide',
      mutant,
      machine,
      heading,
      ...(switchKey === undefined ? {} : { switch: switchKey }),
    };
  }
  return rules as { readonly [K in keyof T]: GuideRule };
}
