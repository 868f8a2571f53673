import { DuckDBInstance } from '@duckdb/node-api';

// Prints the rows of a query over a contender's database as JSON. A process of its own, so that the memory it
// takes is nobody's.
const [database, sql] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database, { access_mode: 'READ_ONLY' });
const connection = await instance.connect();
const reader = await connection.runAndReadAll(sql);
process.stdout.write(JSON.stringify(reader.getRowObjectsJson()));
connection.closeSync();
instance.closeSync();
