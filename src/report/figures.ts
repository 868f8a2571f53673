import { type Html, html } from './html.ts';

/** A column of a table in the report. */
export interface Column {
  name: string;
  title: string;
  /** Numbers stand to the right, with thin spaces between thousands. */
  isNumber?: boolean;
  /** Shown as a bar beside the number, against the largest of the column. */
  hasBar?: boolean;
}

export type Row = Record<string, string | null>;

/** Pixels of the longest bar. */
const BAR_WIDTH = 120;

/** A table, or a sentence where there are no rows. `total` rows in all: fewer are shown than there are. */
export function table(columns: Column[], rows: Row[], whenEmpty: string, total?: string): Html {
  if (rows.length === 0) return html`<p class="none">${whenEmpty}</p>`;
  const head = columns.map(
    ({ title, isNumber }) => html`<th${numberClass(isNumber)}>${title}</th>`,
  );
  const body = rows.map(
    (row) => html`<tr>${columns.map((column) => cell(column, row, rows))}</tr>`,
  );
  const isCut = total !== undefined && Number(total) > rows.length;
  const rest = isCut
    ? html`<p class="note">the first ${rows.length} of ${digits(total)}</p>`
    : null;
  return html`<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${rest}
`;
}

function cell({ name, isNumber, hasBar }: Column, row: Row, rows: Row[]): Html {
  const value = row[name];
  if (!isNumber) return html`<td>${value ?? ''}</td>`;
  const text = value === null ? '' : digits(value);
  if (!hasBar) return html`<td class="number">${text}</td>`;
  const largest = Math.max(...rows.map((other) => Number(other[name] ?? 0)));
  return html`<td class="number">${text} ${bar(Number(value ?? 0), largest)}</td>`;
}

function numberClass(isNumber: boolean | undefined): Html | null {
  return isNumber ? html` class="number"` : null;
}

/** A bar of a share of the whole; nothing to draw for what is not positive. */
export function bar(value: number, whole: number): Html {
  const width = value > 0 && whole > 0 ? Math.max(1, Math.floor((BAR_WIDTH * value) / whole)) : 0;
  return html`<svg width="${BAR_WIDTH}" height="10" role="presentation"><rect width="${width}" height="10"/></svg>`;
}

/** A decimal text with narrow spaces between thousands. */
export function digits(decimal: string): string {
  const [whole, ...fraction] = decimal.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, '\u202f'), ...fraction].join('.');
}

/** Names and values side by side. */
export function facts(entries: [name: string, value: string][]): Html {
  return html`<dl>${entries.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
`;
}
