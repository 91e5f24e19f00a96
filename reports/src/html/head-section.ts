import { type Language, type Result, sealState } from '@kazashi/conformance/result';
import { verdictWords, words } from '../words.ts';
import { spaced } from './bytes.ts';
import { html, type Markup } from './markup.ts';
import type { RequirementRow } from './requirement-table.ts';
import { verdictClass } from './verdict-class.ts';

type Fact = readonly [name: { readonly [L in Language]: string }, value: Markup | string | undefined];

function factSection(title: string, facts: readonly Fact[], language: Language): Markup {
  const lines = facts
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => html`<dt>${name[language]}</dt><dd>${value}</dd>`);
  return html`<section><h3>${title}</h3><dl>${lines}</dl></section>`;
}

const proofWords = {
  'in-process': words.proofInProcess,
  nonce: words.proofNonce,
  none: words.proofNone,
} as const;

const seals = { valid: words.sealValid, broken: words.sealBroken, unsealed: words.sealNone } as const;

/** A moment as both clocks show it, to the second. */
function moment({ utc, jst }: Result['times']['started']): string {
  return `${jst.slice(0, 19).replace('T', ' ')} JST · ${utc.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Title, outcome, counts, and the fields that a laboratory's report has to hold. */
export function headSection(result: Result, rows: readonly RequirementRow[], language: Language): Markup {
  const { subject, suite, environment, times, selection, outcome } = result;
  const present = Object.entries(result.summary).filter(([, count]) => count > 0);
  const total = present.reduce((sum, [, count]) => sum + count, 0);
  const bar = present.map(
    ([verdict, count]) => html`<i class="${verdictClass(verdict)}" style="flex:${count}"></i>`,
  );
  const counts = present.map(([verdict, count]) => {
    const name = verdictWords[verdict as keyof typeof verdictWords][language];
    return html`<li class="${verdictClass(verdict)}"><b>${count}</b><span class="k">${name}</span></li>`;
  });
  const applied = rows.filter(({ results }) => results.some(({ verdict }) => verdict !== 'NOT APPLICABLE'));
  const held = rows.filter((row) => row.held).length;
  const state = sealState(result);

  return html`<header class="cover"><div><h1>${words.title[language]}</h1><p class="sub">${words.subtitle[language]}</p><p class="sub">${subject.title}</p></div>
<div class="outcome"><small>${words.outcome[language]}</small><b class="${verdictClass(outcome)}">${verdictWords[outcome][language]}</b></div></header>
<div class="bar">${bar}</div>
<ul class="counts">${counts}</ul>
<p class="text">${total} ${words.casesCounted[language]} · ${held} ${words.of[language]} ${applied.length} ${words.requirementsHeld[language]}</p>
${result.stopped === undefined ? '' : html`<p class="alert"><b>${words.stopped[language]}</b>: ${result.stopped[language]}</p>`}
${state === 'valid' ? '' : html`<p class="alert"><b>${words.seal[language]}</b>: ${seals[state][language]}</p>`}
<div class="facts">
${factSection(
  words.itemUnderTest[language],
  [
    [
      words.nature,
      html`<b>${subject.nature === 'simulator' ? words.simulator[language] : words.real[language]}</b>`,
    ],
    [words.address, html`<code>${subject.address}</code>`],
    [words.proof, proofWords[subject.proof.method][language]],
    [words.software, subject.software && `${subject.software.name} ${subject.software.version}`],
    [
      words.profile,
      subject.profile === undefined ? words.noProfile[language] : html`<code>${subject.profile}</code>`,
    ],
    [
      words.answerToReset,
      subject.answerToReset === undefined
        ? undefined
        : html`<code>${spaced(subject.answerToReset, language, true)}</code>`,
    ],
    [words.capabilities, html`<span class="tags">${subject.capabilities.join(' · ')}</span>`],
  ],
  language,
)}
<div>
${factSection(
  words.method[language],
  [
    [words.suite, `${suite.name} ${suite.version}, ${suite.cases} ${words.casesCounted[language]}`],
    [words.suiteHash, html`<code>${suite.hash}</code>`],
    [
      words.selection,
      selection.selectors.length === 0
        ? words.everything[language]
        : html`<code>${selection.selectors.join(' ')}</code>`,
    ],
    [words.allowedCosts, selection.allow.join(', ') || words.none[language]],
    [words.attempts, String(selection.repeat)],
    [words.operator, result.operator],
  ],
  language,
)}
${factSection(
  words.environment[language],
  [
    [words.operatingSystem, environment.operatingSystem],
    [words.processor, environment.processor],
    [words.runtime, environment.runtime],
    [words.physical, environment.physical[language]],
  ],
  language,
)}
</div>
${factSection(
  words.times[language],
  [
    [words.started, moment(times.started)],
    [words.ended, times.ended === undefined ? undefined : moment(times.ended)],
    [words.number, html`<code>${result.id}</code>`],
    [words.seal, seals[state][language]],
    [words.digest, result.digest === null ? undefined : html`<code>${result.digest}</code>`],
  ],
  language,
)}
${factSection(
  words.laboratory[language],
  result.laboratory === undefined
    ? [[words.laboratory, words.noLaboratory[language]]]
    : Object.entries(result.laboratory).map(([name, value]) => [{ en: name, ja: name }, value] as const),
  language,
)}
</div>
${safetyTable(result, language)}
<div class="facts"><section><h3>${words.decisionRule[language]}</h3><p class="text">${result.decisionRule[language]}</p></section>
<section><h3>${words.statement[language]}</h3><p class="text">${result.disclaimer[language]}</p></section></div>`;
}

function safetyTable({ safety }: Result, language: Language): Markup | string {
  if (safety.length === 0) return '';
  const rows = safety.map(
    ({ secret, tries, worst, sum, floor }) =>
      html`<tr><td class="mono">${secret}</td><td class="num">${tries ?? '–'}</td><td class="num">${worst}</td><td class="num">${sum}</td><td class="num">${floor}</td></tr>`,
  );
  return html`<h2>${words.safety[language]}</h2><table><thead><tr><th>${words.secret[language]}</th><th class="num">${words.triesLeft[language]}</th><th class="num">${words.worst[language]}</th><th class="num">${words.sum[language]}</th><th class="num">${words.floor[language]}</th></tr></thead><tbody>${rows}</tbody></table>`;
}
