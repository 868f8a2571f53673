/** The 249 assigned codes of ISO 3166-1 alpha-2. */
const ISO_3166 = `
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`;

/** Kosovo has no assigned code; networks and number plans use XK. */
export const COUNTRY_CODES: readonly string[] = [...ISO_3166.trim().split(/\s+/), 'XK'];

const COUNTRIES = new Set(COUNTRY_CODES);

/** Codes of the number plan that are no countries: Ascension, Tristan da Cunha, shared codes. */
const NUMBERING_ONLY = new Set(['AC', 'TA', '001']);

/** Whether the code can be a region of the plan: a country, a part of one (`US-AK`), or its own. */
export function isTerritory(code: string): boolean {
  return NUMBERING_ONLY.has(code) || COUNTRIES.has(code.length > 2 ? code.split('-')[0] : code);
}

/** Size of a table indexed by country code; code 0 = not given. */
export const COUNTRY_SLOTS: number = 26 * 26 + 1;

/** ISO 3166 alpha-2 as a number, as in CdrRows.country. */
export function countryNumber(code: string): number {
  return (code.charCodeAt(0) - 65) * 26 + code.charCodeAt(1) - 65 + 1;
}
