import { type CaseDefinition, defineCase } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { CaseEnd } from '../../engine/case-end.ts';
import type { Basis } from '../../engine/classification.ts';
import type { BenchCard } from '../../engine/frames-under-test.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { FieldBench } from './field-bench.ts';

type Words = readonly [en: string, ja: string];

/** Whom a case is about: the card under test, or cards that the bench lays in its place. */
export interface FieldCaseSubject {
  /** Capabilities that the card needs, beside being in a field. */
  readonly needs?: string;
  /** Laid in the place of the card under test, which needs a bench. */
  readonly lies?: readonly BenchCard[];
}

/** One case of a card in a field. */
export interface FieldCase extends FieldCaseSubject {
  readonly title: Words;
  /** Clause of ISO/IEC 14443, with its part: `3, 7.7.4`. */
  readonly clause: string;
  readonly basis?: Basis;
  readonly text: Words;
  /** Rules of cards that the case holds the subject to. */
  readonly rules: readonly string[];
  /** Sends the authentication PIN wrongly, once. */
  readonly spendsTry?: boolean;
  readonly run: (bench: FieldBench, context: CaseContext) => Promise<void>;
}

/** Cases of one group by their names: `iso14443-picc/GROUP/NAME`. */
export function fieldCases(
  group: 'b' | 'a' | 'block' | 'block-a' | 'once' | 'several' | 'time',
  subject: FieldCaseSubject,
  cases: Readonly<Record<string, FieldCase>>,
): CaseDefinition[] {
  return Object.entries(cases).map(([name, { title, clause, basis = 'standard', text, rules, ...more }]) => {
    const { lies, needs } = { ...subject, ...more };
    const capabilities = [needs, lies && 'field-bench'].filter((part) => part !== undefined);
    return defineCase({
      id: `iso14443-picc/${group}/${name}`,
      title: t(...title),
      requirement: requires(`ISO/IEC 14443-${clause}`, basis, ...text),
      level: 'field',
      appliesTo: ['field', ...capabilities].join(' & '),
      ...(more.spendsTry ? { cost: 'spends-tries', spends: { 'jpki/authentication': 1 } } : { cost: 'none' }),
      rules: rules.map((rule) => `picc/${rule}`),
      async run(context: CaseContext) {
        const { frames, check } = context;
        if (frames?.kind !== 'field') throw noField();
        const { field } = frames;
        await field.power(false);
        if (lies !== undefined) await field.lay?.(lies);
        await field.power(true);
        const modulation = lies?.[0]?.modulation === 'A' ? 'A' : 'B';
        await more.run(new FieldBench(field, check, modulation), context);
      },
    });
  });
}

const noField = (): CaseEnd =>
  new CaseEnd('INCONCLUSIVE', t('there is no field to speak into', '通信する磁界がない'));
