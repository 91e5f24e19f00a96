import { type CaseDefinition, defineCase } from '../../engine/case.ts';
import { CaseEnd } from '../../engine/case-end.ts';
import type { Basis } from '../../engine/classification.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { ChipBench } from './chip-bench.ts';

type Words = readonly [en: string, ja: string];

/** One case of the chip. */
export interface ChipCase {
  readonly title: Words;
  readonly text: Words;
  /** `probe`: what drivers that work with the real reader rely on; `inferred`: not seen. */
  readonly basis: Extract<Basis, 'probe' | 'inferred'>;
  readonly rules: readonly string[];
  readonly run: (bench: ChipBench) => Promise<void>;
}

const clauses = {
  probe: 'nfcpy nfc/clf/rcs380.py; Linux drivers/nfc/port100.c',
  inferred: 'nfc-readers reference, 6.1',
} as const;

/** Cases of one group by their names: `port-100/GROUP/NAME`. */
export function chipCases(
  group: 'frame' | 'device' | 'rf',
  cases: Readonly<Record<string, ChipCase>>,
): CaseDefinition[] {
  return Object.entries(cases).map(([name, { title, text, basis, rules, run }]) =>
    defineCase({
      id: `port-100/${group}/${name}`,
      title: t(...title),
      requirement: requires(clauses[basis], basis, ...text),
      level: 'port-100',
      appliesTo: 'port-100',
      cost: 'none',
      rules: rules.map((rule) => `port-100/${rule}`),
      run: async ({ frames, check }) => {
        if (frames?.kind !== 'chip') throw noChip();
        await run(new ChipBench(frames.chip, check));
      },
    }),
  );
}

const noChip = (): CaseEnd =>
  new CaseEnd('INCONCLUSIVE', t('there is no chip to speak to', '通信するチップがない'));
