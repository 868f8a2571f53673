import type { DuckDBConnection } from '@duckdb/node-api';
import { DatabaseKeyError, KEY_VARIABLE } from './database-key.ts';
import { duckdbApi } from './duckdb-api.ts';
import { textLiteral } from './sql-names.ts';
import { DatabaseInUseError, StoreError } from './store.ts';

/** DuckDB's name for the encrypted database in this process. */
const CATALOG = 'octroi';

/** An open DuckDB file and the connection to it. */
export interface OpenDatabase {
  connection: DuckDBConnection;
  /** What DuckDB calls it: the file's name, or ours. */
  catalog: string;
  /** Another connection to it. */
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

export interface InstanceOptions {
  isReadOnly: boolean;
  key: string | undefined;
  settings: Record<string, string>;
  /** Takes what the operator should know. */
  say: (message: string) => void;
}

/**
 * Opens a DuckDB file, encrypted when there is a key.
 * @param path as the user gave it, for messages
 * @param file its absolute path
 * @throws DatabaseInUseError, DatabaseKeyError or StoreError, all with what to do
 */
export async function openDatabase(
  path: string,
  file: string,
  options: InstanceOptions,
): Promise<OpenDatabase> {
  const { isReadOnly, key } = options;
  const settings = {
    ...options.settings,
    temp_directory: options.settings.temp_directory ?? temporaryFolderOf(file),
    ...(isReadOnly && key === undefined && { access_mode: 'READ_ONLY' }),
  };
  const instance = await explained(path, () =>
    duckdbApi.DuckDBInstance.create(key === undefined ? file : ':memory:', settings),
  );
  const connection = await instance.connect();
  const connections = [connection];
  const connect = async () => {
    const another = await instance.connect();
    connections.push(another);
    if (key !== undefined) await another.run(`USE ${CATALOG}`);
    return another;
  };
  const close = () => {
    for (const open of connections) open.closeSync();
    instance.closeSync();
  };
  try {
    if (key !== undefined) await attach(connection, { path, file, key }, options);
    const names = await connection.runAndReadAll('SELECT current_database()');
    return { connection, catalog: String(names.value(0, 0)), connect, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Where DuckDB writes what does not fit in memory. */
export function temporaryFolderOf(path: string): string {
  return `${path}.tmp`;
}

/** An encrypted file can only be attached to an instance in memory. */
async function attach(
  connection: DuckDBConnection,
  { path, file, key }: { path: string; file: string; key: string },
  { isReadOnly, say }: InstanceOptions,
): Promise<void> {
  await connection.run('SET temp_file_encryption = true');
  if (!isReadOnly) await prepareCipher(connection, say);
  const statement = attachStatement(file, CATALOG, key, isReadOnly);
  await explained(path, () =>
    connection.run(statement).catch((error: Error) => {
      throw new Error(error.message.replaceAll(key, 'the key'));
    }),
  );
  await connection.run(`USE ${CATALOG}`);
}

/** ATTACH takes no parameters: its texts are quoted here. @param name the file's catalog in this connection */
export function attachStatement(
  file: string,
  name: string,
  key: string | undefined,
  isReadOnly = false,
): string {
  const options = [
    ...(isReadOnly ? ['READ_ONLY'] : []),
    ...(key === undefined ? [] : [`ENCRYPTION_KEY ${textLiteral(key)}`]),
  ];
  const list = options.length === 0 ? '' : ` (${options.join(', ')})`;
  return `ATTACH ${textLiteral(file)} AS ${name}${list}`;
}

/**
 * DuckDB writes encrypted files with OpenSSL, which comes with its extension httpfs. Where that is not
 * installed its built-in cipher has to do: the same AES-256-GCM, but its nonces are not drawn by a
 * cryptographic generator, and DuckDB asks for that to be accepted by name.
 */
async function prepareCipher(
  connection: DuckDBConnection,
  say: (message: string) => void,
): Promise<void> {
  try {
    await connection.run('LOAD httpfs');
  } catch {
    await connection.run('SET force_mbedtls_unsafe = true');
    say(
      "the database is encrypted with DuckDB's built-in cipher, whose random numbers are weak; " +
        'install its extension httpfs on this machine to have OpenSSL used',
    );
  }
}

/** Does it, and says in our words why DuckDB could not. The message never holds the key. */
async function explained<Result>(path: string, open: () => Promise<Result>): Promise<Result> {
  try {
    return await open();
  } catch (error) {
    throw explanation(path, (error as Error).message);
  }
}

function explanation(path: string, message: string): Error {
  if (/without a key/.test(message)) {
    return new DatabaseKeyError(
      `${path}: the database is encrypted; give its key in ${KEY_VARIABLE} or with --key-file FILE`,
    );
  }
  if (/wrong encryption key/i.test(message)) {
    return new DatabaseKeyError(`${path}: encrypted with another key than the one given`);
  }
  if (/is not encrypted/.test(message)) {
    return new DatabaseKeyError(
      `${path}: a key is given, but the database is not encrypted; leave the key out, or use a new file`,
    );
  }
  if (/conflicting lock|set lock/i.test(message)) {
    const holder = /PID (\d+)/.exec(message)?.[1];
    const who = holder === undefined ? 'another process' : `another process (PID ${holder})`;
    return new DatabaseInUseError(
      `${path}: the database is in use by ${who}; wait until it has finished (--wait does), or close it there`,
    );
  }
  return new StoreError(`${path}: cannot be opened as a DuckDB database: ${message}`);
}
