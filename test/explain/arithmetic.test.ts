import { describe, expect, it } from 'vitest';
import type { RuleDescription } from '../../src/catalogue/describe-rule.ts';
import { describeRule } from '../../src/catalogue/describe-rule.ts';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.ts';
import { arithmeticOf } from '../../src/explain/arithmetic.ts';

const catalogue = loadCatalogue();

function arithmetic(
  rule: string | RuleDescription,
  event: {
    quantity: number;
    included?: number;
    unit: string;
    amount: string | null;
    flags?: string;
  },
): string[] {
  const description = typeof rule === 'string' ? describeRule(catalogue, rule) : rule;
  return arithmeticOf(description, { included: 0, flags: '', ...event }, catalogue.settings);
}

describe('arithmetic', () => {
  it.each([
    // The worked examples of the documents.
    [
      '001/optimale-pro/voice/mobile-metropole',
      { quantity: 90, unit: 's', amount: '0.335000' },
      '0.134000 connection fee + 0.134000 × 90/60 = 0.335000',
    ],
    [
      '001/optimale-pro/voice/fixed-europe-proche/unlimited-fixed',
      { quantity: 61, unit: 's', amount: '0.150967' },
      '0.092000 connection fee + 0.058000 × 61/60 = 0.150967, rounded half up to the micro-euro',
    ],
    [
      '004/m2m-dtmf/voice/metropole',
      { quantity: 61, unit: 's', amount: '0.152500' },
      '0.150000 for the first 60 s, indivisible + 0.002500 × 1 = 0.152500',
    ],
    [
      '004/m2m-dtmf/voice/metropole',
      { quantity: 1, unit: 's', amount: '0.150000' },
      '0.150000 for the first 60 s, indivisible = 0.150000',
    ],
    [
      '004/m2m-business-forfait/data/metropole/data-bundle-2mo',
      { quantity: 5, included: 1, unit: 'ko', amount: '0.006000' },
      '1.500000 × 4/1000 = 0.006000',
    ],
    [
      '001/optimale-pro/transfer_activation/none',
      { quantity: 1, unit: 'activation', amount: '0.090000' },
      '0.090000 × 1 = 0.090000',
    ],
  ])('%s', (rule, event, expected) => {
    expect(arithmetic(rule, event)).toEqual([expected]);
  });

  it('says so when the catalogue does not give the stored amount', () => {
    const event = { quantity: 90, unit: 's', amount: '0.400000' };
    const [line] = arithmetic('001/optimale-pro/voice/mobile-metropole', event);
    expect(line).toContain('= 0.335000');
    expect(line).toContain('but the amount is 0.400000');
  });

  it('says that the price is in reference data, and what the amount implies', () => {
    const event = { quantity: 90, included: 60, unit: 's', amount: '0.100000' };
    const lines = arithmetic('001/optimale-pro/voice/fixed-metropole/unlimited-fixed', event);
    expect(lines[0]).toContain('prices.csv');
    expect(lines[1]).toContain('implies 0.200000 per minute, connection fee included');
  });

  it('shows the tiers of a month that is not billed, and the amount of one that is', () => {
    const rule = '004/m2m-sms/sms/metropole';
    const open = arithmetic(rule, { quantity: 1, unit: 'message', amount: null });
    expect(open[0]).toContain('when the month is billed');
    expect(open[1]).toContain('from 1: 0.070000; from 10,000: 0.060000; from 50,000: 0.056000');
    const billed = arithmetic(rule, { quantity: 1, unit: 'message', amount: '0.060000' });
    expect(billed[0]).toBe('0.060000, set when the month was billed');
  });

  it('shows the tiers of the optima, also for a record without octets (E8)', () => {
    for (const quantity of [700, 0]) {
      const lines = arithmetic('004/m2m-intense/data/metropole', {
        ...{ quantity, unit: 'ko', amount: null },
      });
      expect(lines[0]).toContain('when the month is billed');
      expect(lines[1]).toContain('500 ko for 6.000000, then 1.000000 per Mo; 500,000 ko for 26.0');
    }
  });

  it('charges nothing for what was not delivered', () => {
    const description = describeRule(catalogue, '004/m2m-sms/sms/metropole');
    const event = { quantity: 1, included: 1, unit: 'message', amount: '0.000000' };
    expect(arithmetic(description, { ...event, flags: 'undelivered' })).toEqual([
      'not delivered: never charged',
    ]);
  });
});
