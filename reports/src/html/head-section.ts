import {
  commandAgain,
  isFullCopy,
  type Language,
  type RequirementRow,
  type Result,
  subjectTitle,
} from '@kazashi/conformance/result';
import { type FactGroup, factGroups } from '../facts.ts';
import { sealOf } from '../seal-of.ts';
import { attemptsOf, firstIds, notRun, openCases } from '../selection.ts';
import { verdictWords, words } from '../words.ts';
import { caseAnchor } from './anchor.ts';
import { html, type Markup } from './markup.ts';
import { verdictClass } from './verdict-class.ts';

/** Lines of a list that the first page has room for. */
const firstPage = 8;

const chip = (verdict: keyof typeof verdictWords, language: Language): Markup =>
  html`<span class="chip ${verdictClass(verdict)}">${verdictWords[verdict][language]}</span>`;

/**
 * The first page: what was tested against what, what did not pass, what was not run and why, how to reproduce.
 */
export function headSection(result: Result, rows: readonly RequirementRow[], language: Language): Markup {
  const { subject, suite, outcome, ics } = result;
  const present = Object.entries(result.summary).filter(([, count]) => count > 0);
  const total = present.reduce((sum, [, count]) => sum + count, 0);
  const bar = present.map(
    ([verdict, count]) => html`<i class="${verdictClass(verdict)}" style="flex:${count}"></i>`,
  );
  const counts = present.map(([verdict, count]) => {
    const name = verdictWords[verdict as keyof typeof verdictWords][language];
    return html`<li class="${verdictClass(verdict)}"><b>${count}</b><span class="k">${name}</span></li>`;
  });
  const applied = rows.filter((row) => row.applied).length;
  const held = rows.filter((row) => row.held).length;
  const nature = words[subject.nature][language];
  const judged =
    ics === undefined
      ? subject.profile === undefined
        ? words.noProfile[language]
        : `${words.judgedBy[language]} ${subject.profile}`
      : `${words.declaredIn[language]} ${ics.file}`;

  return html`<header class="cover"><div><h1>${words.title[language]}</h1><p class="sub">${words.subtitle[language]}</p></div>
<div class="outcome"><small>${words.outcome[language]}</small><b class="${verdictClass(outcome)}">${verdictWords[outcome][language]}</b></div></header>
<dl class="about"><dt>${words.tested[language]}</dt><dd><b>${subjectTitle(subject, language)}</b>, ${nature}, <code>${subject.address}</code>${itemWords(result)}</dd>
<dt>${words.against[language]}</dt><dd><b>${suite.name} ${suite.version}</b>, <code>${suite.hash.slice(0, 12)}</code>, ${judged}</dd></dl>
<div class="bar">${bar}</div>
<ul class="counts">${counts}</ul>
<p class="text">${total} ${words.casesCounted[language]} · ${held} ${words.of[language]} ${applied} ${words.requirementsHeld[language]}</p>
<p class="statement">${result.statement[language]}</p>
${alerts(result, language)}
${attention(result, language)}
${leftOut(result, language)}
${reproduction(result, language)}`;
}

function itemWords({ laboratory: { item } }: Result): string {
  const parts = [item.manufacturer, item.model, item.firmware.version, ...item.serialNumbers];
  const stated = parts.filter((part) => part !== null).join(', ');
  return stated && `, ${stated}`;
}

function alerts(result: Result, language: Language): Markup[] {
  const alert = (title: string, text: string): Markup => html`<p class="alert"><b>${title}</b> ${text}</p>
`;
  const state = sealOf(result);
  const unexpected = (result.baseline?.entries ?? []).filter((entry) => entry.state === 'passed');
  const flaky = (result.stability ?? []).filter((entry) => entry.flaky);
  const { contradictions = [] } = result.ics ?? {};
  return [
    ...(isFullCopy(result) ? [alert(words.fullCopy[language], '')] : []),
    ...(state === 'valid'
      ? []
      : [
          alert(
            words.seal[language],
            state === 'broken' ? words.sealBroken[language] : words.sealNone[language],
          ),
        ]),
    ...(result.stopped === undefined ? [] : [alert(words.stopped[language], result.stopped[language])]),
    ...result.notes.map((note) => alert('', note[language])),
    ...(result.interrupted.length === 0
      ? []
      : [
          alert(
            words.interrupted[language],
            result.interrupted.map(({ id, attempt }) => `${id}#${attempt}`).join(', '),
          ),
        ]),
    ...(contradictions.length === 0 ? [] : [alert(words.contradiction[language], contradictions.join(', '))]),
    ...unexpected.map((entry) => alert(words.unexpectedPass[language], `${entry.case}: ${entry.reason}`)),
    ...flaky.map(({ id, failed, attempts }) =>
      alert(
        words.flaky[language],
        `${id}: ${failed} ${words.of[language]} ${attempts} ${words.failedOf[language]}`,
      ),
    ),
  ];
}

/** Rows of the cases that a reader has to look at. */
function attentionRows(result: Result, from: number, to: number, language: Language): Markup[] {
  return openCases(result)
    .slice(from, to)
    .map((entry) => {
      const { item } = entry;
      const known =
        item.expected === undefined
          ? ''
          : html` <span class="known">${words.expectedFailure[language]}: ${item.expected}</span>`;
      return html`<tr><td>${chip(item.verdict, language)}</td><td><a href="#${caseAnchor(item)}">${item.title[language]}</a>${attemptsOf(entry, language)}<div class="why">${item.reason?.[language] ?? ''}${known}</div></td><td class="mono">${item.id}</td></tr>
`;
    });
}

