/**
 * The catalogue compiled for workers: typed arrays over shared memory, read-only.
 *
 * tariff      = one dated version of one offer
 * destination = a zone together with the allowance lists it is in; what a called number or a country of use maps to
 * rule        = how one (tariff, service, destination) is priced
 * allowance   = seconds, kilo-octets or "unlimited" that a rule may draw from
 */
export const RULE_FREE = 0;
/** Connection fee, then price per second, after an optional indivisible first block (voice, csd). */
export const RULE_CALL = 1;
/** Octets rounded up per session period, then price per ko (data). */
export const RULE_DATA = 2;
/** A fixed price per unit (transfer activation). */
export const RULE_UNIT = 3;
/** Priced by the month's total at billing; the amount stays empty until then (sms, hits, sms_internet). */
export const RULE_MONTH_TIER = 4;
/** Data whose price is the month's cheapest tier; included 0, the amount stays empty (optima). */
export const RULE_OPTIMA = 5;

export const ALLOWANCE_NONE = -1;
export const ALLOWANCE_UNLIMITED = 0;
export const ALLOWANCE_METERED = 1;

export const SCOPE_CONTRACT = 0;
export const SCOPE_SITE = 1;

/** A trial of an offer: as many calendar months, that of the contract's start included (004, E23). */
export interface OfferTrial {
  afterMonths: number;
  /** Offer that the contract is priced as from then on. */
  becomes: number;
}

export interface TariffTables {
  offerNames: string[];
  /** Offers numbered after those of offerNames are one of them with an option: which. */
  optionForms: { offer: number; option: string }[];
  /** By offer of offerNames; null = no trial. */
  offerTrials: (OfferTrial | null)[];
  /** By offer of offerNames: a contract has one line at a time. */
  offerHasOneLine: boolean[];
  /** Contracts a customer may have at a time, those of the listed offers counted together. */
  contractLimits: { offers: number[]; maximumContracts: number }[];
  /** 1 = contracts of the offer are priced as another one on some days: after a trial, with an option. */
  offerHasStages: Uint8Array;
  /** Versions of offer o are tariffs offerFirstTariff[o] to offerFirstTariff[o + 1] (exclusive), oldest first. */
  offerFirstTariff: Int32Array;
  /** First Paris day (days since 1970) of each tariff; the first version also serves earlier days. */
  tariffFromDay: Int32Array;
  /** 1 = SIM offer: `country` matters. */
  tariffIsSim: Uint8Array;
  /** 1 = Webex offer: internal numbers exist, licences feed a site pool. */
  tariffIsWebex: Uint8Array;
  tariffZoneSet: Int32Array;
  /** Calls longer than this are flagged, not cut (X6). */
  tariffLongCallSeconds: Int32Array;
  /** 1 where the offer has the service at all: [tariff * SERVICE_COUNT + service]. */
  tariffHasService: Uint8Array;

  destinationCount: number;
  /** Zone name shown in `usage.zone`, by destination; destination 0 = none. */
  destinationZone: string[];
  /** [zoneSet * entryCount + numbering entry] -> destination, 0 = in no zone. */
  destinationOfEntry: Uint16Array;
  /** [zoneSet * (26 * 26 + 1) + country code] -> destination; code 0 = France; 0 = in no zone. */
  destinationOfCountry: Uint16Array;
  /** 1 where the country code is an assigned ISO 3166 code: [26 * 26 + 1], code 0 counts as France. */
  countryAssigned: Uint8Array;
  /** Destination of internal and on-net calls, by zone set. */
  destinationInternal: Uint16Array;
  /** Destination of calls made outside France on a SIM, by zone set: no price in the documents. */
  destinationAbroad: Uint16Array;
  /** Destination of numbers that cost nothing (G6), by zone set. */
  destinationFree: Uint16Array;

  /** [(tariff * SERVICE_COUNT + service) * destinationCount + destination] -> rule, -1 = no price (suspense). */
  ruleOf: Int32Array;
  ruleCount: number;
  /** Stable text id shown in `usage.rule`, e.g. `001/optimale-pro/voice/mobile-metropole/mobile-hour`. */
  ruleId: string[];
  ruleService: Uint8Array;
  ruleKind: Uint8Array;
  /** 1 = the documents print no price: only prices.csv can give one, else suspense `no_price`. */
  ruleNeedsPrice: Uint8Array;
  /** Micro-euros, once per call. */
  ruleConnectionFeeMicroEuros: Float64Array;
  /** Price numerator in micro-euros for `rulePriceUnits` units (60 = a price per minute, 1000 = per Mo in ko). */
  rulePriceMicroEuros: Float64Array;
  rulePriceUnits: Float64Array;
  /** Length of the indivisible first block in seconds (60 for DTMF voice), 0 = none, and its price. */
  ruleFirstSeconds: Float64Array;
  ruleFirstMicroEuros: Float64Array;
  /** Allowance the rule draws from, ALLOWANCE_NONE = none. */
  ruleAllowance: Int32Array;

  /** By tariff: the allowances it has. */
  tariffAllowances: number[][];
  allowanceCount: number;
  /** `mobile_hour`, `site_pool`, `data_bundle`, `unlimited` … as shown in `allowances.allowance`. */
  allowanceName: string[];
  allowanceKind: Uint8Array;
  allowanceScope: Uint8Array;
  /** Units granted per month; per licence for a site pool. */
  allowanceGranted: Float64Array;
  allowancePerLicence: Uint8Array;
  /** Months an unused grant lives on: 0 or 1 (B5). */
  allowanceRolloverMonths: Uint8Array;
  /** Different called numbers that may use the contract's allowances in a month, 0 = no limit (B3). */
  allowanceCorrespondents: Int32Array;
  /** Unit of the grant and of the `allowances` view: `s` or `ko`. */
  allowanceUnit: string[];

  /** Octets in a ko and ko in a Mo (G8), and the session period in microseconds (G9). */
  octetsPerKo: number;
  sessionPeriodUs: number;
}
