import { expect, it } from 'vitest';
import { compileCatalogue } from '../../src/compile-tables.ts';
import { checkReference } from '../../src/reference/load-reference.ts';
import { formatIssue } from '../../src/reference/reference-issues.ts';
import { referenceFiles } from '../bill/bill-bench.ts';
import { referenceDirectory } from './reference-directory.ts';

it('an option that usage depends on is had once at a time (000, A6)', async () => {
  const option = 'telephone-illimite-pro';
  const files = referenceFiles({
    customers: ['C1,Garage,metropole'],
    contracts: ['I,C1,,ihdp-18m,12,2026-08-01,'],
    lines: ['33199000001,I,2026-08-01,'],
    options: [
      `I,${option},1,2026-08-01,2026-09-10`,
      `I,${option},1,2026-09-11,2026-09-30`,
      `I,${option},1,2026-09-30,`,
    ],
  });
  const texts = Object.fromEntries(
    Object.entries(files).map(([file, text]) => [file.replace('.csv', ''), text]),
  );
  const { tariffs, billing } = compileCatalogue();
  const directory = referenceDirectory({ sites: undefined, ...texts });
  const { errors } = await checkReference(directory, tariffs, billing);
  expect(errors.map((issue) => formatIssue(issue).split('/').at(-1))).toEqual([
    `options.csv:4:3 option "${option}" shares days with that of line 3; expected one at a time: what it includes counts once`,
  ]);
});
