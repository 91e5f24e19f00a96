import type { CaseResult, Language, RequirementRow, Result } from '@kazashi/conformance/result';
import { byteRuns, looksLikeBytes, shortPattern } from '../byte-runs.ts';
import { factGroups } from '../facts.ts';
import { openCases } from '../selection.ts';
import { basisWords, verdictWords, words } from '../words.ts';
import { firstPage, openRows, verdictCell } from './first-page.ts';
import { colours, heading, type PdfNode, table, verdictColour } from './node.ts';

const small = (text: string, more: object = {}): PdfNode => ({ text, style: 'small', ...more });

/** Every field of the head; one that nobody stated says so. */
export function factNodes(result: Result, language: Language): PdfNode[] {
  return factGroups(result, language).flatMap(({ title, facts }, index) => [
    heading(title[language], index === 0 ? { pageBreak: 'before' } : {}),
    table(
      [120, '*'],
      facts.map(({ name, text, code }) => [
        { text: name[language], color: colours.soft },
        text === undefined
          ? { text: words.notStated[language], color: colours.faint }
          : { text, ...(code ? { fontSize: 7.5 } : {}) },
      ]),
    ),
  ]);
}

export function ruleNodes(result: Result, language: Language): PdfNode[] {
  const { safety, baseline, stability } = result;
  const unsteady = (stability ?? []).filter(({ failed, flaky }) => failed > 0 || flaky);
  const states = {
    failed: words.baselineFailed[language],
    passed: words.unexpectedPass[language],
    'not run': words.baselineNotRun[language],
  } as const;
  const right = (text: string): PdfNode => ({ text, alignment: 'right' });
  return [
    ...(safety.length === 0
      ? []
      : [
          heading(words.safety[language]),
          table(
            ['*', 70, 70, 50, 60],
            [
              [
                small(words.secret[language]),
                ...[words.triesLeft, words.worst, words.sum, words.floor].map((name) =>
                  small(name[language], { alignment: 'right' }),
                ),
              ],
              ...safety.map(({ secret, tries, worst, sum, floor }) => [
                secret,
                right(String(tries ?? '–')),
                right(String(worst)),
                right(String(sum)),
                right(String(floor)),
              ]),
            ],
            1,
          ),
        ]),
    ...(baseline === undefined
      ? []
      : [
          heading(words.baseline[language]),
          small(`${baseline.file}, SHA-256 ${baseline.sha256}`),
          table(
            [190, '*', 90],
            baseline.entries.map((entry) => [entry.case, entry.reason, states[entry.state]]),
          ),
        ]),
    ...(stability === undefined
      ? []
      : [
          heading(words.stability[language]),
          unsteady.length === 0
            ? { text: words.steady[language] }
            : table(
                ['*', 70, 50, 60],
                unsteady.map(({ id, failed, attempts, failureRate, flaky }) => [
                  id,
                  right(`${failed} ${words.of[language]} ${attempts}`),
                  right(`${(failureRate * 100).toFixed(1)} %`),
                  flaky ? { text: words.flaky[language], bold: true, color: verdictColour('ERROR')[0] } : '',
                ]),
              ),
        ]),
    heading(words.decisionRule[language]),
    { text: result.decisionRule[language] },
    heading(words.statement[language]),
    { text: result.disclaimer[language] },
  ];
}

export function requirementNodes(requirements: readonly RequirementRow[], language: Language): PdfNode[] {
  const sorted = [...requirements].sort((a, b) =>
    a.requirement.clause.localeCompare(b.requirement.clause, 'en'),
  );
  let clause: string | undefined;
  return [
    heading(words.requirements[language], { pageBreak: 'before' }),
    table(
      [108, '*', 62, 54],
      [
        [words.clause, words.requirement, words.basis, words.verdict].map((name) => small(name[language])),
        ...sorted.map(({ requirement, results, applied, held }): PdfNode[] => {
          const shown = requirement.clause === clause ? '' : requirement.clause;
          clause = requirement.clause;
          const passed = results.filter(({ verdict }) => verdict === 'PASS').length;
          const verdict = held ? 'PASS' : applied ? 'FAIL' : 'NOT APPLICABLE';
          const asked = results.filter((item) => item.verdict !== 'NOT APPLICABLE').length;
          return [
            small(shown),
            { text: requirement.text[language] },
            small(basisWords[requirement.basis][language]),
            {
              text: applied ? `${passed} ${words.of[language]} ${asked}` : verdictWords[verdict][language],
              color: verdictColour(verdict)[0],
              bold: true,
            },
          ];
        }),
      ],
      1,
    ),
  ];
}

