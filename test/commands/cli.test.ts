import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exitCodeOf, failureText } from '../../src/commands/failures.ts';
import { octroi, temporaryFolder } from './run-octroi.ts';
import { writeSmallMonth } from './small-month.ts';

const COMMANDS = ['rate', 'explain', 'query', 'check', 'generate', 'demo'];

describe('octroi', () => {
  it.each(COMMANDS)('%s --help shows an example', async (command) => {
    const { code, stdout } = await octroi([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples?:\n  octroi ${command}`));
    expect(stdout).toContain('--json');
  });

  it('has the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await octroi(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it('suggests the command that was meant', async () => {
    const { code, stderr } = await octroi(['explian']);
    expect(code).toBe(2);
    expect(stderr).toContain("unknown command 'explian'");
    expect(stderr).toContain('Did you mean explain?');
    expect(await octroi([])).toMatchObject({ code: 2, stdout: '' });
  });

  it('names a mistyped option before the mandatory one that it leaves out', async () => {
    const { code, stderr } = await octroi(['bill', '--moth', '2026-10', '--db', 'x']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^octroi: unknown option '--moth'\n\(Did you mean --month\?\)/);
    const missing = await octroi(['bill', '--db', 'x']);
    expect(missing.stderr).toMatch(/^octroi: required option '--month <YYYY-MM>' not specified/);
    expect((await octroi(['bill', '--moth', '--help'])).code).toBe(0);
  });

  it('says how --wait is written when it has taken the next word', async () => {
    const { code, stderr } = await octroi(['query', '--db', 'x', '--wait', 'SELECT 1']);
    expect(code).toBe(2);
    expect(stderr).toContain("argument 'SELECT 1' is invalid. it would be the number of seconds");
    expect(stderr).toContain('write --wait=SECONDS');
    expect((await octroi(['query', '--help'])).stdout).toContain('--wait[=seconds]');
  });

  it('explains on the command line, as text and as JSON; an unknown id is exit 1', async () => {
    const folder = temporaryFolder();
    const { usage, reference } = writeSmallMonth(folder);
    const db = join(folder, 'month.duckdb');
    await octroi(['rate', usage, '--reference', reference, '--db', db]);
    const text = await octroi(['explain', '--db', db, 'a2']);
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toMatch(/^Event a2: rated, 0\.268000 € excluding tax\n/);
    expect(text.stdout).toContain('40 s left before, 40 s drawn, 0 s left after');
    const json = await octroi(['explain', '--db', db, 'a2', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ eventId: 'a2', price: { amount: '0.268000' } });
    const unknown = await octroi(['explain', '--db', db, 'zz']);
    expect(unknown).toMatchObject({ code: 1, stdout: '' });
    expect(unknown.stderr).toContain('octroi: zz: no such event');
  });
});

describe('failures', () => {
  it('show a stack for our own faults only', () => {
    expect(failureText(new TypeError('x is undefined'))).toContain('cli.test.ts');
    const full = Object.assign(new Error('ENOSPC: no space left'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(failureText(full)).toBe('octroi: ENOSPC: no space left');
    expect(exitCodeOf(full)).toBe(1);
  });
});
