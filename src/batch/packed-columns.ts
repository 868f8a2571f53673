/**
 * Small values that share a 64-bit column of the store. A column costs the thread that stores about as much time as
 * rating costs a worker, however small its values are. The store's view `usage_events` takes them apart again.
 */

/** Bits of `kind`, lowest first: flags, country, rule key; from MONTH_BIT on the first day of the month. */
const COUNTRY_BIT = 8;
const RULE_BIT = 18;
const MONTH_BIT = 40;

/** Largest rule key that fits. */
export const MAX_RULE_KEY: number = 2 ** (MONTH_BIT - RULE_BIT) - 1;

const HIGH_BITS_OF_RULE = 32 - RULE_BIT;

/**
 * Writes element k of the column `kind`, seen as 32-bit halves, low first.
 * @param monthDay first day of the record's month, counted from 1970-01-01
 */
export function setKind(
  halves: Int32Array,
  k: number,
  monthDay: number,
  ruleKey: number,
  country: number,
  flags: number,
): void {
  halves[2 * k] = flags | (country << COUNTRY_BIT) | (ruleKey << RULE_BIT);
  halves[2 * k + 1] = (ruleKey >>> HIGH_BITS_OF_RULE) | (monthDay << (MONTH_BIT - 32));
}

/** Writes element k of the column `origin`: the row in its file, and above it the file's key. */
export function setOrigin(halves: Int32Array, k: number, fileKey: number, row: number): void {
  halves[2 * k] = row;
  halves[2 * k + 1] = fileKey;
}

const bits = (from: number, to: number) => `(record.kind >> ${from}) & ${2 ** (to - from) - 1}`;

/** The values in SQL, by the names that `usage_events` gives them. */
export const UNPACKED: Readonly<Record<string, string>> = {
  month: `DATE '1970-01-01' + CAST(record.kind >> ${MONTH_BIT} AS INTEGER)`,
  rule_key: `CAST(${bits(RULE_BIT, MONTH_BIT)} AS INTEGER)`,
  country: `CAST(${bits(COUNTRY_BIT, RULE_BIT)} AS USMALLINT)`,
  flags: `CAST(${bits(0, COUNTRY_BIT)} AS UTINYINT)`,
  file_key: 'CAST(record.origin >> 32 AS INTEGER)',
  row: `CAST(record.origin & ${2 ** 32 - 1} AS UINTEGER)`,
};
