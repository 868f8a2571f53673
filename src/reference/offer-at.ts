import type { TariffTables } from '../catalogue/tariff-tables.ts';
import type { ReferenceTables } from './reference-tables.ts';

/**
 * Offer that a contract is priced as on a Paris day: its own, the one after its trial (004, E23), or its own
 * with an option it has that day (000). Few offers change, so most contracts cost one look-up here.
 */
export function offerAt(
  reference: ReferenceTables,
  tariffs: TariffTables,
  contract: number,
  day: number,
): number {
  const offer = reference.contractOffer[contract];
  return tariffs.offerHasStages[offer] === 0 ? offer : stageAt(reference, contract, offer, day);
}

function stageAt(reference: ReferenceTables, contract: number, offer: number, day: number): number {
  const { stageContract, stageFromDay, stageOffer } = reference;
  let low = 0;
  let high = stageContract.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const isAfter =
      stageContract[middle] > contract ||
      (stageContract[middle] === contract && stageFromDay[middle] > day);
    if (isAfter) high = middle;
    else low = middle + 1;
  }
  return low > 0 && stageContract[low - 1] === contract ? stageOffer[low - 1] : offer;
}
