import { Decimal } from 'decimal.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileBilling } from '../../src/catalogue/compile-billing.ts';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.ts';
import { readCsv } from '../read-csv.ts';
import { catalogueValues, freeRules } from './printed-values.ts';

/** A price as a document prints it (samples/traceability.md explains the columns). */
interface PrintedPrice {
  document: string;
  section: string;
  words: string;
  printed: string;
  unit: string;
  tax: string;
  catalogue_id: string;
  note: string;
}

const catalogue = loadCatalogue();
const values = catalogueValues(catalogue, compileBilling(catalogue));
const free = freeRules(catalogue);

/** 19.6 %: the tax in the prices of 000, and of 002 for residential customers (X1, X2). */
const TAX_IN_PRICES = '1.196';

/** Printed prices that are no price of the catalogue, and why; everything else must be one. */
const NO_PRICE_OF_OURS = [
  ['000', '0.28', 'X4'],
  ['000', '0', 'part of the subscription'], // antivirus mail
  ['000', '0', 'part of the subscription'], // antispam plus
  ['000', '15', 'A1'],
  ['000', '67.66', 'A1'],
  ['000', '62.66', 'A1'],
  ['000', '136.71', 'A3'],
  ['000', '136.71', 'A3'],
  ['000', '0.28', 'X4'],
  ['001', '0', 'part of the subscription'], // TV
  ['001', '0', 'part of the subscription'], // Business Everywhere to 100 Mo
  ['001', '0', 'no usage record'], // switching off a call transfer
  ['002', '0', 'C5'],
  ['004', '0.125', 'E15'],
  ['004', '44', 'E15'],
  ['004', '52', 'E15'],
  ['004', '55', 'E15'],
  ['004', '0', 'part of the subscription'], // the service "gérer"
];

/** What is wrong with the table, or with the catalogue: one line for each fault. */
function faultsOf(rows: readonly PrintedPrice[]): string[] {
  const faults: string[] = [];
  const printedValue = new Map(values.printed.map(({ id, value }) => [id, value]));
  for (const row of rows) {
    const { catalogue_id: id, printed, tax, note } = row;
    if (id === '') continue;
    const value = free.has(id) ? '0' : printedValue.get(id);
    if (value === undefined) faults.push(`${id}: no such price in the catalogue`);
    else if (!id.startsWith(`${row.document}/`)) faults.push(`${id}: of another document`);
    else if (!isPrintedValue(printed, tax, value) && note === '') {
      faults.push(`${id}: printed ${printed}, in the catalogue ${value} without tax`);
    }
  }
  const printedIds = new Set(rows.map((row) => row.catalogue_id));
  for (const { id } of values.printed) {
    if (!printedIds.has(id)) faults.push(`${id}: in the catalogue, not in the table`);
  }
  return faults;
}

/** The printed price less the tax in it, half up to the micro-euro, is the catalogue's (X1). */
function isPrintedValue(printed: string, tax: string, value: string): boolean {
  const divisor = tax === 'included' ? TAX_IN_PRICES : '1';
  const withoutTax = new Decimal(printed).div(divisor);
  return withoutTax.toDecimalPlaces(6, Decimal.ROUND_HALF_UP).equals(value);
}

describe('every price the documents print', () => {
  let rows: PrintedPrice[];

  beforeAll(async () => {
    const path = new URL('../../samples/printed-prices.csv', import.meta.url);
    rows = (await readCsv(path)) as unknown as PrintedPrice[];
  });

  it('is listed with its place and words', () => {
    expect(rows.length).toBeGreaterThan(200);
    const titles = [...catalogue.documents.keys()];
    for (const row of rows) {
      expect(titles).toContain(row.document);
      expect(row.section).not.toBe('');
      expect(row.words).not.toBe('');
      expect(row.printed).toMatch(/^\d+(\.\d+)?$/);
      expect(['included', 'excluded', 'none']).toContain(row.tax);
    }
  });

  it('is in the catalogue with that very value, and every printed value of the catalogue is here', () => {
    expect(faultsOf(rows)).toEqual([]);
  });

  it('is in the catalogue, but for sums, slips and what is included without a price of its own', () => {
    const untraced = rows.filter((row) => row.catalogue_id === '');
    expect(untraced.map(({ document, printed, note }) => [document, printed, note])).toEqual(
      NO_PRICE_OF_OURS.map(([document, printed, reason]) => [
        document,
        printed,
        expect.stringContaining(reason),
      ]),
    );
  });

  it('differs from the catalogue only where a reading says so', () => {
    const differing = rows.filter(({ catalogue_id: id, printed, tax }) => {
      const entry = values.printed.find((value) => value.id === id);
      return entry !== undefined && !isPrintedValue(printed, tax, entry.value);
    });
    // The hot line's 0.112 with tax, printed twice, beside 0.094 without (A2).
    expect(differing.map(({ printed }) => printed)).toEqual(['0.112', '0.112']);
    for (const { note } of differing) expect(note).toMatch(/^A2: /);
  });

  it('is missed when its value changes, its entry goes, or its row goes', () => {
    const k = rows.findIndex(({ words }) => words === 'autodiagnostic');
    const changed = (change: Partial<PrintedPrice>) => rows.with(k, { ...rows[k], ...change });
    expect(faultsOf(changed({ printed: '2' }))).toEqual([
      '004/autodiagnostic: printed 2, in the catalogue 1 without tax',
    ]);
    expect(faultsOf(changed({ catalogue_id: '004/autodiagnosis' }))).toEqual([
      '004/autodiagnosis: no such price in the catalogue',
      '004/autodiagnostic: in the catalogue, not in the table',
    ]);
    expect(faultsOf(rows.toSpliced(k, 1))).toEqual([
      '004/autodiagnostic: in the catalogue, not in the table',
    ]);
  });
});

describe('every entry of the catalogue', () => {
  it('cites a document and a section of it', () => {
    const billing = compileBilling(catalogue);
    const entries = [
      ...values.printed,
      ...values.leftOut,
      ...billing.options.map((option) => ({ ...option, id: option.option })),
      ...[...catalogue.contractLimits].map(([id, limit]) => ({ ...limit, id })),
      ...[...catalogue.allowances].map(([id, allowance]) => ({ ...allowance, id })),
    ];
    expect(entries.length).toBeGreaterThan(250);
    const uncited = entries.filter(
      ({ document, section }) => !catalogue.documents.has(document) || section.trim() === '',
    );
    expect(uncited.map(({ id }) => id)).toEqual([]);
  });
});
