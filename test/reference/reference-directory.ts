import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { loadReference } from '../../src/reference/load-reference.ts';
import { ReferenceDataError } from '../../src/reference/reference-issues.ts';
import type { ReferenceTables } from '../../src/reference/reference-tables.ts';
import { findText, hashBytes, type TextIndex } from '../../src/reference/text-index.ts';
import { fakeBilling } from './fake-billing.ts';
import { fakeTariffs } from './fake-tariffs.ts';

/** File texts by name without extension. */
export type ReferenceTexts = Record<string, string>;

/** Two customers, each with what the other may not use. */
export const BASE: ReferenceTexts = {
  customers: `customer_id,name,territory
C1,Dupont,metropole
C2,"Martin, fils",mayotte
`,
  sites: `site_id,customer_id,name,site_code
S1,C1,Paris,01
S2,C1,Lyon,42
S3,C2,Mamoudzou,01
`,
  contracts: `contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on
W1,C1,S1,wte-calling,12,2013-01-01,
W2,C1,S2,wte-calling,12,2013-01-01,
P1,C1,,optimale-pro-equilibre,,2013-01-01,2013-12-31
M1,C2,,m2m-business-5mo,24,2013-01-01,
`,
  lines: `line,contract_id,starts_on,ends_on
33100000001,W1,2013-01-01,
33100000002,W2,2013-01-01,
33100000003,P1,2013-01-01,
33700000001,M1,2013-01-01,
`,
};

/** A directory that exists for the length of the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'octroi-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes BASE with some files replaced (or left out, where undefined). */
export function referenceDirectory(changes: Record<string, string | undefined> = {}): string {
  const directory = temporaryDirectory();
  for (const [name, text] of Object.entries({ ...BASE, ...changes })) {
    if (text !== undefined) writeFileSync(join(directory, `${name}.csv`), text);
  }
  return directory;
}

export async function loadTexts(
  changes: Record<string, string | undefined> = {},
): Promise<ReferenceTables> {
  return (await loadReference(referenceDirectory(changes), fakeTariffs(), fakeBilling())).tables;
}

/** The faults of a directory, one per line, without the directory's path. */
export async function faultsOf(changes: Record<string, string | undefined>): Promise<string[]> {
  const directory = referenceDirectory(changes);
  try {
    await loadReference(directory, fakeTariffs(), fakeBilling());
  } catch (error) {
    if (!(error instanceof ReferenceDataError)) throw error;
    return error.message.split('\n').map((line) => line.replace(`${directory}/`, ''));
  }
  return [];
}

/** Index of a text, or -1. */
export function indexOf(index: TextIndex, text: string): number {
  const bytes = new TextEncoder().encode(text);
  return findText(index, bytes, 0, bytes.length, hashBytes(bytes, 0, bytes.length));
}

/** Days since 1970-01-01 of `YYYY-MM-DD`. */
export function day(date: string): number {
  return Date.parse(date) / 86_400_000;
}

/** Months since 1970-01 of `YYYY-MM`. */
export function month(text: string): number {
  const [year, number] = text.split('-').map(Number);
  return (year - 1970) * 12 + number - 1;
}
