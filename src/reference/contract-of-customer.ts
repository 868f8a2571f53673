import type { Contracts } from './load-contracts.ts';
import { fieldText, type ReferenceRow, reportField } from './reference-row.ts';
import { type IdSet, knownId, knownIdOrNone } from './row-checks.ts';

/**
 * Checks a row's customer and the contract it may name, which must be that customer's.
 * @returns the contract, or -1 where none is named or it is unknown
 */
export function contractOfCustomer(
  row: ReferenceRow,
  customerColumn: number,
  contractColumn: number,
  customers: IdSet,
  contracts: Contracts,
): number {
  const customer = knownId(row, customerColumn, customers);
  const contract = knownIdOrNone(row, contractColumn, contracts.ids);
  const owner = contract < 0 ? -1 : contracts.customer.values[contract];
  if (owner >= 0 && customer >= 0 && owner !== customer) {
    const found = `contract "${fieldText(row, contractColumn)}" belongs to another customer`;
    const expected = `expected one of "${fieldText(row, customerColumn)}"`;
    reportField(row, contractColumn, `${found}; ${expected}`);
  }
  return contract;
}
