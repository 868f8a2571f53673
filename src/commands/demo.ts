import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { billMonth } from '../bill/bill-month.ts';
import { generate } from '../generate/generate.ts';
import { writeInvoices } from '../invoice/write-invoices.ts';
import { makeOutputFolder } from '../output-folder.ts';
import { rate } from '../pipeline.ts';
import { ConsoleProgress } from '../progress/progress.ts';
import { writeReport } from '../report/write-report.ts';
import { summaryText as billText, documentsText } from './bill.ts';
import {
  demoExplanations,
  demoInvoice,
  demoMonth,
  demoOpenInvoices,
  demoQueries,
  demoTour,
} from './demo-tour.ts';
import { interruptible } from './interruptible.ts';
import { summaryText } from './rate.ts';

interface DemoArguments {
  out: string;
  json?: boolean;
}

/** Where the demo's month lies. */
interface DemoInput {
  usage: string;
  reference: string;
}

/** The samples stay outside dist: this path holds from src/commands and dist/commands alike. */
const SAMPLE = shortest(fileURLToPath(new URL('../../samples/demo', import.meta.url)));
const GENERATED = { records: 20_000, seed: 1, workload: 'mixed' } as const;

const AFTER_HELP = `
Running it again starts afresh: database, invoices and report in DIR are replaced.

Example:
  octroi demo --out /tmp/octroi-demo`;

/** `octroi demo`: rates and bills a small month and shows what came of it. */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('rate and bill a small month of made-up usage and show what came of it')
    .option('--out <dir>', 'directory for database, invoices and report', 'octroi-demo')
    .option('--json', 'print where everything is as JSON on stdout, and no tour')
    .addHelpText('after', AFTER_HELP)
    .action(({ out, json }: DemoArguments) => interruptible((signal) => demo(out, json, signal)));
}

async function demo(out: string, json: boolean | undefined, signal: AbortSignal): Promise<void> {
  makeOutputFolder(out, 'database and invoices');
  keepOutOfGit(out);
  const db = join(out, 'demo.duckdb');
  for (const file of [db, `${db}.wal`]) rmSync(file, { force: true });
  const invoices = join(out, 'invoices');
  rmSync(invoices, { recursive: true, force: true });
  const input = existsSync(join(SAMPLE, 'usage')) ? placesIn(SAMPLE) : await generated(out, signal);
  const { usage, reference } = input;
  const progress = new ConsoleProgress();
  const summary = await rate({ inputs: [usage], reference, db, signal }, progress);
  const report = join(out, 'report.html');
  const month = await demoMonth(db);
  const billed = await billMonth({ db, month }, progress);
  const documents = await writeInvoices({ db, month, out: invoices });
  await writeReport({ db, out: report, month });
  if (json) {
    const result = { db, ...input, invoices, report, summary, billed, queries: demoQueries(db) };
    process.stdout.write(`${JSON.stringify(result)}\n`);
    return;
  }
  process.stdout.write(`1. What became of every row\n\n${summaryText(summary)}\n`);
  process.stdout.write(await demoTour(db));
  process.stdout.write(`
5. The month closed (octroi bill)

${billText(billed)}${documentsText(documents)}
${await demoInvoice(db)}
${await demoOpenInvoices(db)}
6. Where everything is

usage files     ${usage}
reference data  ${reference}
database        ${db}
invoices        ${invoices}
report          ${report}

Three queries to try:

${demoQueries(db).join('\n')}

Where an amount comes from:

${await demoExplanations(db)}
`);
}

/** The path from here when it lies below, as a person would type it. */
function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

/** The directory usually stands in a working copy, and nobody wants to commit it. */
function keepOutOfGit(out: string): void {
  const path = join(out, '.gitignore');
  if (!existsSync(path)) writeFileSync(path, '*\n');
}

function placesIn(directory: string): DemoInput {
  return { usage: join(directory, 'usage'), reference: join(directory, 'reference') };
}

async function generated(out: string, signal: AbortSignal): Promise<DemoInput> {
  const directory = join(out, 'input');
  await generate({ ...GENERATED, out: directory }, () => signal.throwIfAborted());
  return placesIn(directory);
}
