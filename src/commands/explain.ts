import type { Command } from 'commander';
import { compileCatalogue } from '../compile-tables.ts';
import { chargesText, invoiceText, lineText } from '../explain/charge-text.ts';
import { explainCharges, explainInvoice, explainLine } from '../explain/explain-charge.ts';
import { explainEvent } from '../explain/explain-event.ts';
import { explanationText } from '../explain/explanation-text.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { monthArgument, positiveInteger } from './arguments.ts';
import { UsageError } from './failures.ts';

interface ExplainArguments {
  db: string;
  catalogue?: string;
  invoice?: string;
  line?: number;
  month?: string;
  contract?: string;
  item?: string;
  json?: boolean;
}

/** What was found, as data and in words. */
interface Explained {
  facts: object;
  text: string;
}

const AFTER_HELP = `
Called numbers are shown in full: the output is for operators, not for logs.

Examples:
  octroi explain --db month.duckdb 2026-10-01-000042
  octroi explain --db month.duckdb --invoice 2026-10-000001
  octroi explain --db month.duckdb --invoice 2026-10-000001 --line 3
  octroi explain --db month.duckdb --month 2026-10 --contract M2M-007 --item sms-m2m`;

/** `octroi explain`: how an event, a charge or an invoice came about. */
export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .description(
      'show how an event, a charge or an invoice line was priced, with rule and document',
    )
    .argument('[event-id]', 'the id the source gave the event')
    .requiredOption('--db <file>', 'DuckDB file made by octroi rate')
    .option('--invoice <id>', 'explain an invoice instead of an event')
    .option('--line <n>', 'one line of that invoice, down to usage rows', positiveInteger)
    .option('--month <YYYY-MM>', 'explain what a contract is charged in this month', monthArgument)
    .option('--contract <id>', 'the contract')
    .option('--item <name>', 'one item of view charges (default: all of the contract)')
    .option('--catalogue <dir>', 'catalogue the usage was rated with (default: the shipped one)')
    .option('--json', 'print the explanation as JSON on stdout')
    .addHelpText('after', AFTER_HELP)
    .action(async (eventId: string | undefined, options: ExplainArguments) => {
      checkArguments(eventId, options);
      const store = await openStore(options.db, { readOnly: true });
      try {
        const { facts, text } = await explained(store, eventId, options);
        process.stdout.write(options.json ? `${JSON.stringify(facts)}\n` : text);
      } finally {
        store.close();
      }
    });
}

/** One thing at a time is explained. */
function checkArguments(eventId: string | undefined, options: ExplainArguments): void {
  const { invoice, line, month, contract, item } = options;
  const asked = [eventId, invoice, contract].filter((one) => one !== undefined);
  if (asked.length !== 1) {
    throw new UsageError('expected one of an event id, --invoice ID, or --month M --contract ID');
  }
  if (line !== undefined && invoice === undefined) throw new UsageError('--line needs --invoice');
  if ((month === undefined) !== (contract === undefined)) {
    throw new UsageError('--month and --contract go together');
  }
  if (item !== undefined && contract === undefined) {
    throw new UsageError('--item needs --month and --contract');
  }
}

async function explained(
  store: Store,
  eventId: string | undefined,
  options: ExplainArguments,
): Promise<Explained> {
  const { invoice, line, month, contract, item } = options;
  const compiled = compileCatalogue(options.catalogue);
  if (invoice !== undefined && line !== undefined) {
    const facts = await explainLine(store, compiled, invoice, line);
    return { facts, text: lineText(facts) };
  }
  if (invoice !== undefined) {
    const facts = await explainInvoice(store, invoice);
    return { facts, text: invoiceText(facts) };
  }
  if (month !== undefined && contract !== undefined) {
    const facts = await explainCharges(store, compiled, month, contract, item ?? null);
    return { facts, text: chargesText(facts) };
  }
  const facts = await explainEvent(store, compiled, eventId as string);
  return { facts, text: explanationText(facts) };
}
