/**
 * Loaded before octroi (`node --import`), in its main thread and in every worker: lets one thing go wrong.
 *
 *     OCTROI_FAULT = KIND:N      the Nth call, counted in each thread, of
 *
 *     write    a write of a worker fails, the disk being full
 *     read     a read of a worker fails
 *     exit     a read or write of a worker ends that worker
 *     heap     a read or write of a worker fills that worker's heap
 *     sql      a statement fails
 *     memory   from this statement on DuckDB may use one megabyte
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const [kind, number] = (process.env.OCTROI_FAULT ?? ':').split(':');
let callsLeft = Number(number);
const isDue = () => --callsLeft === 0;

function fileError(code, syscall) {
  return Object.assign(new Error(`${code}: injected fault, ${syscall}`), { code, syscall });
}

function fillHeap() {
  const kept = [];
  for (;;) kept.push(new Array(4 << 20).fill(kept.length));
}

function wrap(name, act) {
  const original = fs[name];
  fs[name] = (...args) => {
    if (isDue()) act(name);
    return original(...args);
  };
}

if (!isMainThread) {
  const disk = (name) => {
    throw fileError(name === 'writeSync' ? 'ENOSPC' : 'EIO', name);
  };
  if (kind === 'write') wrap('writeSync', disk);
  if (kind === 'read') wrap('readSync', disk);
  if (kind === 'exit' || kind === 'heap') {
    const act = kind === 'exit' ? () => process.exit(7) : fillHeap;
    for (const name of ['readSync', 'writeSync', 'openSync']) wrap(name, act);
  }
  syncBuiltinESMExports();
} else if (kind === 'sql' || kind === 'memory') {
  const { DuckDBConnection } = await import('@duckdb/node-api');
  for (const name of ['run', 'runAndReadAll']) {
    const original = DuckDBConnection.prototype[name];
    DuckDBConnection.prototype[name] = async function (...args) {
      if (kind === 'sql' && isDue()) throw new Error(`injected fault in ${args[0].slice(0, 60)}`);
      if (kind === 'memory') {
        if (callsLeft <= 0) args[0] = args[0].replace(/memory_limit = '[^']*'/, "memory_limit = '1MB'");
        else if (isDue()) await original.call(this, "SET memory_limit = '1MB'");
      }
      return original.apply(this, args);
    };
  }
}
