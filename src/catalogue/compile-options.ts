import type { BilledOption } from './billing-catalogue.ts';
import type { Catalogue } from './catalogue.ts';

/**
 * The options there are: those that a price names, and those that an offer's usage depends on. Offers with a
 * price for an option may have it.
 */
export function compileOptions(catalogue: Catalogue): BilledOption[] {
  const options = new Map<string, BilledOption>();
  const add = (name: string, offers: readonly string[], document: string, section: string) => {
    let option = options.get(name);
    if (option === undefined) {
      const said = catalogue.options.get(name);
      option = {
        option: name,
        offers: [],
        document: said?.document ?? document,
        section: said?.section ?? section,
        readings: said?.readings ?? [],
        quantityCounts: said?.quantity_counts ?? null,
        requires: said?.requires ?? [],
        excludes: said?.excludes ?? [],
      };
      options.set(name, option);
    }
    for (const offer of offers) if (!option.offers.includes(offer)) option.offers.push(offer);
  };
  for (const { option, offers, document, section } of catalogue.recurringFees.values()) {
    if (option !== undefined) add(option, offers, document, section);
  }
  for (const { option_start, offers, document, section } of catalogue.oneOffFees.values()) {
    if (option_start !== undefined) add(option_start, offers ?? [], document, section);
  }
  for (const [name, { versions, document }] of catalogue.offers) {
    for (const { with_option } of versions) {
      if (with_option) add(with_option.option, [name], document, with_option.section);
    }
  }
  return [...options.values()];
}
