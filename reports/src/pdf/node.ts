/** A part of a page as pdfmake takes it. */
export type PdfNode = string | { readonly [property: string]: unknown } | readonly PdfNode[];

export const colours = {
  ink: '#1c2530',
  soft: '#5b6775',
  faint: '#8a95a3',
  line: '#dfe4ea',
  accent: '#24476b',
  real: '#7a1f1a',
} as const;

const verdictColours: Readonly<Record<string, readonly [text: string, background: string]>> = {
  PASS: ['#1d7a46', '#e6f3eb'],
  FAIL: ['#b3261e', '#fbe9e7'],
  OBSERVED: ['#3d5a98', '#e8eef9'],
  SKIPPED: ['#66717e', '#eceff2'],
  'NOT APPLICABLE': ['#66717e', '#eceff2'],
};

/** Text and background of a verdict or outcome. */
export const verdictColour = (verdict: string): readonly [text: string, background: string] =>
  verdictColours[verdict] ?? ['#8a5a00', '#fdf3dc'];

export const heading = (text: string, more: object = {}): PdfNode => ({ text, style: 'heading', ...more });

/** Thin lines between rows, none around. */
export const rows = {
  hLineWidth: (index: number, { table }: { table: { body: unknown[] } }) =>
    index === 0 || index === table.body.length ? 0 : 0.4,
  vLineWidth: () => 0,
  hLineColor: () => colours.line,
  paddingLeft: () => 0,
  paddingRight: () => 6,
  paddingTop: () => 2,
  paddingBottom: () => 2,
} as const;

/** A table of rows that break between pages only. An empty one is nothing. */
export function table(
  widths: readonly (number | string)[],
  body: readonly (readonly PdfNode[])[],
  headerRows = 0,
): PdfNode {
  if (body.length <= headerRows) return '';
  return { table: { widths, body, headerRows, dontBreakRows: true }, layout: rows, margin: [0, 2, 0, 6] };
}
