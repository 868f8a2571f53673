import { fileURLToPath } from 'node:url';
import { answerOver } from '../answer.ts';
import type { Contender } from '../contender.ts';

const SCRIPT = fileURLToPath(new URL('./duckdb-sql.mjs', import.meta.url));

/** The same rules in DuckDB SQL with window functions: what one would try instead. */
export const duckdbSql: Contender = {
  key: 'sql',
  name: 'the rules in DuckDB SQL',
  command: ({ files, reference, prices }, database) => [
    ...[SCRIPT, database, reference, prices, ...files],
  ],
  answerSql: answerOver({
    rated: `SELECT coalesce(r.rule_id, 'zero-seconds') AS rule, service, event_id, started_at, quantity, included, amount
      FROM usage_events u LEFT JOIN rules r ON r.rule = u.rule`,
    suspended: 'SELECT reason, service, event_id, started_at, measure FROM suspended_events',
    others: "SELECT 'duplicate' AS part, sum(repeats) AS events FROM duplicate_events",
  }),
};
