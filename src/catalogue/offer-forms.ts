import type { Catalogue } from './catalogue.ts';
import type { Offer, OfferVersion } from './catalogue-schema.ts';

/** An offer as it is sold, or the same with an option that changes what its usage costs. */
export interface OfferForm {
  /** Place of the offer in the catalogue. */
  offer: number;
  lines: Offer['lines'];
  longCallSeconds: number;
  /** The option that makes the form; null = the offer alone. */
  option: string | null;
  versions: OfferVersion[];
}

/**
 * Every offer alone, in the order of the catalogue, then those that have an option with it. A contract is
 * priced by the second form on the days it has the option.
 */
export function offerForms(catalogue: Catalogue): OfferForm[] {
  const offers = [...catalogue.offers.values()];
  const formOf = (index: number, option: string | null): OfferForm => {
    const { lines, long_call_s, versions } = offers[index];
    return {
      ...{ offer: index, lines, longCallSeconds: long_call_s ?? 0, option },
      versions: option === null ? versions : versions.map(withOption),
    };
  };
  const alone = offers.map((_, index) => formOf(index, null));
  const withOptions = offers.flatMap(({ versions }, index) => {
    const option = optionOf(versions);
    return option === undefined ? [] : [formOf(index, option)];
  });
  return [...alone, ...withOptions];
}

/** The option that changes what an offer's usage costs: all its versions name the same, if any. */
export function optionOf(versions: readonly OfferVersion[]): string | undefined {
  return versions.find(({ with_option }) => with_option !== undefined)?.with_option?.option;
}

/** The version with the price lists and allowances that its option adds. */
export function withOption(version: OfferVersion): OfferVersion {
  const { price_lists, allowances = [], with_option } = version;
  if (with_option === undefined) return version;
  return {
    ...version,
    price_lists: [...price_lists, ...with_option.price_lists],
    allowances: [...allowances, ...(with_option.allowances ?? [])],
  };
}

/** Zone set of a version: that of the first price list it names, with which all it uses agrees. */
export function zoneSetOfVersion(catalogue: Catalogue, version: OfferVersion): string | undefined {
  const [first] = [...version.price_lists, ...(version.with_option?.price_lists ?? [])];
  return catalogue.priceLists.get(first)?.zone_set;
}
