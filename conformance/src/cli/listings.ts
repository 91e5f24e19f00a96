import { cases } from '../cases/index.ts';
import { suites } from '../cases/suites.ts';
import { emulatedRules } from '../drivers/emulated-card.ts';
import { coverageOf, requirementCatalogue } from '../requirements/catalogue.ts';
import { topics } from '../requirements/topics.ts';
import type { Bilingual, Language } from '../text.ts';

/** One row of `kazashi list`: an id, words for people, and for `--json` whatever else there is. */
export interface Listed {
  readonly id: string;
  readonly text: Bilingual;
  readonly [more: string]: unknown;
}

/** Every case, as `list cases` shows it. */
export function listCases(): Listed[] {
  return cases.map(
    ({ id, title, level, cost, requirement, appliesTo, cause, rules = [], secrets = [], spends }) => ({
      id,
      text: title,
      level,
      cost,
      basis: requirement.basis,
      requirement,
      appliesTo,
      ...(cause === undefined ? {} : { cause }),
      rules: cause === undefined ? rules : [cause, ...rules],
      secrets: [...new Set([...secrets, ...Object.keys(spends ?? {})])],
    }),
  );
}

/** Every requirement that a case cites, and what no case is about yet. */
export function listRequirements(): Listed[] {
  return requirementCatalogue(cases, topics).map((row) => ({ ...row }));
}

/** What of the requirements the cases cover: by topic, by basis, and what no case is about. */
export function coverageLines(language: Language): string[] {
  const {
    requirements,
    cases: count,
    byBasis,
    byTopic,
    uncovered,
  } = coverageOf(requirementCatalogue(cases, topics));
  const ja = language === 'ja';
  const line = (name: string, of: number, tried: number): string =>
    ja
      ? `${name.padEnd(28)} 要求事項${String(of).padStart(4)}件、ケース${String(tried).padStart(4)}件`
      : `${name.padEnd(28)} ${String(of).padStart(4)} requirements, ${String(tried).padStart(4)} cases`;
  return [
    ja ? '要求事項の網羅:' : 'Coverage by requirement:',
    ...byTopic.map((row) => line(row.topic, row.requirements, row.cases)),
    ja ? '根拠別:' : 'by basis:',
    ...byBasis.map((row) => line(row.basis, row.requirements, row.cases)),
    line(ja ? '合計' : 'in all', requirements, count),
    ...uncovered.map((id) => (ja ? `ケースなし:${id}` : `no case: ${id}`)),
    ...(uncovered.length > 0 ? [] : [ja ? 'すべての要求事項にケースがある' : 'every requirement has a case']),
  ];
}

/** Every suite, with the ids of its cases. */
export function listSuites(): Listed[] {
  return suites.map(({ id, title, includes }) => ({
    id,
    text: title,
    cases: cases.filter(includes).map((definition) => definition.id),
  }));
}

/** Clients that come with the harness: the whole ones, and the reference client with each habit of a wrong one. */
export async function listClients(): Promise<Listed[]> {
  const { clientMutants } = await import('../clients/client-mutants.ts');
  return [
    { id: 'reference', text: { en: 'the reference client', ja: '参照クライアント' } },
    {
      id: 'opensc',
      text: { en: 'OpenSC’s tools, where they are installed', ja: 'OpenSCのツール(導入済みの場合)' },
    },
    ...clientMutants.map(({ rule, text }) => ({
      id: `reference ${rule.slice('client/'.length)}`,
      text: { en: `does not keep to: ${text.en}`, ja: `守らない規則:${text.ja}` },
      tests: cases.filter(({ rules = [] }) => rules.includes(rule)).map(({ id }) => id),
    })),
  ];
}

/** The simulator's rules, each with the cases that hold a card to it. */
export async function listRules(): Promise<Listed[]> {
  return (await emulatedRules()).map((rule) => ({
    ...rule,
    tests: cases
      .filter(({ cause, rules: named = [] }) => cause === rule.id || named.includes(rule.id))
      .map((found) => found.id),
  }));
}
