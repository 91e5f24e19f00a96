import type { CaseResult, Language, Result } from '@kazashi/conformance/result';
import { caseAnchor } from './html/anchor.ts';
import { caseSection } from './html/case-section.ts';
import { headSection } from './html/head-section.ts';
import { killMatrixSection } from './html/kill-matrix.ts';
import { html, Markup } from './html/markup.ts';
import { requirementRows, requirementTable } from './html/requirement-table.ts';
import { safeStyle, styleSheet } from './html/style.ts';
import { verdictClass } from './html/verdict-class.ts';
import { verdictWords, words } from './words.ts';

/** Shows one verdict's cases alone. Without scripts the page is whole; only the filter does nothing. */
const filterScript = `
document.querySelector('.filter')?.addEventListener('change', (event) => {
  const wanted = event.target.value;
  for (const item of document.querySelectorAll('details.case')) item.hidden = wanted !== '' && item.dataset.verdict !== wanted;
  for (const group of document.querySelectorAll('section.group')) group.hidden = !group.querySelector('details.case:not([hidden])');
});
addEventListener('hashchange', () => { const item = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (item?.tagName === 'DETAILS') item.open = true; });
`;

const groupOf = ({ id }: CaseResult): string => id.split('/').slice(0, 2).join('/');

function groups(results: readonly CaseResult[], language: Language): Markup[] {
  const byGroup = new Map<string, CaseResult[]>();
  for (const result of results)
    byGroup.set(groupOf(result), [...(byGroup.get(groupOf(result)) ?? []), result]);
  return [...byGroup].map(([name, members]) => {
    const passed = members.filter(({ verdict }) => verdict === 'PASS').length;
    return html`<section class="group"><h3>${name}<small>${passed} ${words.of[language]} ${members.length} ${verdictWords.PASS[language]}</small></h3>
${members.map((member) => caseSection(member, language))}</section>`;
  });
}

function filter(results: readonly CaseResult[], language: Language): Markup {
  const present = [...new Set(results.map(({ verdict }) => verdict))];
  const choice = (value: string, label: string, checked: boolean): Markup =>
    html`<label><input type="radio" name="verdict" value="${value}"${checked ? html` checked` : ''}><span>${label}</span></label>`;
  return html`<div class="filter">${choice('', words.showAll[language], true)}${present.map((verdict) =>
    choice(verdictClass(verdict), verdictWords[verdict][language], false),
  )}</div>`;
}

/** What a reader has to look at first: every case that neither passed nor was out of place. */
function attention({ cases }: Result, language: Language): Markup {
  const open = cases.filter(({ verdict }) => verdict !== 'PASS' && verdict !== 'NOT APPLICABLE');
  if (open.length === 0) return html`<p class="calm">${words.allPassed[language]}</p>`;
  const rows = open.map(
    (item) =>
      html`<tr><td><span class="chip ${verdictClass(item.verdict)}">${verdictWords[item.verdict][language]}</span></td><td><a href="#${caseAnchor(item)}">${item.title[language]}</a><div class="why">${item.reason?.[language] ?? ''}</div></td><td class="mono">${item.id}</td></tr>
`,
  );
  return html`<h2>${words.needAttention[language]}</h2><table class="attention"><tbody>
${rows}</tbody></table>`;
}

/** The report as one HTML page that needs nothing else, for screen and for A4. */
export function htmlReport(result: Result, language: Language): string {
  const simulator = result.subject.nature === 'simulator';
  const stamp = simulator ? words.simulatorStamp[language] : words.realStamp[language];
  const rows = requirementRows(result);
  const css = styleSheet(stamp, `${words.number[language]} ${result.id}`, words.page[language]);
  const page = html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title[language]} ${result.id} — ${verdictWords[result.outcome][language]}</title>
<style>${new Markup(safeStyle(css))}</style></head>
<body><main>
<div class="stamp ${simulator ? 'simulator' : 'real'}"><span>${stamp}</span><span>${result.id}</span></div>
${headSection(result, rows, language)}
${attention(result, language)}
<h2>${words.requirements[language]}</h2>
${requirementTable(rows, language)}
${result.killMatrix === undefined ? '' : killMatrixSection(result.killMatrix, language)}
<h2>${words.cases[language]}</h2>
${filter(result.cases, language)}
${groups(result.cases, language)}
<footer>${words.endOfReport[language]} · ${words.reproduction[language]}</footer>
</main><script>${new Markup(filterScript)}</script></body>
</html>
`;
  return page.text;
}
