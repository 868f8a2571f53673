import { DuckDBInstance } from '@duckdb/node-api';

// The yardstick: DuckDB loads the file into a table, unrated, with the columns' types it finds by itself.
// Unreadable rows are left out, as octroi rejects them.
const [database, ...files] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ');
await connection.run(
  `CREATE TABLE records AS FROM read_csv([${list}], header = true, ignore_errors = true)`,
);
await connection.run('CHECKPOINT');
const reader = await connection.runAndReadAll('SELECT count(*) FROM records');
process.stdout.write(JSON.stringify({ rows: Number(reader.getRows()[0][0]) }));
connection.closeSync();
instance.closeSync();
