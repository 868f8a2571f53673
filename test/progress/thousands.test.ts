import { expect, it } from 'vitest';
import { counted, thousands } from '../../src/progress/thousands.ts';

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [-1_234_567, '-1,234,567'],
  ['-100', '-100'],
  ['1234.5678', '1,234.5678'],
])('%s is written %s', (value, text) => {
  expect(thousands(value)).toBe(text);
});

it('one of a thing is one, none and several are several', () => {
  expect([0, 1, 2000].map((value) => counted(value, 'event'))).toEqual([
    '0 events',
    '1 event',
    '2,000 events',
  ]);
  expect(counted(2, 'index', 'indices')).toBe('2 indices');
});
