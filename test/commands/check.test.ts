import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { octroi, temporaryFolder, writeFiles } from './run-octroi.ts';
import { writeSmallMonth } from './small-month.ts';

const folder = temporaryFolder();
const SHIPPED = fileURLToPath(new URL('../../src/catalogue/documents/', import.meta.url));

describe('octroi check', () => {
  it('counts what there is when all is well', async () => {
    const { reference } = writeSmallMonth(folder);
    const { code, stdout, stderr } = await octroi(['check', '--reference', reference]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^catalogue: \d+ documents, \d+ offers, \d+ prices, \d+ fees\n/);
    expect(stdout).toContain('\nreference: 1 customer, 1 site, 3 contracts, 3 lines, 1 price\n');
  });

  it('says so when a required file has no row', async () => {
    const { reference } = writeSmallMonth(join(folder, 'empty'));
    writeFileSync(join(reference, 'lines.csv'), 'line,contract_id,starts_on\n');
    const { stdout } = await octroi(['check', '--reference', reference]);
    expect(stdout).toContain('\nreference: 1 customer, 1 site, 3 contracts, 0 lines, 1 price\n');
  });

  it('lists every error of the reference data as file:line:column', async () => {
    const reference = writeFiles(join(folder, 'bad'), {
      'customers.csv': 'customer_id,name,territory\nC1,One,metropole\n',
      'contracts.csv': 'contract_id,customer_id,offer,starts_on\nX1,C9,no-such-offer,2026-01-01\n',
      'lines.csv': 'line,contract_id,starts_on\n331,X1,2026-01-01\n332,X2,2026-01-01\n',
    });
    const { code, stdout, stderr } = await octroi(['check', '--reference', reference]);
    expect(code).toBe(2);
    const errors = stdout.split('\n').filter((line) => line.startsWith(reference));
    expect(errors.length).toBeGreaterThanOrEqual(3);
    for (const error of errors) expect(error).toMatch(/^.+\.csv:\d+:\d+ \S/);
    expect(stderr).toContain(`octroi: ${errors.length} errors`);
    const json = await octroi(['check', '--reference', reference, '--json']);
    expect(json.code).toBe(2);
    expect(JSON.parse(json.stdout).reference.errors).toHaveLength(errors.length);
  });

  it('lists the errors of a catalogue, and leaves the reference data unchecked', async () => {
    const catalogue = join(folder, 'catalogue');
    cpSync(SHIPPED, catalogue, { recursive: true });
    const path = join(catalogue, '001-optimale-pro.yaml');
    const text = readFileSync(path, 'utf8').replace('price: "0.036"', 'price: 0.036');
    writeFileSync(path, text);
    const line = text.split('\n').findIndex((row) => row.includes('price: 0.036')) + 1;
    const { code, stdout, stderr } = await octroi([
      ...['check', '--catalogue', catalogue, '--reference', join(folder, 'reference')],
    ]);
    expect(code).toBe(2);
    expect(stdout).toMatch(new RegExp(`^${path}:${line}:\\d+ price: 0.036 without quotes`));
    expect(stderr).toContain('reference data not checked');
    const none = await octroi(['check', '--catalogue', join(folder, 'nowhere')]);
    expect(none.code).toBe(2);
    expect(none.stdout).toContain('cannot be read as a catalogue directory');
  });
});
