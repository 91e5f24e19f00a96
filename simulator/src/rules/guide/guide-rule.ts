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
  readonly document: string;
  readonly edition: string;
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

/** What the rules of a table are taken from. */
export interface GuideDocument {
  readonly document: string;
  readonly edition: string;
}

/** Guide for holders. It bears no date; its edition is told by what it asks for. */
export const holderGuide: GuideDocument = {
  document: 'guide for holders, card functions on phones (スマホ用電子証明書)',
  edition: 'undated, for iOS 18.5 or later',
};
/** Questions and answers for medical facilities. */
export const facilityQuestions: GuideDocument = {
  document: 'FAQ for facilities, 資格確認 app',
  edition: 'v1.00 of 2024-01-24',
};
/** Public facts that refine what the guides say. */
export const publicFacts: GuideDocument = {
  document: 'phone-wallet reference, 6.3',
  edition: 'as published by 2026-11',
};

/** Turns a table of lines of one document into rules. */
export function guideRulesOf<const T extends Readonly<Partial<Record<GuideRuleNumber, GuideRuleLine>>>>(
  { document, edition }: GuideDocument,
  table: T,
): { readonly [K in keyof T]: GuideRule } {
  const rules: Record<string, GuideRule> = {};
  const lines = Object.entries(table) as [GuideRuleNumber, GuideRuleLine][];
  for (const [id, [en, ja, heading, machine, mutant, switchKey]] of lines) {
    rules[id] = {
      id,
      text: { en, ja },
      source: `${document}, ${edition}, ${heading}`,
      basis: 'guide',
      mutant,
      machine,
      document,
      edition,
      heading,
      ...(switchKey === undefined ? {} : { switch: switchKey }),
    };
  }
  return rules as { readonly [K in keyof T]: GuideRule };
}
