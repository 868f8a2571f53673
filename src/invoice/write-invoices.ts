import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOutputFolder } from '../output-folder.ts';
import { invoiceDocuments } from '../store/invoice-documents.ts';
import { openStore } from '../store/open-store.ts';

/** What DuckDB may take for the documents it is making; beyond it, it spills. */
const DUCKDB_MEMORY = '512MB';

export interface WriteInvoicesOptions {
  db: string;
  /** `YYYY-MM`. */
  month: string;
  /** Directory to write into; made when it is not there. */
  out: string;
  /** Write this customer's invoice only, and leave the others. */
  customer?: string;
}

export interface WrittenInvoices {
  out: string;
  invoices: number;
}

/**
 * Writes one JSON document per invoice of a month: `<out>/<invoice id>.json`. All of them are written
 * beside their place first and then renamed: no reader meets half a document, and a failure leaves the
 * earlier ones. Documents of invoices that the month no longer has are removed, and those that would be the
 * same are left alone: putting a file in another's place has the system write it to disk at once, which took half
 * a millisecond each.
 * @throws StoreError when the month has not been billed
 */
export async function writeInvoices(options: WriteInvoicesOptions): Promise<WrittenInvoices> {
  const { db, month, out, customer } = options;
  makeOutputFolder(out, 'invoices');
  const store = await openStore(db, { readOnly: true, memoryLimit: DUCKDB_MEMORY });
  const folder = mkdtempSync(join(out, '.partial-'));
  const before = new Set(readdirSync(out));
  const names = new Set<string>();
  const changed: string[] = [];
  try {
    for await (const documents of invoiceDocuments(store, `${month}-01`, customer)) {
      for (const { invoice_id, json } of documents) {
        const name = `${invoice_id}.json`;
        const text = `${JSON.stringify(JSON.parse(json), null, 2)}\n`;
        names.add(name);
        if (before.has(name) && readFileSync(join(out, name), 'utf8') === text) continue;
        writeFileSync(join(folder, name), text);
        changed.push(name);
      }
    }
    for (const name of changed) renameSync(join(folder, name), join(out, name));
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
  if (customer === undefined) removeOthers(out, month, names);
  return { out, invoices: names.size };
}

function removeOthers(directory: string, month: string, names: Set<string>): void {
  for (const name of readdirSync(directory)) {
    const isOfMonth = name.startsWith(`${month}-`) && name.endsWith('.json');
    if (isOfMonth && !names.has(name)) rmSync(join(directory, name));
  }
}
