/** Why a readable record could not be priced, by code; code 0 = it could. */
export const SUSPENSE_REASONS = [
  '',
  'unknown_line',
  'no_contract',
  'service_not_in_offer',
  'unknown_country',
  'no_zone',
  'no_price',
  'purged_month',
] as const;

export const UNKNOWN_LINE = 1;
export const NO_CONTRACT = 2;
export const SERVICE_NOT_IN_OFFER = 3;
export const UNKNOWN_COUNTRY = 4;
export const NO_ZONE = 5;
export const NO_PRICE = 6;
/** The called numbers of the record's month have been masked: nothing in it can be rated any more. */
export const PURGED_MONTH = 7;
