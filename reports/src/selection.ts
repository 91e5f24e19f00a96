import type { Bilingual, CaseResult, Language, Result } from '@kazashi/conformance/result';
import { words } from './words.ts';

/** A case that a reader has to look at. */
export interface OpenCase {
  /** Its first attempt that neither passed nor was left out. */
  readonly item: CaseResult;
  readonly attempts: number;
  /** Attempts that neither passed nor were left out. */
  readonly open: number;
}

const isOpen = ({ verdict }: CaseResult): boolean => !['PASS', 'NOT APPLICABLE', 'SKIPPED'].includes(verdict);

/** Every case that neither passed nor was left out, once however often it was tried. */
export function openCases({ cases }: Pick<Result, 'cases'>): OpenCase[] {
  const byId = new Map<string, CaseResult[]>();
  for (const item of cases) if (isOpen(item)) byId.set(item.id, []);
  if (byId.size === 0) return [];
  for (const item of cases) byId.get(item.id)?.push(item);
  return [...byId.values()].map((attempts) => {
    const open = attempts.filter(isOpen);
    return { item: open[0]!, attempts: attempts.length, open: open.length };
  });
}

/** `2 of 3 attempts`, where there were several. */
export function attemptsOf({ attempts, open }: OpenCase, language: Language): string {
  return attempts === 1 ? '' : ` (${open} ${words.of[language]} ${attempts} ${words.attemptsWord[language]})`;
}

/** Cases that were not run for one reason. */
export interface NotRun {
  readonly verdict: CaseResult['verdict'];
  readonly reason: Bilingual;
  readonly cases: readonly CaseResult[];
}

/** What was not run, by reason, the most frequent first. */
export function notRun({ cases }: Result): NotRun[] {
  const groups = new Map<
    string,
    { verdict: CaseResult['verdict']; reason: Bilingual; cases: CaseResult[] }
  >();
  for (const item of cases) {
    const { verdict, reason = { en: '', ja: '' } } = item;
    if (verdict !== 'NOT APPLICABLE' && verdict !== 'SKIPPED') continue;
    const key = `${verdict} ${reason.en}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { verdict, reason, cases: [item] });
    else group.cases.push(item);
  }
  return [...groups.values()].sort((a, b) => b.cases.length - a.cases.length);
}

/** The first few ids, to tell which cases are meant. */
export function firstIds(cases: readonly CaseResult[]): string {
  const ids = [...new Set(cases.map(({ id }) => id))];
  return ids.slice(0, 3).join(', ') + (ids.length > 3 ? ' …' : '');
}
