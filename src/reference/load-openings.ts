import { SERVICE_COUNT } from '../batch/services.ts';
import { ALLOWANCE_METERED, type TariffTables } from '../catalogue/tariff-tables.ts';
import { NOT_A_VALUE, parseMonth } from './field-values.ts';
import type { Contracts } from './load-contracts.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { fieldText, isEmptyField, type ReferenceRow, reportField } from './reference-row.ts';
import { countField, knownId } from './row-checks.ts';

const LAYOUT: FileLayout = {
  name: 'openings',
  columns: ['contract_id', 'month', 'allowance', 'rolled_in'],
  optional: [],
};
const CONTRACT_ID = 0;
const MONTH = 1;
const ALLOWANCE = 2;
const ROLLED_IN = 3;

/** A balance brought into a contract's month from another system. */
export interface Opening {
  contract: number;
  month: number;
  allowance: number;
  rolledIn: number;
}

/**
 * Reads openings.csv. An allowance is named as in the `allowances` view and must be one of the
 * contract's offer that rolls over (B5). Versions of an offer may each have their own allowance of
 * that name: the balance is entered for all of them, sorted by contract, month and allowance.
 */
export function loadOpenings(
  files: ReferenceFiles,
  contracts: Contracts,
  tariffs: TariffTables,
): Opening[] {
  const openings: Opening[] = [];
  const rollovers = rolloversOfOffers(tariffs);
  const lineOfOpening = new Map<string, number>();
  files.read(LAYOUT, (row) => {
    const contract = knownId(row, CONTRACT_ID, contracts.ids);
    const month = monthField(row, MONTH);
    const rolledIn = countField(row, ROLLED_IN, NOT_A_VALUE);
    if (isEmptyField(row, ROLLED_IN)) {
      reportField(row, ROLLED_IN, 'empty rolled_in; expected a whole number from 0 up');
    }
    const offer = contract < 0 ? -1 : contracts.offer.values[contract];
    if (offer < 0) return;
    const allowances = allowancesField(row, rollovers[offer], tariffs.offerNames[offer]);
    if (month === NOT_A_VALUE || rolledIn < 0 || allowances.length === 0) return;
    const key = `${contract} ${month} ${allowances[0]}`;
    const firstLine = lineOfOpening.get(key);
    if (firstLine !== undefined) {
      reportField(row, CONTRACT_ID, `repeats contract, month and allowance of line ${firstLine}`);
    }
    lineOfOpening.set(key, row.line);
    for (const allowance of allowances) openings.push({ contract, month, allowance, rolledIn });
  });
  return openings.sort(
    (a, b) => a.contract - b.contract || a.month - b.month || a.allowance - b.allowance,
  );
}

/** The field's month since 1970-01, or NOT_A_VALUE after reporting it. */
export function monthField(row: ReferenceRow, column: number): number {
  const month = parseMonth(row.bytes, row.start[column], row.end[column]);
  if (month === NOT_A_VALUE) {
    reportField(row, column, `found "${fieldText(row, column)}"; expected a month as YYYY-MM`);
  }
  return month;
}

function allowancesField(
  row: ReferenceRow,
  rollovers: Map<string, number[]>,
  offer: string,
): number[] {
  const name = fieldText(row, ALLOWANCE);
  const allowances = rollovers.get(name);
  if (allowances !== undefined) return allowances;
  const expected = [...rollovers.keys()].join(', ') || 'no row: none of its allowances rolls over';
  reportField(row, ALLOWANCE, `"${name}" does not roll over in ${offer}; expected ${expected}`);
  return [];
}

/** For each offer, its allowances that roll over, by name. */
export function rolloversOfOffers(tariffs: TariffTables): Map<string, number[]>[] {
  const cellsPerTariff = SERVICE_COUNT * tariffs.destinationCount;
  return tariffs.offerNames.map((_, offer) => {
    const rules = tariffs.ruleOf.subarray(
      tariffs.offerFirstTariff[offer] * cellsPerTariff,
      tariffs.offerFirstTariff[offer + 1] * cellsPerTariff,
    );
    const byName = new Map<string, number[]>();
    for (const rule of new Set(rules)) {
      const allowance = rule < 0 ? -1 : tariffs.ruleAllowance[rule];
      if (allowance < 0 || tariffs.allowanceKind[allowance] !== ALLOWANCE_METERED) continue;
      if (tariffs.allowanceRolloverMonths[allowance] === 0) continue;
      const same = byName.get(tariffs.allowanceName[allowance]) ?? [];
      if (!same.includes(allowance)) same.push(allowance);
      byName.set(
        tariffs.allowanceName[allowance],
        same.sort((a, b) => a - b),
      );
    }
    return byName;
  });
}
