import type { Language, RequirementRow } from '@kazashi/conformance/result';
import { basisWords, verdictWords, words } from '../words.ts';
import { caseAnchor } from './anchor.ts';
import { html, type Markup } from './markup.ts';
import { verdictClass } from './verdict-class.ts';

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
