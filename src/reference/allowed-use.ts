import { SERVICES } from '../batch/services.ts';

/**
 * When a machine may be used: Paris days and hours. Bit d of `weekdays` is ISO weekday d (1 = Monday); the
 * minute `toMinute` of the day is no part of it.
 */
export interface TimeWindow {
  fromDate: string | null;
  /** Inclusive. */
  toDate: string | null;
  weekdays: number;
  fromMinute: number;
  toMinute: number;
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const EVERY_DAY = 0b1111_1110;
const MINUTES_PER_DAY = 24 * 60;

/** What a window looks like, for messages. */
export const WINDOW_FORM =
  'windows separated by ";", each of dates 2026-10-01/2026-10-31, days mon-fri and hours 08:00-18:00, ' +
  'at least one of the three';

/** Words of a field, separated by spaces. */
export function wordsOf(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

/** The first word that is no upper-case country code of two letters. */
export function wrongCountry(words: string[]): string | undefined {
  return words.find((word) => !/^[A-Z]{2}$/.test(word));
}

/** The first word that is no service. */
export function wrongService(words: string[]): string | undefined {
  return words.find((word) => !SERVICES.some((service) => service === word));
}

/** The windows of a field, or the first text that is none. */
export function parseWindows(text: string): TimeWindow[] | { wrong: string } {
  const windows: TimeWindow[] = [];
  for (const part of text.split(';')) {
    const window = parseWindow(wordsOf(part));
    if (window === null) return { wrong: part.trim() };
    windows.push(window);
  }
  return windows;
}

function parseWindow(words: string[]): TimeWindow | null {
  const window: TimeWindow = {
    fromDate: null,
    toDate: null,
    weekdays: EVERY_DAY,
    fromMinute: 0,
    toMinute: MINUTES_PER_DAY,
  };
  const seen = new Set<string>();
  for (const word of words) {
    const kind = readWord(word, window);
    if (kind === null || seen.has(kind)) return null;
    seen.add(kind);
  }
  return seen.size === 0 ? null : window;
}

/** Enters a word into the window; which part of it the word is, or null if it is none. */
function readWord(word: string, window: TimeWindow): 'dates' | 'days' | 'hours' | null {
  const [first, last = first, ...more] = word.includes('/') ? word.split('/') : word.split('-');
  if (more.length > 0) return null;
  if (word.includes('/')) {
    if (!isDate(first) || !isDate(last) || last < first) return null;
    window.fromDate = first;
    window.toDate = last;
    return 'dates';
  }
  if (word.includes(':')) {
    window.fromMinute = minuteOf(first);
    window.toMinute = minuteOf(last);
    return window.fromMinute >= 0 && window.fromMinute < window.toMinute ? 'hours' : null;
  }
  const [from, to] = [WEEKDAYS.indexOf(first), WEEKDAYS.indexOf(last)];
  if (from < 0 || to < from) return null;
  window.weekdays = 0;
  for (let day = from; day <= to; day++) window.weekdays |= 2 << day;
  return 'days';
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Minute of the day of `HH:MM`, up to 24:00; -1 when it is none. */
function minuteOf(text: string): number {
  if (!/^\d{2}:\d{2}$/.test(text)) return -1;
  const [hours, minutes] = text.split(':').map(Number);
  const minute = hours * 60 + minutes;
  return minutes < 60 && minute <= MINUTES_PER_DAY ? minute : -1;
}