export function caseNodes(result: Result, language: Language): PdfNode[] {
  const open = openCases(result);
  return [
    ...(open.length > firstPage
      ? [
          heading(words.needAttention[language], { pageBreak: 'before' }),
          table([72, '*', 150], openRows(result, firstPage, open.length, language)),
        ]
      : []),
    heading(words.caseAndResult[language], { pageBreak: 'before' }),
    small(words.tracesElsewhere[language], { margin: [0, 0, 0, 4] }),
    table(
      [72, '*', 44],
      [
        [words.verdict, words.cases, words.duration].map((name) => small(name[language])),
        ...result.cases.map((item): PdfNode[] => [
          verdictCell(item.verdict, language),
          [
            { text: item.title[language] },
            small(
              `${item.id}${item.attempt > 1 ? `#${item.attempt}` : ''} — ${item.applicability.because[language]}`,
            ),
            ...(item.evidence === undefined
              ? []
              : [{ text: `SHA-256 ${item.evidence.sha256}`, fontSize: 5.5, color: colours.faint }]),
          ],
          {
            text:
              item.durationMs === undefined
                ? ''
                : `${item.durationMs.toFixed(item.durationMs < 10 ? 1 : 0)} ms`,
            style: 'small',
            alignment: 'right',
          },
        ]),
      ],
      1,
    ),
  ];
}

/** Traces of so many cases that did not pass are printed; the rest stand in the evidence. */
const tracesLimit = 60;

/** What was sent, answered and checked in the cases that did not pass. */
export function traceNodes(result: Result, language: Language): PdfNode[] {
  const shown = openCases(result)
    .map(({ item }) => item)
    .filter(({ exchanges, checks }) => exchanges.length + checks.length > 0)
    .slice(0, tracesLimit);
  if (shown.length === 0) return [];
  return [
    heading(words.trace[language], { pageBreak: 'before' }),
    ...shown.map((item) => ({
      stack: [
        {
          text: [
            {
              text: `${verdictWords[item.verdict][language]}  `,
              color: verdictColour(item.verdict)[0],
              bold: true,
            },
            { text: item.title[language], bold: true },
            { text: `  ${item.id}`, color: colours.faint, fontSize: 7 },
          ],
          margin: [0, 8, 0, 1],
        },
        small(
          `${item.requirement.text[language]} ${item.requirement.clause}, ${basisWords[item.requirement.basis][language]}`,
        ),
        checksOf(item, language),
        exchangesOf(item, language),
      ],
      // Short ones stay whole; one that is longer than a page cannot.
      unbreakable: item.exchanges.length + item.checks.length <= 12,
    })),
  ];
}

function bytesText(digits: string, language: Language, whole = false): string {
  return byteRuns(digits, whole)
    .map((run) => {
      if (run.kind === 'bytes') return run.text;
      const name = run.kind === 'covered' ? ` ${words.covered[language]}` : '';
      return `[${run.count} ${words.bytes[language]}${name}]`;
    })
    .join(' ');
}

const valueText = (text: string, language: Language): string =>
  looksLikeBytes(text) ? bytesText(text, language, true) : shortPattern(text);

function checksOf({ checks }: CaseResult, language: Language): PdfNode {
  return table(
    [10, 90, '*', '*'],
    checks.map(({ passed, label, expected, observed, exchange }) => [
      { text: passed ? '○' : '×', bold: true, color: verdictColour(passed ? 'PASS' : 'FAIL')[0] },
      small(
        `${label?.[language] ?? words.kindResponse[language]}${exchange === undefined ? '' : ` ${exchange}`}`,
      ),
      small(`${words.expected[language]} ${valueText(expected, language)}`),
      small(`${words.observed[language]} ${valueText(observed, language)}`),
    ]),
  );
}

function exchangesOf({ exchanges }: CaseResult, language: Language): PdfNode {
  return table(
    [14, '*', 44],
    exchanges.map(({ n, name, command, response, meaning, cause, durationMs }) => [
      small(String(n), { alignment: 'right' }),
      [
        small(`${name} — ${meaning[language]}${cause === undefined ? '' : ` (${cause})`}`, {
          color: colours.ink,
        }),
        { text: `› ${bytesText(command, language)}`, fontSize: 6.5, color: colours.soft },
        { text: `‹ ${bytesText(response, language)}`, fontSize: 6.5, color: colours.soft },
      ],
      small(`${durationMs.toFixed(durationMs < 10 ? 2 : 0)} ms`, { alignment: 'right' }),
    ]),
  );
}
