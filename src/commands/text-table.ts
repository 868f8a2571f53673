/** A column of a table: numbers stand to the right. */
export interface TableColumn {
  name: string;
  isNumber: boolean;
}

/** Longer cells are cut, with an ellipsis. */
export const MAX_CELL_CHARACTERS = 60;

/** True when a table of the rows shows less than what stands in them. */
export function cutsCells(rows: readonly (string | null)[][]): boolean {
  return rows.some((row) =>
    row.some((cell) => cell !== null && lengthOf(printableCell(cell)) > MAX_CELL_CHARACTERS),
  );
}

/** An aligned table: names, a rule, one line per row. NULL is written as in SQL. */
export function renderTable(columns: TableColumn[], rows: readonly (string | null)[][]): string {
  const names = columns.map(({ name }) => shown(name));
  const cells = rows.map((row) => row.map((cell) => (cell === null ? 'NULL' : shown(cell))));
  const widths = names.map((name, k) =>
    cells.reduce((widest, row) => Math.max(widest, lengthOf(row[k])), lengthOf(name)),
  );
  const line = (texts: string[]) =>
    texts
      .map((text, k) => {
        const fill = ' '.repeat(widths[k] - lengthOf(text));
        return columns[k].isNumber ? fill + text : text + fill;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return `${[line(names), rule, ...cells.map(line)].join('\n')}\n`;
}

function shown(cell: string): string {
  const printable = printableCell(cell);
  const characters = [...printable];
  return characters.length <= MAX_CELL_CHARACTERS
    ? printable
    : `${characters.slice(0, MAX_CELL_CHARACTERS - 1).join('')}…`;
}

/** One line of printable text: what stands in a file must not steer the terminal. */
function printableCell(cell: string): string {
  return cell.replace(/\p{Cc}/gu, (character) =>
    JSON.stringify(character)
      .slice(1, -1)
      .replace(/^\p{Cc}$/u, '\ufffd'),
  );
}

function lengthOf(text: string): number {
  return [...text].length;
}
