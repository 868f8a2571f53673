import type { TariffTables } from '../catalogue/tariff-tables.ts';

/** Tariff in force for the offer on a Paris day; the oldest version also serves earlier days. */
export function tariffAt(tariffs: TariffTables, offer: number, day: number): number {
  const first = tariffs.offerFirstTariff[offer];
  let tariff = tariffs.offerFirstTariff[offer + 1] - 1;
  while (tariff > first && tariffs.tariffFromDay[tariff] > day) tariff--;
  return tariff;
}
