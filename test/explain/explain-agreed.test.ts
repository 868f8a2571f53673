import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CompiledCatalogue, compileCatalogue } from '../../src/compile-tables.ts';
import { chargesText, lineText } from '../../src/explain/charge-text.ts';
import { explainCharges, explainLine } from '../../src/explain/explain-charge.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { type BillBench, openBillBench } from '../bill/bill-bench.ts';

/** Charges at prices agreed with a customer: `case.txt` of the sample has the arithmetic. */
const CASE = fileURLToPath(new URL('../../samples/billing/A8-quotes-agreed/', import.meta.url));

const bench: BillBench = openBillBench();
let store: Store;
let compiled: CompiledCatalogue;

beforeAll(async () => {
  const reference = join(CASE, 'reference');
  await bench.rate({ inputs: [join(CASE, 'usage.csv')], reference });
  await bench.bill('2026-10');
  compiled = compileCatalogue();
  store = await openStore(bench.db, { readOnly: true });
});
afterAll(() => {
  store?.close();
  bench.close();
});

async function textOf(contract: string, item: string): Promise<string> {
  return chargesText(await explainCharges(store, compiled, '2026-10', contract, item));
}

it('an order on quote: who agreed, where the price stands, since when', async () => {
  expect(await textOf('W1', 'cablage-borne-dect')).toContain(`
Amount      order of cablage-borne-dect; the document says on quote: the price was agreed with customer C1
            prices.csv: cablage-borne-dect, 180.000000 per unit, from 2026-10-01 on
            180.000000 × 2 = 360.000000
`);
});

it('a monthly price, by the day; a discount is taken off', async () => {
  expect(await textOf('M3', 'assistance-gestionnaire-dediee')).toContain(`
Amount      the document says on quote: the price was agreed with customer C3
            prices.csv: assistance-gestionnaire-dediee, 620.000000 per month, from 2026-01-01 on
            620.000000 × 1 of the option × 16 of 31 days = 320.000000
`);
  expect(await textOf('M3', 'remise-parc')).toContain(`
            prices.csv: remise-parc, 100.000000 per month, from 2026-01-01 on; as a discount it is taken off
            -100.000000 × 1 of the option = -100.000000
`);
});

it('a quantity above the printed one is agreed, and up to it is printed (000, A8)', async () => {
  const [{ invoice_id, line_no }] = await bench.query<{ invoice_id: string; line_no: number }>(
    "SELECT invoice_id, line_no FROM invoice_lines WHERE item = 'etat-de-parc'",
  );
  const text = lineText(await explainLine(store, compiled, invoice_id, line_no));
  expect(text).toContain('2 charges, exactly 550.000000');
  expect(text).toContain(`
Amount      order of etat-de-parc; on quote above a quantity of 200: the price was agreed with customer C1
            prices.csv: etat-de-parc, 350.000000 per unit, from 2026-10-01 to 2026-12-31
            one price for the order, whatever its quantity of 201: 350.000000
`);
  expect(text).toContain(`
Amount      order of etat-de-parc; the price is printed in the document
            one price for the order, whatever its quantity of 200: 200.000000
`);
});

it('a price that is gone from prices.csv since is not made up', async () => {
  store.close();
  await bench.change("DELETE FROM reference_prices WHERE item = 'cablage-borne-dect'");
  store = await openStore(bench.db, { readOnly: true });
  expect(await textOf('W1', 'cablage-borne-dect')).toContain(`
Amount      order of cablage-borne-dect; the document says on quote: the price was agreed with customer C1
            prices.csv gave it when the month was billed; the data stored now no longer has it
            180.000000 × 2 = 360.000000
`);
});
