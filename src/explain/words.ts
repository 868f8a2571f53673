import type { FLAG_NAMES } from '../batch/usage-flags.ts';

/** What each flag of a usage record means. */
export const FLAG_MEANINGS: Record<(typeof FLAG_NAMES)[number], string> = {
  split: 'the call crossed the end of an allowance: one part is free, the rest is paid (G5)',
  correspondent_limit:
    "the month's places for different correspondents were taken: outside the allowances (B3, B4)",
  long_call: 'longer than the longest call of the offer; rated as recorded (X6)',
  incoming: 'an incoming call: it costs nothing and counts nowhere (G12)',
  zero_seconds: 'unanswered: it costs nothing and consumes nothing (G3)',
  undelivered: 'the message was not delivered: it is not charged (E18)',
  on_net: 'both ends are in one organisation, as the source says (G12)',
};

/** Rules that no document has. */
export const RULES_OF_NO_DOCUMENT: Record<string, string> = {
  'zero-seconds': 'no second was used: the call costs nothing and consumes nothing (G3)',
  incoming: 'an incoming call costs nothing and counts nowhere (G12)',
};

/** The flags of an event with their meanings. */
export function flagsInWords(flags: string): { flag: string; meaning: string }[] {
  return flags
    .split(',')
    .filter((flag) => flag !== '')
    .map((flag) => ({ flag, meaning: FLAG_MEANINGS[flag as keyof typeof FLAG_MEANINGS] ?? '' }));
}
