import { SERVICE_COUNT, SERVICES, type Service } from '../../src/batch/services.ts';
import { compileTariffs, planEntries } from '../../src/catalogue/compile-tariffs.ts';
import { type Catalogue, loadCatalogue } from '../../src/catalogue/load-catalogue.ts';
import type { TariffTables } from '../../src/catalogue/tariff-tables.ts';
import { COUNTRY_SLOTS, countryNumber } from '../../src/catalogue/territories.ts';
import type { NumberEntry } from '../../src/numbering/number-tables.ts';

/** A catalogue compiled for a number plan, with the questions that tests ask of it. */
export interface CompiledCatalogue {
  catalogue: Catalogue;
  entries: NumberEntry[];
  tables: TariffTables;
  /** Destination of a number: longest prefix, or a short number as it stands. */
  destinationOf(offer: string, called: string): number;
  destinationUsedIn(offer: string, country: string): number;
  /** Rule of an offer's newest version for a destination, -1 = no price. */
  ruleAt(offer: string, service: Service, destination: number): number;
  /** Id of the rule for a called number; `no price`, `no zone`, or `not in offer`. */
  ratedAs(offer: string, service: Service, called: string): string;
}

export function compileFor(
  base: readonly NumberEntry[],
  catalogue: Catalogue = loadCatalogue(),
): CompiledCatalogue {
  const entries = planEntries(catalogue, base);
  const tables = compileTariffs(catalogue, entries);
  const prefixes = new Map<string, number>();
  const shortNumbers = new Map<string, number>();
  for (const [k, entry] of entries.entries()) {
    (entry.short ? shortNumbers : prefixes).set(entry.digits, k);
  }
  const tariffOf = (offer: string) => {
    const index = tables.offerNames.indexOf(offer);
    if (index < 0) throw new Error(`no offer ${offer}`);
    return tables.offerFirstTariff[index + 1] - 1;
  };
  const entryOf = (called: string) => {
    if (called.length <= 6) return shortNumbers.get(called) ?? -1;
    for (let length = called.length; length > 0; length--) {
      const entry = prefixes.get(called.slice(0, length));
      if (entry !== undefined) return entry;
    }
    return -1;
  };
  const destinationOf = (offer: string, called: string) => {
    const entry = entryOf(called);
    if (entry < 0) throw new Error(`${called} is not in the plan`);
    return tables.destinationOfEntry[
      tables.tariffZoneSet[tariffOf(offer)] * entries.length + entry
    ];
  };
  const ruleAt = (offer: string, service: Service, destination: number) => {
    const row = tariffOf(offer) * SERVICE_COUNT + SERVICES.indexOf(service);
    return tables.ruleOf[row * tables.destinationCount + destination];
  };
  return {
    catalogue,
    entries,
    tables,
    destinationOf,
    destinationUsedIn: (offer, country) =>
      tables.destinationOfCountry[
        tables.tariffZoneSet[tariffOf(offer)] * COUNTRY_SLOTS + countryNumber(country)
      ],
    ruleAt,
    ratedAs: (offer, service, called) => {
      const row = tariffOf(offer) * SERVICE_COUNT + SERVICES.indexOf(service);
      if (tables.tariffHasService[row] === 0) return 'not in offer';
      const destination = destinationOf(offer, called);
      const rule = ruleAt(offer, service, destination);
      if (rule >= 0) return tables.ruleId[rule];
      return destination === 0 ? 'no zone' : 'no price';
    },
  };
}
