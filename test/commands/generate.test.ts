import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { octroi, temporaryFolder } from './run-octroi.ts';

const folder = temporaryFolder();

function generate(...args: string[]) {
  return octroi(['generate', ...args], { cwd: folder });
}

describe('octroi generate', () => {
  it('writes the same month for the same seed', async () => {
    const options = ['--records', '2000', '--seed', '7', '--files', '2', '--month', '2026-03'];
    const first = await generate(...options, '--out', 'first', '--json');
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      rows: 2000,
      usageFiles: [join('first', 'usage', 'cdr-0001.csv'), join('first', 'usage', 'cdr-0002.csv')],
    });
    const second = await generate(...options, '--out', 'second');
    expect(second.stdout).toMatch(/^second: 2,000 rows in 2 usage files/);
    const content = (out: string) =>
      ['usage', 'reference'].flatMap((part) =>
        readdirSync(join(folder, out, part)).map((name) =>
          readFileSync(join(folder, out, part, name), 'utf8'),
        ),
      );
    expect(content('second')).toEqual(content('first'));
    expect(content('first')[0]).toContain('2026-03-');
  });

  it('passes on every option of the generator', async () => {
    const { code, stderr } = await generate(
      ...['--records', '100', '--seed', '1', '--out', 'all', '--workload', 'webex', '--gzip'],
      ...['--lines', '40', '--sites', '3', '--customers', '4', '--split-nights', '3', '--quoted'],
      ...['--order', 'random', '--extra-columns', '2'],
    );
    expect(code, stderr).toBe(0);
    const names = readdirSync(join(folder, 'all', 'usage'));
    expect(names).toEqual(['cdr-0001.csv.gz', 'cdr-0002.csv.gz', 'cdr-0003.csv.gz']);
    expect(
      readFileSync(join(folder, 'all', 'reference', 'sites.csv'), 'utf8')
        .trim()
        .split('\n'),
    ).toHaveLength(4);
  });

  it.each([
    ['--records', '10', '--seed', '1'],
    ['--records', '-1', '--seed', '1', '--out', 'x'],
    ['--records', '1e3', '--seed', '1', '--out', 'x'],
    ['--records', '10', '--seed', '1', '--out', 'x', '--workload', 'fax'],
    ['--records', '10', '--seed', '1', '--out', 'x', '--format', 'webex-json'],
    ['--records', '10', '--seed', '1', '--out', 'x', '--month', '2026-13'],
  ])('refuses %s %s %s %s %s %s %s %s', async (...args) => {
    const { code, stdout, stderr } = await generate(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('ends with 130 when interrupted', async () => {
    const { code, stderr } = await octroi(
      ['generate', '--records', '500000000', '--seed', '1', '--out', 'huge'],
      { cwd: folder, interruptAt: '"step":"generating"' },
    );
    expect(code).toBe(130);
    expect(stderr).toContain('octroi: interrupted');
  });
});

it('real usage and reference data are not written over', async () => {
  const out = temporaryFolder();
  mkdirSync(join(out, 'reference'));
  writeFileSync(join(out, 'reference', 'customers.csv'), 'customer_id,name,territory\n');
  const refused = await octroi(['generate', '--records', '10', '--seed', '1', '--out', out]);
  expect([refused.code, refused.stderr]).toEqual([
    2,
    expect.stringContaining('octroi generate did not write'),
  ]);
  expect(readFileSync(join(out, 'reference', 'customers.csv'), 'utf8')).toBe(
    'customer_id,name,territory\n',
  );
  const made = join(out, 'made');
  for (let time = 0; time < 2; time++) {
    expect((await octroi(['generate', '--records', '10', '--seed', '1', '--out', made])).code).toBe(
      0,
    );
  }
});
