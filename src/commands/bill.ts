import type { Command } from 'commander';
import { type BillOptions, type BillSummary, billMonth } from '../bill/bill-month.ts';
import {
  type WriteInvoicesOptions,
  type WrittenInvoices,
  writeInvoices,
} from '../invoice/write-invoices.ts';
import { makeOutputFolder } from '../output-folder.ts';
import { ConsoleProgress } from '../progress/progress.ts';
import { counted, thousands } from '../progress/thousands.ts';
import { monthArgument } from './arguments.ts';
import { blockerMessages } from './blocker-messages.ts';
import { interruptible } from './interruptible.ts';

interface BillArguments extends BillOptions {
  out?: string;
  json?: boolean;
}

const AFTER_HELP = `
Invoices are drafts until issued: billing the month again replaces them. What an invoice still
waits for (a price, an event in suspense) is listed in view blockers; such a draft is not issued,
the others are. An issued invoice never changes: what later data make of its month becomes a
credit or debit line when a later month is billed.

Examples:
  octroi bill --db month.duckdb --month 2026-10 --out invoices/
  octroi query --db month.duckdb "SELECT * FROM blockers"
  octroi bill --db month.duckdb --month 2026-10 --issue`;

/** `octroi bill`: the month's close. */
export function addBillCommand(program: Command): void {
  program
    .command('bill')
    .description('work out the charges of a month and make an invoice for each customer')
    .requiredOption('--db <file>', 'DuckDB file that octroi rate wrote')
    .requiredOption('--month <YYYY-MM>', 'month to bill', monthArgument)
    .option('--customer <id>', 'bill this customer only')
    .option('--out <dir>', 'write each invoice of the month as a JSON document into this directory')
    .option('--issue', 'issue the complete drafts: they are never changed again')
    .option('--json', 'print the summary as JSON on stdout')
    .addHelpText('after', AFTER_HELP)
    .action((options: BillArguments) => interruptible((signal) => bill({ ...options, signal })));
}

async function bill({ json, out, ...options }: BillArguments): Promise<void> {
  if (out !== undefined) makeOutputFolder(out, 'invoices');
  const progress = new ConsoleProgress();
  const summary = await billMonth(options, progress);
  // Before any document is written: what is stored and issued stays so, whatever becomes of those.
  if (!json) process.stdout.write(summaryText(summary));
  const documents = out === undefined ? undefined : await documentsOf({ ...options, out });
  if (json) process.stdout.write(`${JSON.stringify({ ...summary, documents })}\n`);
  else if (documents !== undefined) process.stdout.write(documentsText(documents));
  for (const message of blockerMessages(summary)) progress.say(message);
}

async function documentsOf(options: WriteInvoicesOptions): Promise<WrittenInvoices> {
  try {
    return await writeInvoices(options);
  } catch (error) {
    (error as Error).message +=
      `; ${options.month} is billed and stored as asked, only documents are missing: ` +
      'octroi bill with --out again writes them';
    throw error;
  }
}

/** Where the documents are. */
export function documentsText({ out, invoices }: WrittenInvoices): string {
  return `${out}: ${counted(invoices, 'invoice')} written as JSON\n`;
}

/** The closing summary on stdout. */
export function summaryText(summary: BillSummary): string {
  const { month, invoices, drafts, incomplete, issued, leftIssued, adjustments } = summary;
  const lines = [
    `${month}: ${counted(invoices, 'invoice')}, ${counted(drafts, 'draft')} (${thousands(incomplete)} incomplete), ` +
      `${thousands(issued)} issued now, ${thousands(leftIssued)} issued before`,
    `${month}: ${summary.totalExclTax} € excluding tax + ${summary.tax} € VAT = ` +
      `${summary.totalInclTax} € including tax`,
  ];
  if (adjustments > 0) {
    const { compared } = summary;
    const months = compared.map((day) => day.slice(0, 7)).join(', ');
    const adjust = `${counted(adjustments, 'charge')} ${adjustments === 1 ? 'adjusts' : 'adjust'}`;
    lines.push(`${month}: ${adjust} issued invoices of ${months}`);
  }
  lines.push(`${summary.db}: billed in ${summary.seconds.toFixed(1)} s`);
  return `${lines.join('\n')}\n`;
}
