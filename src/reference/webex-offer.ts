import type { TariffTables } from '../catalogue/tariff-tables.ts';

/**
 * True when the offer's lines are Webex licences: they feed their site's pool. All versions agree.
 */
export function isWebexOffer(tariffs: TariffTables, offer: number): boolean {
  return tariffs.tariffIsWebex[tariffs.offerFirstTariff[offer]] === 1;
}
