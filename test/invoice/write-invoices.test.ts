import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billMonth } from '../../src/bill/bill-month.ts';
import { writeInvoices } from '../../src/invoice/write-invoices.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { octroi } from '../commands/run-octroi.ts';
import { writeSmallMonth } from '../commands/small-month.ts';
import { type Bench, openBench } from '../rate-files.ts';
import { DEMO_FOLDER } from '../sample-case.ts';
import { faultsOf, type Schema } from './json-schema.ts';

interface Document {
  invoice_id: string;
  status: string;
  incomplete: boolean;
  issued_on: string | null;
  due_on: string | null;
  seller: { name: string; vat_number: string } | null;
  customer: { customer_id: string; name: string };
  sites: { site_id: string; name: string }[];
  sections: Record<string, { total_excl_tax: string; lines: Line[] }>;
  taxes: { vat_rate: string; base: string; tax: string }[];
  total_excl_tax: string;
  tax: string;
  total_incl_tax: string;
  blockers: { reason: string; detail: string }[];
}

interface Line {
  line_no: number;
  label: string;
  site_id: string | null;
  quantity: string;
  vat_rate: string;
  amount_excl_tax: string;
}

const SCHEMA: Schema = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../samples/invoice.schema.json', import.meta.url)),
    'utf8',
  ),
);

function documentsIn(directory: string): Document[] {
  const names = readdirSync(directory).sort();
  expect(names.every((name) => /^2026-10-\d{6}\.json$/.test(name))).toBe(true);
  return names.map((name) => JSON.parse(readFileSync(join(directory, name), 'utf8')));
}

const sumOf = (texts: string[]) =>
  texts.reduce((sum, text) => sum.plus(text), new Decimal(0)).toFixed(2);

let demo: Bench;
let out: string;
beforeAll(async () => {
  demo = openBench();
  out = join(demo.folder, 'invoices');
  const reference = join(DEMO_FOLDER, 'reference');
  await demo.rate({ inputs: [join(DEMO_FOLDER, 'usage')], reference });
  await billMonth({ db: demo.db, month: '2026-10' }, silentProgress);
  await writeInvoices({ db: demo.db, month: '2026-10', out });
});
afterAll(() => demo.close());

describe("the demo's invoices", () => {
  it('fit the published schema', () => {
    const documents = documentsIn(out);
    expect(documents).toHaveLength(5);
    for (const document of documents) expect(faultsOf(SCHEMA, document)).toEqual([]);
  });

  it('are like the one in samples/', () => {
    const name = fileURLToPath(new URL('../../samples/invoice.json', import.meta.url));
    const sample: Document = JSON.parse(readFileSync(name, 'utf8'));
    const made = documentsIn(out).find(({ invoice_id }) => invoice_id === sample.invoice_id);
    expect(made, 'octroi demo writes it anew as invoices/2026-10-000002.json').toEqual(sample);
  });

  it('would not fit it with a field missing, unknown or of another form', () => {
    const [document] = documentsIn(out);
    const changed = { ...document, tax: 12.5, total_excl_tax: '12.345', extra: 1, seller: {} };
    const { customer, ...lacking } = document;
    expect(customer.name).toBe('Cabinet Lambert et Associés');
    expect(faultsOf(SCHEMA, lacking)).toEqual([expect.stringContaining('$: lacks customer')]);
    expect(faultsOf(SCHEMA, changed).map((fault) => fault.replace(/[:,].*/, ''))).toEqual([
      '$', // extra
      '$.seller',
      '$.total_excl_tax',
      '$.tax',
    ]);
  });

  it('add up: lines to sections, sections to the total, tax by rate', () => {
    const documents = documentsIn(out);
    expect(documents).toHaveLength(5);
    for (const document of documents) {
      const sections = Object.values(document.sections);
      for (const { lines, total_excl_tax } of sections) {
        expect(total_excl_tax).toBe(sumOf(lines.map((line) => line.amount_excl_tax)));
      }
      const lines = sections.flatMap((section) => section.lines);
      expect(lines.map((line) => line.line_no)).toEqual(lines.map((_, k) => k + 1));
      expect(document.total_excl_tax).toBe(sumOf(sections.map((one) => one.total_excl_tax)));
      for (const { vat_rate, base, tax } of document.taxes) {
        const ofRate = lines.filter((line) => line.vat_rate === vat_rate);
        expect(base).toBe(sumOf(ofRate.map((line) => line.amount_excl_tax)));
        const exact = new Decimal(base).times(vat_rate).dividedBy(100);
        expect(tax).toBe(exact.toFixed(2, Decimal.ROUND_HALF_UP));
      }
      expect(document.tax).toBe(sumOf(document.taxes.map(({ tax }) => tax)));
      expect(document.total_incl_tax).toBe(sumOf([document.total_excl_tax, document.tax]));
    }
  });

  it('say who sells, who pays, for which sites, and what is missing', () => {
    const aubry = documentsIn(out).find(({ customer }) => customer.customer_id === 'C003');
    expect(aubry?.seller).toMatchObject({
      name: 'Télécom du Confluent',
      vat_number: 'FR19000000067',
    });
    expect(aubry?.customer.name).toBe('Groupe Aubry');
    expect(aubry?.sites.map(({ name }) => name)).toEqual(['Agence Lille', 'Siège Paris']);
    expect(aubry).toMatchObject({
      status: 'draft',
      incomplete: false,
      issued_on: null,
      due_on: null,
      blockers: [],
    });
    const waiting = documentsIn(out).filter(({ incomplete }) => incomplete);
    expect(waiting.map(({ customer }) => customer.customer_id)).toEqual(['C004']);
    expect(waiting[0].blockers.map(({ reason }) => reason)).toEqual(Array(3).fill('suspended'));
  });
});

