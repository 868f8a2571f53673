import type { AnswerRow } from './contender.ts';

/** Queries over a rated database: each row is one event, but for `others`, which counts. */
export interface RatedTables {
  /** rule, service, event_id, started_at (UTC), quantity, included, amount (NULL while open). */
  rated: string;
  /** reason, service, event_id, started_at, measure. */
  suspended: string;
  /** part, events. */
  others: string;
}

/**
 * Query for what a rater found: by rule and by reason of suspense, counts, exact sums and a fingerprint of the
 * rows, so that two answers are equal only when they are equal row for row.
 */
export function answerOver({ rated, suspended, others }: RatedTables): string {
  const text = (sql: string) => `CAST(${sql} AS VARCHAR)`;
  const values = ['quantity', 'included'].map((name) => `CAST(${name} AS BIGINT)`);
  const row = `hash(event_id, epoch_us(started_at), ${values.join(', ')}, CAST(amount AS VARCHAR))`;
  return `
    SELECT CAST(service AS VARCHAR) || ' ' || rule AS part, ${text('count(*)')} AS events,
      ${text('sum(CAST(quantity AS BIGINT))')} AS quantity, ${text('sum(CAST(included AS BIGINT))')} AS included,
      ${text('sum(CAST(amount AS DECIMAL(18, 6)))')} AS amount, ${text(`bit_xor(${row})`)} AS rows
    FROM (${rated}) GROUP BY part
    UNION ALL
    SELECT 'suspense ' || CAST(service AS VARCHAR) || ' ' || reason AS part, ${text('count(*)')},
      ${text('sum(CAST(measure AS BIGINT))')}, NULL, NULL, ${text('bit_xor(hash(event_id, epoch_us(started_at)))')}
    FROM (${suspended}) GROUP BY part
    UNION ALL
    SELECT part, ${text('CAST(events AS BIGINT)')}, NULL, NULL, NULL, NULL FROM (${others})
    ORDER BY part`;
}

/** @throws when a rater's answer differs from octroi's in any part it has */
export function checkSameAnswer(name: string, answer: AnswerRow[], octroi: AnswerRow[]): void {
  // Nobody but octroi says what it could not read.
  const expected = octroi.filter(({ part }) => part !== 'rejected');
  const found = new Map(answer.map((row) => [row.part, row]));
  const wrong: string[] = [];
  for (const row of expected) {
    const other = found.get(row.part);
    found.delete(row.part);
    if (JSON.stringify(row) !== JSON.stringify(other)) {
      wrong.push(`octroi ${JSON.stringify(row)}\n${name} ${JSON.stringify(other ?? 'nothing')}`);
    }
  }
  for (const row of found.values()) wrong.push(`octroi nothing\n${name} ${JSON.stringify(row)}`);
  if (wrong.length > 0)
    throw new Error(`${name} and octroi differ:\n${wrong.slice(0, 10).join('\n')}`);
}

/** @throws when octroi has not accounted for every record, or has rated hardly any */
export function checkAllAccounted(answer: AnswerRow[], records: number): void {
  const events = answer.reduce((sum, row) => sum + Number(row.events), 0);
  if (events !== records) throw new Error(`octroi accounted for ${events} of ${records} records`);
  const rated = ratedRows(answer).reduce((sum, row) => sum + Number(row.events), 0);
  if (rated < records * 0.9) throw new Error(`octroi rated only ${rated} of ${records} records`);
}

/**
 * The plain load keeps repeated rows, and some that octroi rejects: its rows and seconds are octroi's within half a
 * percent.
 * @throws when they are not
 */
export function checkLoaded(loaded: AnswerRow[], octroi: AnswerRow[], records: number): void {
  const calls = octroi.filter(({ part }) => /^(suspense )?(voice|csd) /.test(part ?? ''));
  const seconds = calls.reduce((sum, { quantity }) => sum + Number(quantity), 0);
  const isNear = (found: number, expected: number) =>
    Math.abs(found - expected) <= expected * 0.005;
  const [{ rows, seconds: loadedSeconds }] = loaded;
  if (!isNear(Number(rows), records) || !isNear(Number(loadedSeconds), seconds)) {
    throw new Error(
      `DuckDB loaded ${rows} rows and ${loadedSeconds} seconds, expected about ${records} and ${seconds}`,
    );
  }
}

function ratedRows(answer: AnswerRow[]): AnswerRow[] {
  return answer.filter(({ part }) => !/^(suspense |rejected$|duplicate$)/.test(part ?? ''));
}
