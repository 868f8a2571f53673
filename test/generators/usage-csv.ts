import type { Random } from './prng.ts';
import type { UsageItem } from './random-month.ts';
import type { ReferenceData, TextRow } from './random-reference.ts';
import { USAGE_COLUMNS, type UsageColumn } from './random-usage.ts';

const REFERENCE_COLUMNS: Record<keyof ReferenceData, string> = {
  customers: 'customer_id,name,territory,siren,vat_number,address,postal_code,city,country',
  sites: 'site_id,customer_id,name,site_code',
  contracts: 'contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on',
  lines: 'line,contract_id,starts_on,ends_on',
  options: 'contract_id,option,quantity,starts_on,ends_on',
  prices: 'customer_id,item,zone,unit_price,connection_fee,unit,starts_on,ends_on',
  openings: 'contract_id,month,allowance,rolled_in',
};

/** Quotes a field only where RFC 4180 asks for it. */
export function csvField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Header and lines of a native usage file, without line ends, one by one. */
export function* usageLines(
  items: Iterable<UsageItem>,
  columns: readonly UsageColumn[] = USAGE_COLUMNS,
): Generator<string> {
  yield columns.join(',');
  for (const { fields, damage } of items) {
    const line = columns.map((column) => csvField(fields[column] ?? '')).join(',');
    switch (damage) {
      case 'field_too_many':
        yield `${line},`;
        break;
      case 'field_missing':
        yield columns
          .slice(1)
          .map((column) => csvField(fields[column] ?? ''))
          .join(',');
        break;
      case 'open_quote':
        yield `"${line}`;
        break;
      case 'stray_quote':
        yield `x"${line}`;
        break;
      default:
        yield line;
    }
  }
}

/** Whole text of a native usage file. */
export function usageText(
  items: Iterable<UsageItem>,
  options: { columns?: readonly UsageColumn[]; lineEnd?: '\n' | '\r\n'; bom?: boolean } = {},
): string {
  const lineEnd = options.lineEnd ?? '\n';
  let text = options.bom ? '\ufeff' : '';
  for (const line of usageLines(items, options.columns)) text += line + lineEnd;
  return text;
}

/** The columns in another order. */
export function shuffledColumns(random: Random): UsageColumn[] {
  return shuffled(random, USAGE_COLUMNS);
}

export function shuffled<T>(random: Random, values: readonly T[]): T[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [result[last], result[other]] = [result[other], result[last]];
  }
  return result;
}

/** Text of each reference file, by file name. */
export function referenceFiles(reference: ReferenceData): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [name, header] of Object.entries(REFERENCE_COLUMNS)) {
    const rows: TextRow[] = reference[name as keyof ReferenceData];
    const columns = header.split(',');
    const lines = rows.map((row) => columns.map((column) => csvField(row[column])).join(','));
    files[`${name}.csv`] = `${[header, ...lines].join('\n')}\n`;
  }
  return files;
}
