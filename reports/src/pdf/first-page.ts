import {
  commandAgain,
  isFullCopy,
  type Language,
  type RequirementRow,
  type Result,
  subjectTitle,
} from '@kazashi/conformance/result';
import { sealOf } from '../seal-of.ts';
import { attemptsOf, firstIds, notRun, openCases } from '../selection.ts';
import { verdictWords, words } from '../words.ts';
import { colours, heading, type PdfNode, table, verdictColour } from './node.ts';

/** Lines of a list that the first page has room for. */
export const firstPage = 8;

export function verdictCell(verdict: keyof typeof verdictWords, language: Language): PdfNode {
  return {
    text: verdictWords[verdict][language],
    color: verdictColour(verdict)[0],
    bold: true,
    fontSize: 7.5,
  };
}

/** Open cases as rows: verdict, title with reason, id. */
export function openRows(result: Result, from: number, to: number, language: Language): PdfNode[][] {
  return openCases(result)
    .slice(from, to)
    .map((entry) => ({ ...entry, told: attemptsOf(entry, language) }))
    .map(({ item, told }) => [
      verdictCell(item.verdict, language),
      [
        { text: item.title[language] + told },
        {
          text: [
            item.reason?.[language] ?? '',
            ...(item.expected === undefined ? [] : [` ${words.expectedFailure[language]}: ${item.expected}`]),
          ],
          style: 'small',
        },
      ],
      { text: item.id, style: 'small', alignment: 'right' },
    ]);
}

/** What was tested against what, what did not pass, what was not run and why, how to reproduce. */
export function firstPageNodes(
  result: Result,
  requirements: readonly RequirementRow[],
  language: Language,
): PdfNode[] {
  const { subject, suite, outcome, ics, laboratory } = result;
  const [text, background] = verdictColour(outcome);
  const nature = words[subject.nature][language];
  const judged =
    ics === undefined
      ? subject.profile === undefined
        ? words.noProfile[language]
        : `${words.judgedBy[language]} ${subject.profile}`
      : `${words.declaredIn[language]} ${ics.file}`;
  const { item } = laboratory;
  const stated = [item.manufacturer, item.model, item.firmware.version, ...item.serialNumbers].filter(
    (part) => part !== null,
  );
  const counts = Object.entries(result.summary).filter(([, count]) => count > 0);
  const applied = requirements.filter((row) => row.applied).length;
  const held = requirements.filter((row) => row.held).length;
  const open = openCases(result).length;
  const again = commandAgain(result);
  const line = (name: string, value: PdfNode): PdfNode[] => [{ text: name, color: colours.soft }, value];

  return [
    {
      columns: [
        [
          { text: words.title[language], fontSize: 20, bold: true },
          { text: words.subtitle[language], color: colours.soft, margin: [0, 0, 0, 8] },
        ],
        {
          width: 'auto',
          table: {
            body: [
              [
                {
                  text: verdictWords[outcome][language],
                  color: text,
                  fillColor: background,
                  bold: true,
                  fontSize: 15,
                  margin: [12, 3, 12, 4],
                },
              ],
            ],
          },
          layout: 'noBorders',
        },
      ],
    },
    table(
      [96, '*'],
      [
        line(words.tested[language], {
          text: [
            { text: subjectTitle(subject, language), bold: true },
            `, ${[nature, subject.address, ...stated].join(', ')}`,
          ],
        }),
        line(words.against[language], {
          text: [
            { text: `${suite.name} ${suite.version}`, bold: true },
            `, SHA-256 ${suite.hash.slice(0, 16)}…, ${judged}`,
          ],
        }),
      ],
    ),
    {
      text: counts.flatMap(([verdict, count], index) => [
        {
          text: `${index > 0 ? '    ' : ''}${count} `,
          bold: true,
          fontSize: 12,
          color: verdictColour(verdict)[0],
        },
        { text: verdictWords[verdict as keyof typeof verdictWords][language], color: colours.soft },
      ]),
      margin: [0, 6, 0, 2],
    },
    { text: `${held} ${words.of[language]} ${applied} ${words.requirementsHeld[language]}`, style: 'small' },
    { text: result.statement[language], bold: true, margin: [0, 4, 0, 4] },
    ...alerts(result, language),
    heading(words.needAttention[language]),
    open === 0
      ? { text: (result.summary.SKIPPED ?? 0) > 0 ? words.none[language] : words.allPassed[language] }
      : table([72, '*', 150], openRows(result, 0, firstPage, language)),
    ...(open > firstPage ? [{ text: `${open - firstPage} ${words.andMore[language]}`, style: 'small' }] : []),
    heading(words.notRunAndWhy[language]),
    ...leftOut(result, language),
    heading(words.reproduce[language]),
    again === undefined
      ? { text: words.notKnown[language], style: 'small' }
      : table(
          [110, '*'],
          [
            line(words.reproduceAll[language], again),
            ...(open === 0 ? [] : [line(words.reproduceFailed[language], `${again} --failed result.json`)]),
            line(words.reproduceCompare[language], 'kazashi compare result.json NEW'),
            line(words.reproduceVerify[language], 'kazashi verify .'),
          ],
        ),
  ];
}

function leftOut(result: Result, language: Language): PdfNode[] {
  const groups = notRun(result);
  if (groups.length === 0) return [{ text: words.everythingRun[language] }];
  const shown = groups.slice(0, firstPage).map(({ verdict, reason, cases }) => [
    verdictCell(verdict, language),
    { text: String(cases.length), alignment: 'right' },
    [
      { text: reason[language] },
      {
        text: firstIds(cases),
        style: 'small',
      },
    ],
  ]);
  const more = groups.length - firstPage;
  return [
    table([72, 24, '*'], shown),
    ...(more > 0 ? [{ text: `${more} ${words.andMore[language]}`, style: 'small' }] : []),
  ];
}

function alerts(result: Result, language: Language): PdfNode[] {
  const seal = sealOf(result);
  const { contradictions = [] } = result.ics ?? {};
  const told: string[] = [
    ...(isFullCopy(result) ? [words.fullCopy[language]] : []),
    ...(seal === 'valid' ? [] : [seal === 'broken' ? words.sealBroken[language] : words.sealNone[language]]),
    ...(result.stopped === undefined ? [] : [`${words.stopped[language]}: ${result.stopped[language]}`]),
    ...result.notes.map((note) => note[language]),
    ...(result.interrupted.length === 0
      ? []
      : [
          `${words.interrupted[language]}: ${result.interrupted.map(({ id, attempt }) => `${id}#${attempt}`).join(', ')}`,
        ]),
    ...(contradictions.length === 0
      ? []
      : [`${words.contradiction[language]}: ${contradictions.join(', ')}`]),
    ...(result.baseline?.entries ?? [])
      .filter(({ state }) => state === 'passed')
      .map((entry) => `${words.unexpectedPass[language]} ${entry.case}: ${entry.reason}`),
    ...(result.stability ?? [])
      .filter(({ flaky }) => flaky)
      .map(
        ({ id, failed, attempts }) =>
          `${words.flaky[language]} ${id}: ${failed} ${words.of[language]} ${attempts} ${words.failedOf[language]}`,
      ),
  ];
  const [color, fillColor] = verdictColour('INCOMPLETE');
  return told.map((text) => ({
    table: { widths: ['*'], body: [[{ text, color, fillColor, margin: [6, 2, 6, 2] }]] },
    layout: 'noBorders',
    margin: [0, 2, 0, 2],
  }));
}
