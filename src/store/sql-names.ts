import { SERVICES } from '../batch/services.ts';

/** Names in SQL: of tables and databases, and expressions that turn stored codes into the names people read. */

/** A name of whatever characters, in quotes. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A list of text literals. Only for texts of our own: nothing from outside goes into SQL but as a parameter. */
export function sqlList(values: readonly string[]): string {
  return `[${values.map((value) => `'${value}'`).join(', ')}]`;
}

/** Name of a service code. */
export function serviceName(code: string): string {
  return `(${sqlList(SERVICES)})[${code} + 1]`;
}

/** ISO 3166 alpha-2 code of a stored country, or `whenAbsent` where the record gave none. */
export function countryCode(country: string, whenAbsent: string): string {
  const letter = (position: string) => `chr(CAST(65 + ${position} AS INTEGER))`;
  const [first, second] = [`(${country} - 1) // 26`, `(${country} - 1) % 26`].map(letter);
  return `CASE WHEN ${country} = 0 THEN '${whenAbsent}' ELSE ${first} || ${second} END`;
}
