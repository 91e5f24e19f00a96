import type { KillMatrix, Language } from '@kazashi/conformance/result';
import { words } from '../words.ts';
import { caseAnchor } from './anchor.ts';
import { html, type Markup } from './markup.ts';

const shownKillers = 4;

/** Which cases notice which broken rule; survivors first. */
export function killMatrixSection(matrix: KillMatrix, language: Language): Markup {
  const survivors = new Set(matrix.survivors);
  const sorted = [...matrix.mutants].sort(
    (a, b) => Number(survivors.has(b.id)) - Number(survivors.has(a.id)),
  );
  const rows = sorted.map(({ id, text, killedBy }) => {
    const killers = killedBy
      .slice(0, shownKillers)
      .map(
        (name, index) =>
          html`${index > 0 ? ', ' : ''}<a href="#${caseAnchor({ id: name, attempt: 1 })}">${name}</a>`,
      );
    const more = killedBy.length - shownKillers;
    return html`<tr><td class="mono">${id}</td><td>${text[language]}</td><td class="mono">${survivors.has(id) ? html`<span class="chip FAIL">${words.survived[language]}</span>` : killers}${more > 0 ? html` <span class="more">+${more}</span>` : ''}</td></tr>
`;
  });
  const killed = matrix.mutants.length - matrix.survivors.length;
  return html`<h2>${words.killMatrix[language]}</h2>
<p class="text">${words.killMatrixLead[language]} ${killed} ${words.of[language]} ${matrix.mutants.length}; ${matrix.survivors.length} ${words.survivors[language]}, ${matrix.idleCases.length} ${words.idleCases[language]}.</p>
${matrix.idleCases.length === 0 ? '' : html`<p class="alert mono">${matrix.idleCases.join(', ')}</p>`}
<table class="kill"><thead><tr><th></th><th>${words.mutant[language]}</th><th>${words.killedBy[language]}</th></tr></thead><tbody>
${rows}</tbody></table>`;
}
