import { SERVICES } from '../batch/services.ts';

/** Names and texts in SQL, and expressions that turn stored codes into the names people read. */

/** A name of whatever characters, in quotes. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in quotes, for what takes no parameter: COPY, ATTACH, SET, COMMENT, and the names of columns to read. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A list of text literals. */
export function sqlList(values: readonly string[]): string {
  return `[${values.map(textLiteral).join(', ')}]`;
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
