import { relative } from 'node:path';
import { compileCatalogue } from '../compile-tables.ts';
import { invoiceText } from '../explain/charge-text.ts';
import { explainInvoice } from '../explain/explain-charge.ts';
import { explainEvent } from '../explain/explain-event.ts';
import { explanationText } from '../explain/explanation-text.ts';
import { openStore } from '../store/open-store.ts';
import { columnsOf, textRows } from '../store/query-cells.ts';
import type { Store } from '../store/store.ts';
import { storedMonths } from '../store/stored-months.ts';
import { renderTable } from './text-table.ts';

/** How this program was called: the queries shown can be pasted as they stand. */
const PROGRAM = process.argv[1]?.endsWith('cli.js')
  ? `node ${relative(process.cwd(), process.argv[1])}`
  : 'octroi';

/** The first record of each service, then the second ones. */
const SAMPLE_ROWS = `SELECT event_id, service, started_at, zone, quantity, included, charged, unit,
    amount, flags
  FROM usage
  ORDER BY row_number() OVER (PARTITION BY service ORDER BY started_at, event_id), service LIMIT 5`;

const SPLIT_CALL = `SELECT event_id FROM usage
  WHERE list_contains(string_split(flags, ','), 'split')
  ORDER BY started_at, event_id LIMIT 1`;

const ALLOWANCE_HEAD = `SELECT month, scope_kind, scope_id, allowance, granted, rolled_in, used,
    remaining, unit
  FROM allowances ORDER BY allowance DESC, scope_id LIMIT 5`;

/** Commands a reader can go on with. */
export function demoQueries(db: string): string[] {
  const query = `${PROGRAM} query --db ${db}`;
  return [
    `${query} "SELECT service, zone, count(*) AS events, sum(amount) AS euros FROM usage \
GROUP BY ALL ORDER BY euros DESC"`,
    `${query} "SELECT reason, any_value(detail), count(*) FROM suspense GROUP BY reason"`,
    `${query} --format csv "SELECT * FROM allowances WHERE remaining = 0 ORDER BY scope_id"`,
  ];
}

/** A look at the rated month: usage, one call explained, allowances. */
export async function demoTour(db: string): Promise<string> {
  const store = await openStore(db, { readOnly: true });
  try {
    const [split] = await store.query<{ event_id: string }>(SPLIT_CALL);
    const explained =
      split === undefined
        ? 'no call of this month crossed the end of an allowance\n'
        : explanationText(await explainEvent(store, compileCatalogue(), split.event_id));
    return `2. Rated usage: five rows of view usage

${await tableOf(store, SAMPLE_ROWS)}
3. One call that crossed the end of an allowance (octroi explain)

${explained}
4. Allowances: the head of view allowances

${await tableOf(store, ALLOWANCE_HEAD)}`;
  } finally {
    store.close();
  }
}

/** The month there is to bill, `YYYY-MM`; the latest of several. */
export async function demoMonth(db: string): Promise<string> {
  const store = await openStore(db, { readOnly: true });
  try {
    return (await storedMonths(store)).at(-1) ?? '';
  } finally {
    store.close();
  }
}

/** The invoice with the most lines. */
const LONGEST_INVOICE = `SELECT invoice_id FROM invoice_lines
  GROUP BY invoice_id ORDER BY count(*) DESC, invoice_id LIMIT 1`;

/** One of the month's invoices, as octroi explain shows it. */
export async function demoInvoice(db: string): Promise<string> {
  const store = await openStore(db, { readOnly: true });
  try {
    const [longest] = await store.query<{ invoice_id: string }>(LONGEST_INVOICE);
    return longest === undefined
      ? 'no invoice has a line\n'
      : invoiceText(await explainInvoice(store, longest.invoice_id));
  } finally {
    store.close();
  }
}

/** Commands that follow an invoice down to its events. */
export async function demoExplanations(db: string): Promise<string> {
  const store = await openStore(db, { readOnly: true });
  try {
    const [line] = await store.query<{ invoice_id: string; line_no: number }>(
      `SELECT invoice_id, line_no FROM invoice_lines
       WHERE section = 'usage' AND invoice_id = (${LONGEST_INVOICE}) ORDER BY line_no LIMIT 1`,
    );
    const explain = `${PROGRAM} explain --db ${db}`;
    return line === undefined
      ? `${explain} --help`
      : `${explain} --invoice ${line.invoice_id} --line ${line.line_no}`;
  } finally {
    store.close();
  }
}

/** The events that an incomplete invoice waits for, a few of them. */
const AWAITED = `SELECT customer_id, event_id, reason, detail FROM suspense
  WHERE customer_id IN (SELECT customer_id FROM invoices WHERE incomplete)
  ORDER BY reason, event_id LIMIT 5`;

/** What keeps invoices open, and the command that says what to do about the first event of it. */
export async function demoOpenInvoices(db: string): Promise<string> {
  const store = await openStore(db, { readOnly: true });
  try {
    const [first] = await store.query<{ event_id: string }>(AWAITED);
    if (first === undefined) return 'What an incomplete invoice waits for is in view blockers.\n';
    return `Complete invoices are issued with octroi bill --issue. The others wait: what they lack is never
priced at 0. These events are in suspense (views blockers and suspense):

${await tableOf(store, AWAITED)}
What to do about the first of them:

${PROGRAM} explain --db ${db} ${first.event_id}
`;
  } finally {
    store.close();
  }
}

async function tableOf(store: Store, sql: string): Promise<string> {
  const result = await store.connection.run(sql);
  const rows: (string | null)[][] = [];
  for await (const block of textRows(result)) rows.push(...block);
  return renderTable(columnsOf(result), rows);
}
