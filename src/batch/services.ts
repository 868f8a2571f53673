/** The kinds of usage, in the order of their codes; files and views carry the names, never the codes. */
export const SERVICES = [
  'voice',
  'csd',
  'sms',
  'data',
  'sms_internet',
  'location',
  'transfer_activation',
] as const;

export type Service = (typeof SERVICES)[number];

export const SERVICE_COUNT: number = SERVICES.length;

export const VOICE = 0;
export const CSD = 1;
export const SMS = 2;
export const DATA = 3;
export const SMS_INTERNET = 4;
export const LOCATION = 5;
export const TRANSFER_ACTIVATION = 6;

/** Unit in which each service's quantity is counted, by service code. */
export const UNIT_OF_SERVICE = ['s', 's', 'message', 'ko', 'message', 'hit', 'activation'] as const;
