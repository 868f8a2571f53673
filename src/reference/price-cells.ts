import { SERVICE_COUNT, SERVICES } from '../batch/services.ts';
import type { TariffTables } from '../catalogue/tariff-tables.ts';

/** The priced usage an item of prices.csv names. */
export interface ItemCells {
  /** Indices into TariffTables.ruleOf, ascending. */
  cells: number[];
  /**
   * How narrowly the item names them: 3 = one rule, 2 = service of an offer, 1 = offer, 0 =
   * service.
   */
  rank: number;
}

/**
 * Finds an item's cells; results are kept, because files repeat few items over many zones and
 * customers.
 */
export type FindItem = (item: string) => ItemCells | null;

/**
 * Look-up of usage by item: a rule id, `<offer>`, `<offer>/<service>` or `<service>`; null when the
 * item names no usage. Only usage whose price the documents leave out has a cell: a printed price
 * stays, and nothing may put one on an emergency call (G6).
 */
export function itemFinder(tariffs: TariffTables): FindItem {
  const found = new Map<string, ItemCells | null>();
  const cells = pricedCells(tariffs);
  return (item) => {
    let result = found.get(item);
    if (result === undefined) {
      result = findCells(tariffs, cells, item);
      found.set(item, result);
    }
    return result;
  };
}

export function serviceOfCell(tariffs: TariffTables, cell: number): number {
  return Math.floor(cell / tariffs.destinationCount) % SERVICE_COUNT;
}

export function zoneOfCell(tariffs: TariffTables, cell: number): string {
  return tariffs.destinationZone[cell % tariffs.destinationCount];
}

function tariffOfCell(tariffs: TariffTables, cell: number): number {
  return Math.floor(cell / (tariffs.destinationCount * SERVICE_COUNT));
}

function pricedCells(tariffs: TariffTables): number[] {
  const cells: number[] = [];
  for (let cell = 0; cell < tariffs.ruleOf.length; cell++) {
    const rule = tariffs.ruleOf[cell];
    if (rule >= 0 && tariffs.ruleNeedsPrice[rule] === 1) cells.push(cell);
  }
  return cells;
}

function findCells(tariffs: TariffTables, cells: number[], item: string): ItemCells | null {
  const ofRule = cells.filter((cell) => tariffs.ruleId[tariffs.ruleOf[cell]] === item);
  if (ofRule.length > 0) return { cells: ofRule, rank: 3 };
  const [offerName, serviceName] = splitItem(item);
  const offer = offerName === null ? -1 : tariffs.offerNames.indexOf(offerName);
  const service = serviceName === null ? -1 : (SERVICES as readonly string[]).indexOf(serviceName);
  const isKnown = (offerName === null || offer >= 0) && (serviceName === null || service >= 0);
  if (!isKnown) return null;
  const forms = formsOf(tariffs, offer);
  const matching = cells.filter((cell) => {
    const tariff = tariffOfCell(tariffs, cell);
    const isOffer =
      offer < 0 ||
      forms.some(
        (form) =>
          tariff >= tariffs.offerFirstTariff[form] && tariff < tariffs.offerFirstTariff[form + 1],
      );
    return isOffer && (service < 0 || serviceOfCell(tariffs, cell) === service);
  });
  const rank = (offerName === null ? 0 : 1) + (offerName !== null && serviceName !== null ? 1 : 0);
  return { cells: matching, rank };
}

/** The offer alone and with each of its options: a price of the offer is for all of them. */
function formsOf(tariffs: TariffTables, offer: number): number[] {
  const withOption = tariffs.optionForms.flatMap((form, k) =>
    form.offer === offer ? [tariffs.offerNames.length + k] : [],
  );
  return [offer, ...withOption];
}

/** `<offer>/<service>`, `<service>`, else `<offer>`. */
function splitItem(item: string): [offer: string | null, service: string | null] {
  const slash = item.indexOf('/');
  if (slash >= 0) return [item.slice(0, slash), item.slice(slash + 1)];
  return (SERVICES as readonly string[]).includes(item) ? [null, item] : [item, null];
}
