/** Bits of a usage record's `flags`; the view shows their names, comma-separated. */
export const FLAG_NAMES = [
  'split',
  'correspondent_limit',
  'long_call',
  'incoming',
  'zero_seconds',
  'undelivered',
  'on_net',
] as const;

/** The call, or data without a price, crossed the end of an allowance: one part free, one paid (G5). */
export const FLAG_SPLIT = 1;
/** The called number was beyond the month's limit of different correspondents (B3). */
export const FLAG_CORRESPONDENT_LIMIT = 2;
/** Longer than the offer's longest call: rated as recorded (X6). */
export const FLAG_LONG_CALL = 4;
export const FLAG_INCOMING = 8;
export const FLAG_ZERO_SECONDS = 16;
export const FLAG_UNDELIVERED = 32;
/** Both ends in the customer's own organisation, as the source says (G12). */
export const FLAG_ON_NET = 64;
/**
 * Stored only, not shown: the amount is open until the close of the month. In the store this bit never
 * means FLAG_CONTEXT.
 */
export const FLAG_PENDING = 128;
/** On the way only: the record is here only for the octets it adds to a session period of the next month. */
export const FLAG_CONTEXT = 128;
