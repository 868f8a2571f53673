import { z } from 'zod';

/** The small forms that all of the catalogue's YAML is made of; each says what it expected. */

/** Text with a pattern; says what was found, and what to do where quotes are missing. */
export function textOf(pattern: RegExp, expected: string) {
  return z
    .string({
      error: ({ input }) =>
        input === undefined
          ? `missing; expected ${expected}`
          : typeof input === 'number'
            ? `${input} without quotes; write it as text in quotes: expected ${expected}`
            : `expected ${expected}`,
    })
    .regex(pattern, { error: ({ input }) => `"${input}" found; expected ${expected}` });
}

export const name = textOf(
  /^[a-z0-9]+(-[a-z0-9]+)*$/,
  'a name of lower-case letters and digits, with hyphens between words',
);
export const nonEmpty = textOf(/\S/, 'a text');
export const digits = textOf(/^[1-9]\d{0,14}$/, 'E.164 digits such as "212526"');
export const shortNumber = textOf(/^\d{2,6}$/, 'a short number such as "3901"');
export const decimal = textOf(/^\d{1,6}(\.\d{1,9})?$/, 'a decimal number such as "0.134"');
/** Amounts charged once per call are not divided by a unit, so they must fit micro-euros. */
export const decimalOfMicroEuros = textOf(
  /^\d{1,6}(\.\d{1,6})?$/,
  'a decimal number such as "0.092" with at most 6 decimals',
);
export const decimalOrRequired = textOf(
  /^(required|\d{1,6}(\.\d{1,9})?)$/,
  'a decimal number such as "0.134", or the word required where the document prints no price',
);
export const isoDate = z.iso.date({
  error: ({ input }) =>
    `${input === undefined ? 'missing' : `"${input}" found`}; expected a date such as "2013-08-22"`,
});
export const wholeNumber = z.int().nonnegative();

export const readings = z.array(textOf(/^[A-Z]\d{1,2}$/, 'a reading such as B3')).optional();
export const percent = textOf(/^\d{1,3}(\.\d{1,2})?$/, 'a percentage such as "19.6"');
