import { UNIT_OF_SERVICE } from '../batch/services.ts';
import type { TariffTables } from '../catalogue/tariff-tables.ts';

/** What a price is per: seconds of a call, ko of data, or one message, hit or activation. */
export type Measure = 's' | 'ko' | 'piece';

/** A unit of prices.csv: what it measures, and how many of the rater's units it holds. */
export interface PriceUnit {
  measure: Measure;
  units: number;
}

export const PRICE_UNITS_EXPECTED = 'minute, second, Mo, ko or unit';

const SECOND: PriceUnit = { measure: 's', units: 1 };
const MINUTE: PriceUnit = { measure: 's', units: 60 };
const KO: PriceUnit = { measure: 'ko', units: 1 };
const PIECE: PriceUnit = { measure: 'piece', units: 1 };

const UNITS = new Map<string, PriceUnit>([
  ['minute', MINUTE],
  ['minutes', MINUTE],
  ['min', MINUTE],
  ['second', SECOND],
  ['seconds', SECOND],
  ['seconde', SECOND],
  ['secondes', SECOND],
  ['sec', SECOND],
  ['s', SECOND],
  ['ko', KO],
  ['unit', PIECE],
  ['unité', PIECE],
  ['unite', PIECE],
]);

/**
 * Meaning of a unit's name in any case, or null. A Mo holds 1,000 ko unless the catalogue says
 * otherwise (G8).
 */
export function priceUnit(
  name: string,
  tariffs: TariffTables & { koPerMo?: number },
): PriceUnit | null {
  const key = name.toLowerCase();
  if (key === 'mo') return { measure: 'ko', units: tariffs.koPerMo ?? 1_000 };
  return UNITS.get(key) ?? null;
}

export function measureOfService(service: number): Measure {
  const unit = UNIT_OF_SERVICE[service];
  return unit === 's' || unit === 'ko' ? unit : 'piece';
}
