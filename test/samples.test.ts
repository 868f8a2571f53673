import { describe, expect, it } from 'vitest';
import { findSampleCases, rateSampleCase, titleOf } from './sample-case.ts';

/**
 * Every case of samples/: each row must end as its expected.csv says, no row more and none less.
 * Adding a case is adding a folder; ../samples/README.md says what goes into it.
 */
describe.concurrent('samples', () => {
  it.each(findSampleCases())('$name', async (sample) => {
    const { expected, actual, allowances } = await rateSampleCase(sample);
    expect(expected.length, 'rows of expected.csv').toBeGreaterThan(1);
    expect(actual, titleOf(sample)).toEqual(expected);
    if (allowances !== null) expect(allowances.actual).toEqual(allowances.expected);
  });
});