describe('octroi bill --out', () => {
  it('writes what the command says, replaces a draft and drops what the month no longer has', async () => {
    const bench = openBench();
    try {
      const { usage, reference } = writeSmallMonth(bench.folder);
      await bench.rate({ inputs: [usage], reference });
      const directory = join(bench.folder, 'new', 'invoices');
      const bill = ['bill', '--db', bench.db, '--month', '2026-10', '--out', directory];
      const first = await octroi(bill);
      expect(first.code, first.stderr).toBe(0);
      expect(first.stdout).toContain(`${directory}: 1 invoice written as JSON`);
      const [document] = documentsIn(directory);
      expect(faultsOf(SCHEMA, document)).toEqual([]);
      expect(document.seller).toBeNull();
      // A document of this month that no invoice stands behind.
      writeFileSync(join(directory, '2026-10-000099.json'), '{}');
      const again = await octroi([...bill, '--json']);
      expect(JSON.parse(again.stdout).documents).toEqual({ out: directory, invoices: 1 });
      expect(readdirSync(directory)).toEqual(['2026-10-000001.json']);
    } finally {
      bench.close();
    }
  });

  it('keeps the documents that are there when the month has no invoices', async () => {
    const before = readdirSync(out);
    const missing = writeInvoices({ db: demo.db, month: '2026-09', out });
    await expect(missing).rejects.toThrow('no invoices of 2026-09; octroi bill makes them');
    expect(readdirSync(out)).toEqual(before);
  });

  it('writes one customer, and leaves the others', async () => {
    const one = join(demo.folder, 'one');
    const options = { db: demo.db, month: '2026-10', out: one, customer: 'C004' };
    expect(await writeInvoices(options)).toEqual({ out: one, invoices: 1 });
    expect(documentsIn(one).map(({ customer }) => customer.customer_id)).toEqual(['C004']);
    await writeInvoices({ ...options, customer: 'C002' });
    expect(documentsIn(one)).toHaveLength(2);
  });

  it('leaves a document that would be the same alone, and replaces another', async () => {
    const directory = join(demo.folder, 'same');
    const options = { db: demo.db, month: '2026-10', out: directory, customer: 'C004' };
    await writeInvoices(options);
    const [name] = readdirSync(directory);
    const path = join(directory, name);
    const text = readFileSync(path, 'utf8');
    const { ino } = statSync(path);
    await writeInvoices(options);
    expect(statSync(path).ino).toBe(ino);
    writeFileSync(path, text.replace('C004', 'C005'));
    await writeInvoices(options);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(readdirSync(directory)).toEqual([name]);
  });
});

describe('an issued invoice', () => {
  it('has its dates, and goes on naming who sold and paid then', async () => {
    const bench = openBench();
    try {
      const { usage, reference } = writeSmallMonth(bench.folder);
      bench.write('reference', {
        'seller.csv': 'name,payment_days\nOpérateur,30\n',
        'lines.csv': 'line,contract_id,starts_on,ends_on\n337000000000001,MM1,2026-01-01,\n',
        'contracts.csv':
          'contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on\n' +
          'MM1,C1,,m2m-business-2mo,24,2026-01-01,\n',
        'prices.csv': 'customer_id,item,zone,unit_price,connection_fee,unit,starts_on,ends_on\n',
      });
      await bench.rate({ inputs: [join(usage, 'night-1.csv')], reference });
      const issued = await billMonth(
        { db: bench.db, month: '2026-10', issue: true },
        silentProgress,
      );
      expect(issued.issued).toBe(1);
      bench.write('reference', {
        'customers.csv': 'customer_id,name,territory\nC1,Nouveau Nom,metropole\n',
        'seller.csv': 'name,payment_days\nAutre Opérateur,60\n',
      });
      const changed = bench.write('more', {
        'night.csv': readFileSync(join(usage, 'night-2.csv')),
      });
      await bench.rate({ inputs: [changed], reference });
      const directory = join(bench.folder, 'invoices');
      await writeInvoices({ db: bench.db, month: '2026-10', out: directory });
      const [document] = documentsIn(directory);
      expect(faultsOf(SCHEMA, document)).toEqual([]);
      expect(document).toMatchObject({ status: 'issued', incomplete: false, blockers: [] });
      expect(document.customer.name).toBe('Ateliers du Port');
      expect(document.seller?.name).toBe('Opérateur');
      const day = 86_400_000;
      const dueAfter = Date.parse(document.due_on ?? '') - Date.parse(document.issued_on ?? '');
      expect(dueAfter).toBe(30 * day);
      // 8.00 a month; 5 ko abroad at 7 a Mo, 0.035, rounded half up to the cent; one SMS at 0.07.
      const lines = Object.values(document.sections).flatMap((section) => section.lines);
      expect(lines.map((line) => line.amount_excl_tax)).toEqual(['8.00', '0.04', '0.07']);
      expect(document.total_excl_tax).toBe('8.11');
    } finally {
      bench.close();
    }
  });
});
