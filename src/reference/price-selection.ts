import type { TariffTables } from '../catalogue/tariff-tables.ts';
import {
  type FindItem,
  type ItemCells,
  itemFinder,
  serviceOfCell,
  zoneOfCell,
} from './price-cells.ts';
import { measureOfService, PRICE_UNITS_EXPECTED, priceUnit } from './price-units.ts';

/** What a row of prices.csv prices. */
export interface PriceSelection {
  /**
   * Indices into TariffTables.ruleOf; none for a price that is billing's (a subscription, a fee).
   */
  cells: readonly number[];
  /** How narrowly the row names them: of two prices that start together, the higher wins. */
  rank: number;
  /** The rater's units in one unit of the price. */
  units: number;
  /** True when a connection fee makes sense. */
  isCalls: boolean;
  fault: { field: 'item' | 'zone' | 'unit'; message: string } | null;
}

export type SelectPrice = (item: string, zone: string, unit: string) => PriceSelection;

/** A named zone says more than any item does. */
const ZONE_RANK = 4;

/**
 * Finds what rows of prices.csv price; results are kept, since many customers have the same rows.
 */
export function priceSelector(tariffs: TariffTables): SelectPrice {
  const find = itemFinder(tariffs);
  const selections = new Map<string, PriceSelection>();
  return (item, zone, unit) => {
    const key = JSON.stringify([item, zone, unit]);
    let selection = selections.get(key);
    if (selection === undefined) {
      selection = selectPrice(tariffs, find, item, zone, unit);
      selections.set(key, selection);
    }
    return selection;
  };
}

function selectPrice(
  tariffs: TariffTables,
  find: FindItem,
  item: string,
  zone: string,
  unitName: string,
): PriceSelection {
  const named = find(item);
  const unit = priceUnit(unitName, tariffs);
  const selection: PriceSelection = {
    cells: [],
    rank: (named?.rank ?? 0) + (zone === '' ? 0 : ZONE_RANK),
    units: unit?.units ?? 1,
    isCalls: unit?.measure === 's',
    fault: null,
  };
  const isMeasured = unit !== null && unit.measure !== 'piece';
  if (named === null) {
    if (zone !== '' || isMeasured) selection.fault = { field: 'item', message: noUsage(item) };
    return selection;
  }
  if (unit === null) {
    if (zone !== '' || !SUBSCRIPTION_UNITS.includes(unitName.toLowerCase())) {
      const expected = `expected ${PRICE_UNITS_EXPECTED}, or month for a subscription`;
      selection.fault = { field: 'unit', message: `found unit "${unitName}"; ${expected}` };
    }
    return selection;
  }
  const fitting = named.cells.filter(
    (cell) => measureOfService(serviceOfCell(tariffs, cell)) === unit.measure,
  );
  if (fitting.length === 0) {
    if (zone !== '' || isMeasured) {
      const found = `no priced usage of "${item}" is counted in "${unitName}"`;
      selection.fault = { field: 'unit', message: `${found}; expected ${unitsOf(tariffs, named)}` };
    }
    return selection;
  }
  selection.cells =
    zone === '' ? fitting : fitting.filter((cell) => zoneOfCell(tariffs, cell) === zone);
  if (selection.cells.length === 0) {
    const zones = [...new Set(fitting.map((cell) => zoneOfCell(tariffs, cell)))].filter(Boolean);
    const expected = `expected ${zones.sort().join(', ') || 'an empty zone'}`;
    selection.fault = { field: 'zone', message: `"${item}" has no zone "${zone}"; ${expected}` };
  }
  return selection;
}

/**
 * Units of a price that is billing's although its item also names usage (the pack's monthly price).
 */
const SUBSCRIPTION_UNITS = ['month', 'mois'];

function noUsage(item: string): string {
  const expected = 'expected a rule id, an offer, offer/service or a service';
  const found = `"${item}" names no usage without a printed price`;
  return `${found}, so it cannot have a zone or a measured unit; ${expected}`;
}

function unitsOf(tariffs: TariffTables, named: ItemCells): string {
  const measures = named.cells.map((cell) => measureOfService(serviceOfCell(tariffs, cell)));
  const names = [...new Set(measures)].map((measure) => UNITS_OF_MEASURE[measure]);
  return names.join(', ') || 'another item';
}

const UNITS_OF_MEASURE = { s: 'minute or second', ko: 'Mo or ko', piece: 'unit' };
