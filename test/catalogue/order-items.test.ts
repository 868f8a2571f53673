import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { OneOffFee, RecurringFee } from '../../src/catalogue/billing-catalogue.ts';
import { compileBilling } from '../../src/catalogue/compile-billing.ts';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.ts';

const PAGE = new URL('../../samples/order-items.md', import.meta.url);

/** Cells of every table row of the page that has a rule, by option or item and rule. */
function tableRows(): Map<string, string[]> {
  const rows = new Map<string, string[]>();
  for (const line of readFileSync(PAGE, 'utf8').split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim());
    const rule = cells.find((cell) => /^`\d{3}\//.test(cell));
    if (rule !== undefined) rows.set(`${cells[1]} ${rule}`, cells);
  }
  return rows;
}

function priceText({ price }: RecurringFee | OneOffFee): string {
  const euros = (microEuros: number) => String(microEuros / 1_000_000);
  switch (price.kind) {
    case 'printed':
      return euros(price.microEuros);
    case 'required':
      return '`prices.csv`';
    case 'quote':
      return 'quote';
    case 'by_rank':
      return price.microEuros.map(euros).join(' / ');
    case 'by_fleet':
      return price.bands
        .map(({ microEuros }) => (microEuros === null ? 'quote' : euros(microEuros)))
        .join(' / ');
    case 'remaining_commitment':
      return `${price.percent} %`;
    case 'subscription_credit':
      return `credit of ${price.months} month`;
  }
}

describe('samples/order-items.md', () => {
  const { recurringFees, oneOffFees } = compileBilling(loadCatalogue());
  const named = [
    ...recurringFees.flatMap((fee) => (fee.option === null ? [] : { name: fee.option, fee })),
    ...oneOffFees.map((fee) => ({
      name: fee.trigger.kind === 'order' ? fee.trigger.item : fee.trigger.option,
      fee,
    })),
  ];
  const rows = tableRows();

  it.each(named.map(({ name, fee }) => [name, fee.id, fee] as const))(
    'lists %s of rule %s with its price',
    (name, id, fee) => {
      const cells = rows.get(`\`${name}\` \`${id}\``);
      expect(cells?.some((cell) => cell.startsWith(priceText(fee)))).toBe(true);
    },
  );

  it('lists nothing else', () => {
    expect(rows.size).toBe(named.length);
  });
});
