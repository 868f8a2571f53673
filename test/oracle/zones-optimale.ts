/**
 * Destinations and prices of Optimale pro, typed in from the document (001, tariff annex of 22
 * August 2013).
 */
import type { Price } from './money.ts';

/**
 * Note 8 of 001: destinations of the allowances. Part of a listed country under another name needs
 * no line of its own (Açores, Baléares, Canaries, Crète, Ecosse, Madère, Sardaigne, Sicile,
 * Tasmanie, Ile de Pâques). Not listed: the Isle of Man (B14), Algeria and Tunisia (B17), the
 * Pacific territories (B2).
 */
export const LISTED = new Set(
  `FR ZA US-AK DE AD GB AR AU AT BS BH BD BE BM BR BN BG CA CL CN CX CY CY-N CO KR HR DK ES EE
   US FI GI GR GP GU GG GF US-HI HK HU AX MP VI IN IE IS IL IT JP JE JO LV LI LT LU MO MK MY MT
   MA MQ YT MX MC NO NZ PA NL PE PL PT PR DO CZ RE RO RU PM BL MF SM SG SK SI SE CH TW TH TR VA
   VE`.split(/\s+/),
);

/** B13: Moroccan fixed-looking numbers "qui bénéficient de la tarification vers mobile". */
export const MOROCCO_AS_MOBILE = /^212(526|527|533|534|546|547|550|553)/;

interface ZonePrices {
  fixed: Price | null;
  mobile: Price | null;
}

const METROPOLE = 'metropole';

/**
 * "Prix HT/mn" and "CMR HT" of the grid, fixed then mobile; metropolitan fixed has no printed
 * price.
 */
const ZONE_PRICES: Record<string, ZonePrices> = {
  [METROPOLE]: { fixed: null, mobile: perMinute('0.134', '0.134') },
  'dom-1': { fixed: perMinute('0.146', '0.092'), mobile: perMinute('0.401', '0.201') },
  mayotte: { fixed: perMinute('0.265', '0.092'), mobile: perMinute('0.401', '0.201') },
  pacifique: { fixed: perMinute('0.518', '0.092'), mobile: perMinute('0.401', '0.201') },
  'europe-proche': { fixed: perMinute('0.058', '0.092'), mobile: perMinute('0.255', '0.092') },
  maghreb: { fixed: perMinute('0.234', '0.092'), mobile: perMinute('0.300', '0.092') },
  'reste-europe': { fixed: perMinute('0.234', '0.092'), mobile: perMinute('0.420', '0.092') },
  afrique: { fixed: perMinute('0.518', '0.092'), mobile: perMinute('0.704', '0.092') },
  'amerique-centrale': { fixed: perMinute('0.577', '0.092'), mobile: perMinute('0.763', '0.092') },
  'amerique-sud': { fixed: perMinute('0.368', '0.092'), mobile: perMinute('0.554', '0.092') },
  'asie-1': { fixed: perMinute('0.192', '0.092'), mobile: perMinute('0.378', '0.092') },
  'asie-2': { fixed: perMinute('0.619', '0.092'), mobile: perMinute('0.804', '0.092') },
};

/**
 * Countries of the zones. The document names zones without listing them (B10): members follow the
 * lists that 003 prints under the same titles; those marked with a comment are judged.
 */
const ZONE_COUNTRIES: Record<string, string> = {
  [METROPOLE]: 'FR',
  'dom-1': 'GP GF MQ RE PM BL MF',
  mayotte: 'YT',
  pacifique: 'NC PF WF',
  // Judged: Jersey, Guernsey, Man, Monaco, San Marino, Gibraltar, with the countries around them
  // (B14).
  'europe-proche':
    'DE AT BE CA DK ES US FI GR IE IT VA LU NO NL PT GB SE CH AD LI JE GG IM MC SM GI',
  maghreb: 'DZ MA TN',
  // Judged: Turkey. B16: Alaska and Hawaii are named here by the row above, "hors Hawaii et Alaska".
  'reste-europe': 'BG CY CY-N HR EE FO HU IS LV LT MT PL RO SK CZ TR US-AK US-HI',
  // Judged: Senegal, Ivory Coast.
  afrique: 'NG ZA BW CM MZ SZ SN CI',
  // Judged: Mexico (B18).
  'amerique-centrale': 'CR GT PR HN NI PA MX',
  'amerique-sud': 'CL CO PY PE VE AR BR EC UY',
  // Judged: China. Russia, Australia and New Zealand are in the zone's name.
  'asie-1': 'AU KR HK JP MY NZ SG TW TH RU CN',
  // Judged: India, United Arab Emirates.
  'asie-2': 'AE SA BD BT BN KH GU ID KW MP MN NP UZ VN BH KZ LA LB IN',
};

const zoneOfRegion = new Map<string, string>();
for (const [zone, regions] of Object.entries(ZONE_COUNTRIES)) {
  for (const region of regions.split(' ')) zoneOfRegion.set(region, zone);
}

/** "Pour les communications vers" a fixed or mobile number of a region; the zone and its price. */
export function gridPrice(
  region: string,
  kind: 'fixed' | 'mobile',
): { zone: string; price: Price | null } {
  const zone = zoneOfRegion.get(region);
  if (zone === undefined) throw new Error(`the reference rater has no 001 zone for ${region}`);
  return { zone: `${zone}/${kind}`, price: ZONE_PRICES[zone][kind] };
}

function perMinute(unitPrice: string, connectionFee: string): Price {
  return { unitPrice, connectionFee, per: 60 };
}
