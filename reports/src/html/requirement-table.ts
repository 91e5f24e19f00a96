import type { CaseResult, Language, Result } from '@kazashi/conformance/result';
import { basisWords, verdictWords, words } from '../words.ts';
import { caseAnchor } from './anchor.ts';
import { html, type Markup } from './markup.ts';
import { verdictClass } from './verdict-class.ts';

/** A requirement with every case that was tried for it. */
export interface RequirementRow {
  readonly requirement: CaseResult['requirement'];
  readonly results: readonly CaseResult[];
  /** All that applied passed, and at least one did. */
  readonly held: boolean;
}

/** Results gathered by requirement, in the order in which requirements first appear. */
export function requirementRows(result: Result): RequirementRow[] {
  const rows = new Map<string, CaseResult[]>();
  for (const item of result.cases) {
    const key = `${item.requirement.clause}\n${item.requirement.text.en}`;
    const known = rows.get(key);
    if (known === undefined) rows.set(key, [item]);
    else known.push(item);
  }
  return [...rows.values()].map((results) => {
    const applied = results.filter(({ verdict }) => verdict !== 'NOT APPLICABLE');
    return {
      requirement: results[0]!.requirement,
      results,
      held: applied.length > 0 && applied.every(({ verdict }) => verdict === 'PASS'),
    };
  });
}

export function requirementTable(rows: readonly RequirementRow[], language: Language): Markup {
  const sorted = [...rows].sort((a, b) => a.requirement.clause.localeCompare(b.requirement.clause, 'en'));
  let clause: string | undefined;
  const lines = sorted.map(({ requirement, results }) => {
    const shown = requirement.clause === clause ? '' : requirement.clause;
    clause = requirement.clause;
    const dots = results.map(
      (item) =>
        html`<a class="${verdictClass(item.verdict)}" style="background:currentColor" href="#${caseAnchor(item)}" title="${item.id}: ${verdictWords[item.verdict][language]}"></a>`,
    );
    return html`<tr><td>${shown}</td><td>${requirement.text[language]}</td><td class="basis-${requirement.basis}">${basisWords[requirement.basis][language]}</td><td><div class="dots">${dots}</div></td></tr>
`;
  });
  return html`<table class="req"><thead><tr><th>${words.clause[language]}</th><th>${words.requirement[language]}</th><th>${words.basis[language]}</th><th>${words.cases[language]}</th></tr></thead><tbody>
${lines}</tbody></table>`;
}
