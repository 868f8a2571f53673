import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileCatalogue } from '../../src/compile-tables.ts';
import { loadReference } from '../../src/reference/load-reference.ts';
import type { ReferenceTables } from '../../src/reference/reference-tables.ts';
import { readCsv } from '../read-csv.ts';
import { temporaryDirectory } from '../reference/reference-directory.ts';
import { catalogueValues } from './printed-values.ts';

const SAMPLES = fileURLToPath(new URL('../../samples/', import.meta.url));
const DEMO = join(SAMPLES, 'demo/reference');

const { catalogue, tariffs, billing } = compileCatalogue();
const { leftOut } = catalogueValues(catalogue, billing);
const idsOfKind = (kind: string) =>
  leftOut.filter((price) => price.kind === kind).map(({ id }) => id);

/** Price for everybody of each cell of usage: micro-euros, units, connection fee. */
function generalPrices(reference: ReferenceTables): Map<number, number[]> {
  const prices = new Map<number, number[]>();
  for (let cell = 0; cell + 1 < reference.priceFirst.length; cell++) {
    const all = reference.priceOfCell.subarray(
      reference.priceFirst[cell],
      reference.priceFirst[cell + 1],
    );
    const general = all.find((price) => reference.priceCustomer[price] === -1);
    if (general === undefined) continue;
    prices.set(cell, [
      reference.priceMicroEuros[general],
      reference.priceUnits[general],
      reference.priceConnectionFeeMicroEuros[general],
    ]);
  }
  return prices;
}

async function pricesOf(directory: string) {
  return generalPrices((await loadReference(directory, tariffs, billing)).tables);
}

describe('prices the documents leave out', () => {
  it('are all listed, each once, with what is done without one', async () => {
    const rows = await readCsv(join(SAMPLES, 'prices-left-out.csv'));
    const listed = new Set(rows.flatMap((row) => row.catalogue_id.split(' ')));
    expect([...listed].sort()).toEqual(idsOfKind('required').sort());
    expect(new Set(rows.map(({ item, unit }) => `${item} ${unit}`)).size).toBe(rows.length);
    for (const row of rows) {
      const isUsage = ['minute', 'unit'].includes(row.unit) && row.item.includes('/');
      expect(row.octroi).toBe(isUsage ? 'suspense no_price' : 'invoice incomplete: no_price');
      expect([row.assumed, row.customer_id, row.zone]).toEqual(['true', '', '']);
    }
  });

  it('are on quote or listed there', async () => {
    const rows = await readCsv(join(SAMPLES, 'quotes.csv'));
    expect(rows.map((row) => row.catalogue_id).sort()).toEqual(idsOfKind('quote').sort());
  });

  it('are a whole prices.csv: no usage is left without a price, and the demo has the same', async () => {
    const directory = temporaryDirectory();
    cpSync(DEMO, directory, { recursive: true });
    cpSync(join(SAMPLES, 'prices-left-out.csv'), join(directory, 'prices.csv'));
    const whole = await pricesOf(directory);
    const wanting: string[] = [];
    for (const [cell, rule] of tariffs.ruleOf.entries()) {
      if (rule < 0 || tariffs.ruleNeedsPrice[rule] === 0) continue;
      if (!whole.has(cell)) wanting.push(tariffs.ruleId[rule]);
    }
    expect(wanting).toEqual([]);
    const demo = await pricesOf(DEMO);
    expect(demo.size).toBeGreaterThan(20);
    for (const [cell, price] of demo) expect(whole.get(cell)).toEqual(price);
  });

  it('have the value the demo bills with', async () => {
    const rows = await readCsv(join(SAMPLES, 'prices-left-out.csv'));
    const assumed = new Map(rows.map((row) => [`${row.item} ${row.unit}`, row.unit_price]));
    const demo = await readCsv(join(DEMO, 'prices.csv'));
    const billed = demo.filter(({ unit }) => unit !== 'minute');
    expect(billed).toHaveLength(4);
    for (const { item, unit, unit_price } of billed) {
      expect(assumed.get(`${item} ${unit}`)).toBe(unit_price);
    }
  });
});
