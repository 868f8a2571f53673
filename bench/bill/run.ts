import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generate } from '../../src/generate/generate.ts';
import { appendResult, circumstances, median } from '../results.ts';
import { type Timing, timeCommand } from '../time-command.ts';

/** `npm run bench:bill`: what a month's close takes beside rating its usage. */
const USAGE = `npm run bench:bill [-- OPTIONS]
  --records N    usage rows of the month (default 1000000)
  --customers N  (default 20000)
  --lines N      (default 200000: every customer then has contracts, and an invoice)
  --runs N       (default 3)
  --record       write the result down in results/bill.ndjson`;

const RESULTS = fileURLToPath(new URL('../results/bill.ndjson', import.meta.url));
const MONTH = '2026-10';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    customers: { type: 'string', default: '20000' },
    lines: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '3' },
    record: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await runBill();

async function runBill(): Promise<void> {
  const size = {
    records: Number(values.records),
    customers: Number(values.customers),
    lines: Number(values.lines),
  };
  const folder = await generated(size);
  const timings: Record<'rate' | 'bill' | 'billWithDocuments', Timing[]> = {
    rate: [],
    bill: [],
    billWithDocuments: [],
  };
  let invoices = 0;
  for (let run = 1; run <= Number(values.runs); run++) {
    const db = join(folder, 'bill.duckdb');
    rmSync(db, { force: true });
    const reference = join(folder, 'reference');
    const usage = join(folder, 'usage');
    timings.rate.push(timed('rate', [usage, '--reference', reference, '--db', db]));
    timings.bill.push(timed('bill', ['--db', db, '--month', MONTH]));
    // The second close of the month: it replaces the drafts of the first.
    const documents = ['--db', db, '--month', MONTH, '--out', join(folder, 'invoices'), '--json'];
    const { timing, printed } = timeCommand(['bill', ...documents]);
    timings.billWithDocuments.push(say('bill again, with a document per invoice', timing));
    invoices = JSON.parse(printed).invoices;
  }
  const ratioOf = (what: 'wallSeconds' | 'cpuSeconds') =>
    median(timings.bill.map((timing) => timing[what])) /
    median(timings.rate.map((timing) => timing[what]));
  const ratio = ratioOf('wallSeconds');
  const cpuRatio = ratioOf('cpuSeconds');
  console.log(
    `${invoices.toLocaleString('en')} invoices; bill / rate: ${ratio.toFixed(3)} of the time, ` +
      `${cpuRatio.toFixed(3)} of the CPU seconds`,
  );
  if (!values.record) return;
  appendResult({ ...circumstances(), ...size, invoices, ratio, cpuRatio, timings }, RESULTS);
}

interface Size {
  records: number;
  customers: number;
  lines: number;
}

/** The month's folder, generated unless it is there from an earlier run. */
async function generated(size: Size): Promise<string> {
  const name = `bill-${size.records}-${size.customers}-${size.lines}`;
  const folder = fileURLToPath(new URL(`../data/${name}/`, import.meta.url));
  if (!existsSync(folder)) {
    console.log(`generating ${size.records} records`);
    mkdirSync(folder, { recursive: true });
    await generate({ ...size, workload: 'mixed', seed: 3, out: folder, month: MONTH });
  }
  return folder;
}

function timed(command: string, args: string[]): Timing {
  return say(command, timeCommand([command, ...args]).timing);
}

function say(what: string, timing: Timing): Timing {
  const { wallSeconds, cpuSeconds, peakMegabytes } = timing;
  console.log(
    `${what}: ${wallSeconds.toFixed(2)} s wall, ${cpuSeconds.toFixed(2)} s CPU, ` +
      `${peakMegabytes.toFixed(0)} MB`,
  );
  return timing;
}
