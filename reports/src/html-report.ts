import { type CaseResult, type Language, type Result, requirementRows } from '@kazashi/conformance/result';
import { reportNumber } from './facts.ts';
import { type CaseStyle, caseSection } from './html/case-section.ts';
import { factsSection, furtherAttention, headSection } from './html/head-section.ts';
import { killMatrixSection } from './html/kill-matrix.ts';
import { html, Markup } from './html/markup.ts';
import { requirementTable } from './html/requirement-table.ts';
import { safeStyle, styleSheet } from './html/style.ts';
import { verdictClass } from './html/verdict-class.ts';
import { verdictWords, words } from './words.ts';

/**
 * Shows one verdict's cases alone, and unfolds what was left out of a large page. Without scripts the page is
 * whole, unless it has so many cases that it had to be made light.
 */
const filterScript = `
document.querySelector('.filter')?.addEventListener('change', (event) => {
  const wanted = event.target.value;
  for (const item of document.querySelectorAll('details.case')) item.hidden = wanted !== '' && item.dataset.verdict !== wanted;
  for (const group of document.querySelectorAll('section.group')) group.hidden = !group.querySelector('details.case:not([hidden])');
});
document.addEventListener('toggle', (event) => {
  const later = event.target.querySelector(':scope > script');
  if (later !== null) later.outerHTML = later.textContent;
}, true);
const unfold = () => { const item = document.getElementById(decodeURIComponent(location.hash.slice(1))); if (item?.tagName === 'DETAILS') item.open = true; };
addEventListener('hashchange', unfold);
unfold();
`;

const groupOf = ({ id }: CaseResult): string => id.split('/').slice(0, 2).join('/');

/** With more failures than these, a page is read from its list of what did not pass. */
const openLimit = 40;
/** With more cases than these, what stands below their first lines is not part of the page until it is wanted. */
const lightFrom = 1000;

function styleFor(results: readonly CaseResult[]): CaseStyle {
  if (results.length > lightFrom) return 'later';
  const failed = results.filter(({ verdict }) => verdict === 'FAIL' || verdict === 'ERROR').length;
  return failed <= openLimit ? 'open' : 'closed';
}

function groups(results: readonly CaseResult[], language: Language): Markup[] {
  const style = styleFor(results);
  const byGroup = new Map<string, CaseResult[]>();
  for (const result of results) {
    const members = byGroup.get(groupOf(result));
    if (members === undefined) byGroup.set(groupOf(result), [result]);
    else members.push(result);
  }
  return [...byGroup].map(([name, members]) => {
    const passed = members.filter(({ verdict }) => verdict === 'PASS').length;
    return html`<section class="group"><h3>${name}<small>${passed} ${words.of[language]} ${members.length} ${verdictWords.PASS[language]}</small></h3>
${members.map((member) => caseSection(member, language, style))}</section>`;
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

/** The report as one HTML page that needs nothing else, for screen and for A4. */
export function htmlReport(result: Result, language: Language): string {
  const real = result.subject.nature === 'real';
  const stamp = words[`${result.subject.nature}Stamp`][language];
  const rows = requirementRows(result.cases);
  const number = reportNumber(result);
  const css = styleSheet(
    stamp,
    `${words.number[language]} ${number}${result.digest === null ? '' : ` · ${result.digest.slice(0, 16)}`}`,
    words.page[language],
  );
  const page = html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title[language]} ${number} — ${verdictWords[result.outcome][language]}</title>
<style>${new Markup(safeStyle(css))}</style></head>
<body><main>
<div class="stamp ${real ? 'real' : 'simulator'}"><span>${stamp}</span><span>${number}</span></div>
${headSection(result, rows, language)}
<div class="break"></div>
${factsSection(result, language)}
${furtherAttention(result, language)}
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
