import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';

// Rates the files in SQL alone: rate-in-sql.sql, one statement after the other.
const [database, reference, prices, ...files] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
const text = (value) => `'${value.replaceAll("'", "''")}'`;
await connection.run(`SET VARIABLE usage_files = [${files.map(text).join(', ')}]`);
await connection.run(`SET VARIABLE reference = ${text(reference)}`);
await connection.run(`SET VARIABLE prices = ${text(prices)}`);
const script = readFileSync(new URL('./rate-in-sql.sql', import.meta.url), 'utf8');
for (const statement of script.replaceAll(/^--.*$/gm, '').split(/;\n/)) {
  if (statement.trim() === '') continue;
  const started = performance.now();
  await connection.run(statement);
  if (process.env.OCTROI_BENCH_STEPS) {
    const name = statement.trim().slice(0, 60).replaceAll('\n', ' ');
    process.stderr.write(`${(performance.now() - started).toFixed(0).padStart(7)} ms ${name}\n`);
  }
}
connection.closeSync();
instance.closeSync();
