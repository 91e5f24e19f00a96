import { type CaseResult, type Language, type PromptName, prompts } from '@kazashi/conformance/result';
import { looksLikeBytes, shortPattern } from '../byte-runs.ts';
import { moment } from '../facts.ts';
import { basisWords, verdictWords, words } from '../words.ts';
import { caseAnchor } from './anchor.ts';
import { commandBytes, responseBytes, spaced } from './bytes.ts';
import { html, Markup } from './markup.ts';
import { verdictClass } from './verdict-class.ts';

const phases = {
  precondition: words.phasePrecondition,
  case: words.phaseCase,
  control: words.phaseControl,
  safety: words.phaseSafety,
  cleanup: words.phaseCleanup,
} as const;

const kinds = {
  response: words.kindResponse,
  cause: words.kindCause,
  control: words.kindControl,
  value: words.kindValue,
} as const;

function shownValue(text: string, language: Language, whole: boolean): Markup {
  return looksLikeBytes(text)
    ? html`<code>${spaced(text, language, whole)}</code>`
    : html`<code>${shortPattern(text)}</code>`;
}

function checkTable(result: CaseResult, language: Language): Markup {
  const rows = result.checks.map(
    ({ kind, passed, label, expected, observed, exchange }) =>
      html`<tr><td class="${passed ? 'yes' : 'no'}">${passed ? '✓' : '✗'}</td><td>${kinds[kind][language]}${exchange === undefined ? '' : ` ${exchange}`}</td><td>${label?.[language] ?? ''}</td><td>${shownValue(expected, language, !passed)}</td><td>${shownValue(observed, language, !passed)}</td></tr>
`,
  );
  return html`<h4>${words.checks[language]}</h4><table class="checks"><thead><tr><th></th><th></th><th></th><th>${words.expected[language]}</th><th>${words.observed[language]}</th></tr></thead><tbody>
${rows}</tbody></table>`;
}

function traceTable(result: CaseResult, language: Language, whole: boolean): Markup {
  const rows = result.exchanges.map(
    ({ n, phase, name, command, response, meaning, cause, durationMs }) =>
      html`<tr${phase === 'case' ? '' : html` class="aside"`}><td>${n}</td><td>${phases[phase][language]}</td><td><div class="what"><span>${name}</span><span>${meaning[language]}${cause === undefined ? '' : html` <span class="rule">${cause}</span>`}</span></div>${commandBytes(command, language, whole)}${responseBytes(response, language, whole)}</td><td>${durationMs.toFixed(durationMs < 10 ? 2 : 0)} ms</td></tr>
`,
  );
  return html`<h4>${words.trace[language]}</h4><table class="trace"><tbody>
${rows}</tbody></table>`;
}

const answers = {
  done: words.answerDone,
  refused: words.answerRefused,
  'timed out': words.answerTimedOut,
} as const;

/** The drawing within the page, which knows what SVG is without being told. */
const picture = (prompt: PromptName): Markup =>
  new Markup(prompts[prompt].picture.svg.replace(/ xmlns="[^"]*"/, ''));

function promptTable({ prompts: asked }: CaseResult, language: Language): Markup {
  const rows = asked.map(
    ({ prompt, text, asked: who, answer, durationMs }) =>
      html`<tr><td class="picture">${picture(prompt)}</td><td>${text[language]}</td><td>${who}</td><td>${answers[answer][language]}</td><td class="num">${(durationMs / 1000).toFixed(1)} s</td></tr>`,
  );
  return html`<h4>${words.prompts[language]}</h4><table><tbody>${rows}</tbody></table>`;
}

/**
 * How a page shows its cases: `open` those that did not pass, or `later`, with everything below the first line as
 * text that becomes part of the page when it is unfolded, which keeps a page of many cases light.
 */
export type CaseStyle = 'open' | 'closed' | 'later';

/** One case with everything that is known of it. */
export function caseSection(result: CaseResult, language: Language, style: CaseStyle): Markup {
  const { verdict, requirement, preconditions, applicability, reason, rules, attempt, evidence } = result;
  const bad =
    verdict === 'FAIL' || verdict === 'ERROR' || verdict === 'INCONCLUSIVE' || verdict === 'OBSERVED';
  const line = (name: { readonly [L in Language]: string }, value: Markup | string): Markup =>
    html`<dt>${name[language]}</dt><dd>${value}</dd>`;
  const ran = result.exchanges.length > 0 || result.checks.length > 0;
  const body = html`<div class="body"><dl>${reason === undefined ? '' : line(words.reason, reason[language])}${line(words.requirement, html`${requirement.text[language]} <span class="more">${requirement.clause}, ${basisWords[requirement.basis][language]}</span>`)}${preconditions.length === 0 ? '' : line(words.preconditions, preconditions.map((given) => given[language]).join(language === 'ja' ? '、' : '; '))}${line(words.applicability, html`<code>${applicability.expression}</code> <span class="more">${applicability.because[language]}</span>`)}${result.cost === 'none' ? '' : line(words.cost, result.cost)}${rules.length === 0 ? '' : line(words.rules, html`<span class="rule">${rules.join(', ')}</span>`)}${result.expected === undefined ? '' : line(words.baseline, result.expected)}${result.startedAt === undefined ? '' : line(words.started, moment(result.startedAt))}${evidence === undefined ? '' : line(words.evidenceFile, html`<code>${evidence.file}</code> <span class="more">SHA-256 ${evidence.sha256}</span>`)}</dl>
${result.prompts.length === 0 ? '' : promptTable(result, language)}${ran ? [checkTable(result, language), traceTable(result, language, bad)] : html`<p class="text">${words.notRun[language]}</p>`}</div>`;
  return html`<details class="case" id="${caseAnchor(result)}" data-verdict="${verdictClass(verdict)}"${bad && style === 'open' ? html` open` : ''}>
<summary><span class="chip ${verdictClass(verdict)}">${verdictWords[verdict][language]}</span><span class="name">${result.title[language]}${attempt > 1 ? ` (${words.attempt[language]} ${attempt})` : ''}</span><span class="id">${result.id}</span></summary>
${style === 'later' ? html`<script type="text/plain">${body}</script>` : body}
</details>
`;
}
