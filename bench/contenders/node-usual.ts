import { fileURLToPath } from 'node:url';
import { answerOver } from '../answer.ts';
import type { Contender } from '../contender.ts';

const SCRIPT = fileURLToPath(new URL('./node-usual.mjs', import.meta.url));

/** The usual Node way: fast-csv, one object per record, decimal.js, one INSERT per record. */
export const nodeUsual: Contender = {
  key: 'node',
  name: 'usual Node',
  command: ({ files, reference, prices }, database) => [
    ...[SCRIPT, database, reference, prices, ...files],
  ],
  answerSql: answerOver({
    rated:
      'SELECT rule, service, event_id, started_at, quantity, included, amount FROM usage_events',
    suspended: 'SELECT reason, service, event_id, started_at, measure FROM suspended_events',
    others: "SELECT 'duplicate' AS part, count(*) AS events FROM duplicate_events",
  }),
};
