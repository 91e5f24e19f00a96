import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ConformanceError, type Language, type Result, requirementRows } from '@kazashi/conformance/result';
import { reportNumber } from './facts.ts';
import { caseNodes, factNodes, requirementNodes, ruleNodes, traceNodes } from './pdf/annexes.ts';
import { firstPageNodes } from './pdf/first-page.ts';
import { colours, type PdfNode } from './pdf/node.ts';
import { words } from './words.ts';

/** As much of pdfmake as is used. */
interface PdfMake {
  setFonts(fonts: Readonly<Record<string, Readonly<Record<string, string>>>>): void;
  setUrlAccessPolicy(allowed: (url: string) => boolean): void;
  setLocalAccessPolicy(allowed: (path: string) => boolean): void;
  createPdf(definition: object): { getBuffer(): Promise<Uint8Array> };
}

/** The printer, with a font that has Latin and Japanese letters. Throws `report/no-pdf` where it is not installed. */
function printer(): PdfMake {
  const require = createRequire(import.meta.url);
  let pdfmake: PdfMake;
  let fonts: string;
  try {
    pdfmake = require('pdfmake') as PdfMake;
    fonts = join(dirname(require.resolve('@embedpdf/fonts-jp')), '..', 'fonts');
  } catch (cause) {
    throw new ConformanceError(
      'report/no-pdf',
      'PDF needs two packages more: npm install pdfmake @embedpdf/fonts-jp',
      { cause },
    );
  }
  const normal = join(fonts, 'NotoSansJP-Regular.otf');
  const bold = join(fonts, 'NotoSansJP-Bold.otf');
  pdfmake.setFonts({ Noto: { normal, bold, italics: normal, bolditalics: bold } });
  // The document is made of the result alone.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path === normal || path === bold);
  return pdfmake;
}

/** The report as a PDF for A4, with its fonts in it. Loads its packages when it is called. */
export function pdfReport(result: Result, language: Language): Promise<Uint8Array> {
  const real = result.subject.nature === 'real';
  const number = reportNumber(result);
  const requirements = requirementRows(result.cases);
  const content: PdfNode[] = [
    ...firstPageNodes(result, requirements, language),
    ...factNodes(result, language),
    ...ruleNodes(result, language),
    ...requirementNodes(requirements, language),
    ...caseNodes(result, language),
    ...traceNodes(result, language),
    {
      text: `— ${words.endOfReport[language]} —\n${words.reproduction[language]}`,
      alignment: 'center',
      color: colours.soft,
      margin: [0, 24, 0, 0],
    },
  ];
  const stamp = words[`${result.subject.nature}Stamp`][language];
  const ended = result.times.ended ?? result.times.started;
  const definition = {
    pageSize: 'A4',
    pageMargins: [42, 52, 42, 46],
    info: {
      title: `${words.title[language]} ${number}`,
      subject: result.digest ?? 'INCOMPLETE',
      creator: `${result.tool.name} ${result.tool.version}`,
      creationDate: new Date(ended.utc),
    },
    language,
    defaultStyle: { font: 'Noto', fontSize: 8.5, lineHeight: 1.15, color: colours.ink },
    styles: {
      heading: { fontSize: 11.5, bold: true, color: colours.accent, margin: [0, 12, 0, 3] },
      small: { fontSize: 7, color: colours.soft },
    },
    header: {
      columns: [
        { text: stamp, bold: true, color: real ? colours.real : colours.accent },
        { text: `${words.number[language]} ${number}`, alignment: 'right', color: colours.soft },
      ],
      fontSize: 7.5,
      margin: [42, 24, 42, 0],
    },
    footer: (page: number, pages: number) => ({
      columns: [
        { text: result.digest === null ? '' : `SHA-256 ${result.digest}`, color: colours.faint, width: '*' },
        {
          text: `${words.page[language]} ${page} / ${pages}`,
          alignment: 'right',
          color: colours.soft,
          width: 90,
        },
      ],
      fontSize: 6.5,
      margin: [42, 12, 42, 0],
    }),
    content,
  };
  return printer().createPdf(definition).getBuffer();
}
