import { type CaseDefinition, defineCase } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { CaseEnd } from '../../engine/case-end.ts';
import type { Basis } from '../../engine/classification.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { ChipBench } from './chip-bench.ts';

type Words = readonly [en: string, ja: string];

/** One case of a PN532 on a serial line. */
export interface ChipCase {
  readonly title: Words;
  /** Of UM0701-02, or where the fact is from when it begins otherwise. */
  readonly clause: string;
  readonly basis?: Basis;
  readonly text: Words;
  /** What it needs beside a chip. */
  readonly needs?: string;
  /** Rules of the chip that the case holds the subject to. */
  readonly rules: readonly string[];
  readonly run: (bench: ChipBench, context: CaseContext) => Promise<void>;
}

/** Cases of one group by their names: `pn532/GROUP/NAME`. */
export function chipCases(group: string, cases: Readonly<Record<string, ChipCase>>): CaseDefinition[] {
  return Object.entries(cases).map(([name, { title, clause, basis = 'standard', text, needs, rules, run }]) =>
    defineCase({
      id: `pn532/${group}/${name}`,
      title: t(...title),
      requirement: requires(/^\d/.test(clause) ? `UM0701-02, ${clause}` : clause, basis, ...text),
      level: 'pn532',
      appliesTo: needs === undefined ? 'pn532' : `pn532 & ${needs}`,
      cost: 'none',
      rules: rules.map((rule) => `pn532/${rule}`),
      run: async (context: CaseContext) => {
        const { frames, check } = context;
        if (frames?.kind !== 'serial') throw noChip();
        const bench = new ChipBench(frames.serial, check);
        await frames.serial.begin();
        await bench.ready();
        await run(bench, context);
      },
    }),
  );
}

const noChip = (): CaseEnd =>
  new CaseEnd('INCONCLUSIVE', t('there is no serial line to a chip', 'チップへのシリアル回線がない'));
