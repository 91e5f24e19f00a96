/** East Asian wide and full-width characters take two columns of a terminal. */
const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

export const columnsOf = (text: string): number => {
  let columns = 0;
  for (const character of text) columns += wide.test(character) ? 2 : 1;
  return columns;
};

export interface Column {
  readonly align: 'left' | 'right';
}

/** Rows of cells as lines, each column as wide as its widest cell. */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => columnsOf(row[index] ?? ''))));
  return rows.map((row) =>
    columns
      .map(({ align }, index) => {
        const cell = row[index] ?? '';
        const blanks = ' '.repeat(widths[index]! - columnsOf(cell));
        return align === 'left' ? cell + blanks : blanks + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}