function attention(result: Result, language: Language): Markup {
  const open = openCases(result).length;
  if (open === 0) {
    const { PASS = 0, SKIPPED = 0 } = result.summary;
    const passed = PASS > 0 && SKIPPED === 0;
    return html`<h2>${words.needAttention[language]}</h2><p class="${passed ? 'calm' : 'text'}">${passed ? words.allPassed[language] : words.none[language]}</p>`;
  }
  const more = open - firstPage;
  return html`<h2>${words.needAttention[language]}</h2><table class="attention"><tbody>
${attentionRows(result, 0, firstPage, language)}</tbody></table>${more > 0 ? html`<p class="more"><a href="#open">${more} ${words.andMore[language]}</a></p>` : ''}`;
}

/** The open cases that the first page had no room for. */
export function furtherAttention(result: Result, language: Language): Markup | string {
  const open = openCases(result).length;
  if (open <= firstPage) return '';
  return html`<h2 id="open">${words.needAttention[language]}</h2><table class="attention"><tbody>
${attentionRows(result, firstPage, open, language)}</tbody></table>`;
}

function leftOut(result: Result, language: Language): Markup {
  const groups = notRun(result);
  const heading = html`<h2>${words.notRunAndWhy[language]}</h2>`;
  if (groups.length === 0) return html`${heading}<p class="calm">${words.everythingRun[language]}</p>`;
  const rows = groups.map(
    ({ verdict, reason, cases }) =>
      html`<tr><td>${chip(verdict, language)}</td><td class="num">${cases.length}</td><td>${reason[language]}<div class="why">${firstIds(cases)}</div></td></tr>
`,
  );
  return html`${heading}<table class="left"><tbody>
${rows}</tbody></table>`;
}

function reproduction(result: Result, language: Language): Markup {
  const again = commandAgain(result);
  const lines: readonly (readonly [string, string])[] =
    again === undefined
      ? []
      : [
          [words.reproduceAll[language], again],
          ...(openCases(result).length === 0
            ? []
            : [[words.reproduceFailed[language], `${again} --failed result.json`] as const]),
          [words.reproduceCompare[language], 'kazashi compare result.json NEW'],
          [words.reproduceVerify[language], 'kazashi verify .'],
        ];
  return html`<h2>${words.reproduce[language]}</h2>
${again === undefined ? html`<p class="text">${words.notKnown[language]}</p>` : ''}<dl class="commands">${lines.map(
    ([name, command]) => html`<dt>${name}</dt><dd><code>${command}</code></dd>`,
  )}</dl>`;
}

function factSection({ title, facts }: FactGroup, language: Language): Markup {
  const lines = facts.map(({ name, text, code }) => {
    const value =
      text === undefined
        ? html`<span class="unstated">${words.notStated[language]}</span>`
        : code
          ? html`<code>${text}</code>`
          : text;
    return html`<dt>${name[language]}</dt><dd>${value}</dd>`;
  });
  return html`<section><h3>${title[language]}</h3><dl>${lines}</dl></section>`;
}

/** Every field that a laboratory's report has to hold; one that nobody stated says so. */
export function factsSection(result: Result, language: Language): Markup {
  const [report, item, laboratory, method, environment] = factGroups(result, language).map((group) =>
    factSection(group, language),
  );
  return html`<div class="facts"><div>${item}${laboratory}</div><div>${report}${method}${environment}</div></div>
${safetyTable(result, language)}
${baselineTable(result, language)}
${stabilityTable(result, language)}
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

function baselineTable({ baseline }: Result, language: Language): Markup | string {
  if (baseline === undefined) return '';
  const states = {
    failed: words.baselineFailed[language],
    passed: words.unexpectedPass[language],
    'not run': words.baselineNotRun[language],
  } as const;
  const rows = baseline.entries.map(
    (entry) =>
      html`<tr><td class="mono">${entry.case}</td><td>${entry.reason}</td><td>${states[entry.state]}</td></tr>`,
  );
  return html`<h2>${words.baseline[language]}</h2><p class="text"><code>${baseline.file}</code>, SHA-256 <code>${baseline.sha256}</code></p><table><tbody>${rows}</tbody></table>`;
}

function stabilityTable({ stability }: Result, language: Language): Markup | string {
  if (stability === undefined) return '';
  const rows = stability
    .filter(({ failed, flaky }) => failed > 0 || flaky)
    .map(
      ({ id, attempts, failed, failureRate, flaky }) =>
        html`<tr><td class="mono">${id}</td><td class="num">${failed} ${words.of[language]} ${attempts}</td><td class="num">${(failureRate * 100).toFixed(1)} %</td><td>${flaky ? html`<span class="chip ERROR">${words.flaky[language]}</span>` : ''}</td></tr>`,
    );
  return html`<h2>${words.stability[language]}</h2>${
    rows.length === 0
      ? html`<p class="calm">${words.steady[language]}</p>`
      : html`<table><thead><tr><th></th><th class="num">${words.failedOf[language]}</th><th class="num">${words.failureRate[language]}</th><th></th></tr></thead><tbody>${rows}</tbody></table>`
  }`;
}
