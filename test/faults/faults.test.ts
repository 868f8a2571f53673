import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from '../../src/generate/generate.ts';
import { DB_NAME, digestsIn } from '../torture/torture.ts';
import type { ViewDigests } from '../view-digests.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const INJECT = fileURLToPath(new URL('./inject.mjs', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'octroi-faults-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const month = join(root, 'month');
const folder = join(root, 'disturbed');
let nights: string[];
let afterOne: ViewDigests;
let afterTwo: ViewDigests;

interface Ended {
  code: number | null;
  stderr: string;
}

/** Runs `octroi rate` on the database of a folder, with one thing going wrong. */
function rate(night: string, place: string, { fault = '', fileBlocks = '' } = {}): Promise<Ended> {
  const db = join(place, DB_NAME);
  const args = ['rate', night, '--reference', join(month, 'reference'), '--db', db];
  const node = [process.execPath, '--import', INJECT, CLI, ...args];
  const blocks = fileBlocks === 'database' ? Math.ceil(statSync(db).size / 512) : fileBlocks;
  const limited = `ulimit -f ${blocks} && exec "$@"`;
  const [command, ...rest] = fileBlocks === '' ? node : ['sh', '-c', limited, 'sh', ...node];
  return new Promise((resolve) => {
    const options = { env: { ...process.env, OCTROI_FAULT: fault }, timeout: 100_000 };
    const child = execFile(command, rest, options, (_, __, stderr) =>
      resolve({ code: child.exitCode, stderr }),
    );
  });
}

beforeAll(async () => {
  ({ usageFiles: nights } = await generate({
    records: 800,
    seed: 3,
    out: month,
    workload: 'mixed',
    splitNights: 2,
  }));
  mkdirSync(folder);
  expect((await rate(nights[0], folder)).code).toBe(0);
  afterOne = await digestsIn(folder);
  const whole = join(root, 'whole');
  cpSync(folder, whole, { recursive: true });
  expect((await rate(nights[1], whole)).code).toBe(0);
  afterTwo = await digestsIn(whole);
  expect(afterTwo).not.toEqual(afterOne);
});

describe('a run in which something goes wrong', { timeout: 120_000 }, () => {
  it.each([
    ['the disk is full under a worker', { fault: 'write:1' }, /ENOSPC/],
    ['a worker ends', { fault: 'exit:2' }, /a worker thread ended unexpectedly/],
    ['a statement fails early', { fault: 'sql:13' }, /injected fault in/],
    ['a statement fails late', { fault: 'sql:45' }, /injected fault in/],
    ['DuckDB has no memory left', { fault: 'memory:20' }, /could not|Out of Memory/],
    ['no file may grow', { fileBlocks: '16' }, /octroi: .*/],
    ['the database may not grow', { fileBlocks: 'database' }, /nothing of this run was stored/],
  ])('stores nothing, says so and leaves no file behind: %s', async (_, wrong, message) => {
    const { code, stderr } = await rate(nights[1], folder, wrong);
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
    expect(readdirSync(folder)).toEqual([DB_NAME]);
    expect(await digestsIn(folder)).toEqual(afterOne);
  });

  it('completes when it is run again', async () => {
    expect(await rate(nights[1], folder)).toMatchObject({ code: 0 });
    expect(await digestsIn(folder)).toEqual(afterTwo);
    expect(readdirSync(folder)).toEqual([DB_NAME]);
  });
});
