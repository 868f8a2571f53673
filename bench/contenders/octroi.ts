import { fileURLToPath } from 'node:url';
import type { Contender } from '../contender.ts';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** octroi with all its rules. */
export const octroi: Contender = {
  name: 'octroi',
  command: (files, reference, database) => [
    CLI,
    'rate',
    ...files,
    '--db',
    database,
    '--reference',
    reference,
    '--json',
  ],
  check(printed, records) {
    const { total } = JSON.parse(printed);
    const accounted = total.rated + total.rejected + total.suspended + total.duplicates;
    if (total.rows !== records || accounted !== records) {
      throw new Error(`octroi accounted for ${accounted} of ${records} records`);
    }
    return JSON.stringify(total);
  },
};
