/** Every limit of the program, with its reason. */

/** Longest record accepted, in bytes: real ones are under 3 kB, a hostile one must not fill memory. */
export const MAX_RECORD_BYTES = 1 << 20;

/** Longest header line accepted, in bytes: the columns must be known from the start of a file. */
export const MAX_HEADER_BYTES = 1 << 16;

/** Deepest nesting accepted in a JSON record: those known are flat, and one bit is kept per level. */
export const MAX_JSON_DEPTH = 30;

/** How much of an unreadable row is kept as evidence in the `rejects` view. */
export const MAX_REJECT_RAW_BYTES = 4096;

/** Longest event id, line id and session id accepted, in bytes. */
export const MAX_ID_BYTES = 255;

/** E.164 allows 15 digits; `00` may stand before them. */
export const MAX_CALLED_DIGITS = 17;

/** Earliest and latest start accepted: outside, microseconds or the calendar tables would not hold. */
export const MIN_YEAR = 1970;
export const MAX_YEAR = 2199;

/** Longest call accepted, in seconds: the largest 32-bit count (136 years); more is not a duration. */
export const MAX_DURATION_SECONDS = 0xffff_ffff;

/** Most octets accepted in one direction of one record: both together stay exact in a JavaScript number. */
export const MAX_OCTETS = 2 ** 50;

/** Most customers, sites, contracts or lines: 32-bit indices with room to spare. */
export const MAX_REFERENCE_ROWS = 50_000_000;

/** Most worker threads: more than any machine of today has cores, far fewer than would exhaust it. */
export const MAX_WORKERS = 256;

/** Least bytes read as one range: each range costs a message to a worker and a row in the database. */
export const MIN_RANGE_BYTES = 4096;
