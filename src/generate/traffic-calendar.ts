import { asBytes, writePadded, writeSlice } from './row-bytes.ts';

/**
 * The hours of one month in Paris, how busy each is, and the text of their time stamps.
 *
 * Traffic is a line of `weightTotal` units laid along the month: a busy hour is a long stretch, a
 * quiet hour a short one. A point of that line is an instant, so equal steps give a realistic
 * month.
 */
export interface TrafficCalendar {
  monthStartUnixMs: number;
  monthEndUnixMs: number;
  dayCount: number;
  weightTotal: number;
  /** Hour h of the month covers weightBefore[h] to weightBefore[h + 1] (exclusive). */
  weightBefore: Float64Array;
  /** Hour in which each of GUIDE_COUNT equal parts of the line begins: where the search starts. */
  guide: Int32Array;
  /** Hour of the month at which Paris day d begins (dayCount + 1 entries). */
  dayFirstHour: Int32Array;
  /** First hour that has a text: sessions may have started before the month. */
  textStartUnixMs: number;
  /** `2026-10-05T08` in UTC and in Paris, 13 bytes for every hour from textStartUnixMs. */
  utcText: Uint8Array;
  parisText: Uint8Array;
  /** Paris offset from UTC in hours, for the same hours. */
  parisOffsetHours: Uint8Array;
}

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const GUIDE_COUNT = 4096;
const HOUR_TEXT_BYTES = 13;
/** Longest time before the month at which a session of the month may have started, in days. */
const DAYS_BEFORE_MONTH = 8;

/** Calls per hour of a working day in Paris, relative to each other; other days have a quarter. */
const WORKING_DAY = [
  8, 4, 4, 4, 8, 20, 60, 140, 320, 400, 400, 360, 200, 240, 380, 400, 380, 320, 200, 120, 80, 48,
  24, 12,
];
const DAY_OFF_SHARE = 4;

/**
 * The calendar of a month given as `YYYY-MM`.
 *
 * The change of clocks is written out here (last Sundays of March and October, 01:00 UTC, since
 * 1996) so that generated files do not depend on the time zone data of the machine.
 */
export function trafficCalendar(month: string): TrafficCalendar {
  const year = Number(month.slice(0, 4));
  const monthIndex = Number(month.slice(5, 7)) - 1;
  const monthStartUnixMs = parisMidnight(year, monthIndex);
  const monthEndUnixMs = parisMidnight(year, monthIndex + 1);
  const hourCount = (monthEndUnixMs - monthStartUnixMs) / HOUR_MS;
  const weightBefore = new Float64Array(hourCount + 1);
  const dayFirstHour: number[] = [];
  for (let hour = 0; hour < hourCount; hour++) {
    const local = toParis(monthStartUnixMs + hour * HOUR_MS);
    const weight = WORKING_DAY[local.getUTCHours()];
    const isDayOff = local.getUTCDay() === 0 || local.getUTCDay() === 6;
    weightBefore[hour + 1] = weightBefore[hour] + (isDayOff ? weight / DAY_OFF_SHARE : weight);
    if (local.getUTCHours() === 0) dayFirstHour.push(hour);
  }
  return {
    monthStartUnixMs,
    monthEndUnixMs,
    dayCount: dayFirstHour.length,
    weightTotal: weightBefore[hourCount],
    weightBefore,
    guide: searchGuide(weightBefore),
    dayFirstHour: Int32Array.from([...dayFirstHour, hourCount]),
    ...hourTexts(monthStartUnixMs - DAYS_BEFORE_MONTH * DAY_MS, monthEndUnixMs + DAY_MS),
  };
}

/**
 * The instant at a point of the traffic line, 0 to weightTotal (exclusive), in whole milliseconds.
 */
export function instantAt(calendar: TrafficCalendar, point: number): number {
  const { weightBefore, guide } = calendar;
  let hour = guide[Math.floor((point / calendar.weightTotal) * GUIDE_COUNT)];
  while (weightBefore[hour + 1] <= point) hour++;
  const part = (point - weightBefore[hour]) / (weightBefore[hour + 1] - weightBefore[hour]);
  const intoHourMs = Math.min(Math.floor(part * HOUR_MS), HOUR_MS - 1);
  return calendar.monthStartUnixMs + hour * HOUR_MS + intoHourMs;
}

/** `2026-10-05T08:15:30Z`, with milliseconds where asked. */
export function writeUtcTime(
  calendar: TrafficCalendar,
  bytes: Uint8Array,
  at: number,
  unixMs: number,
  withMs: boolean,
): number {
  const sinceTextMs = unixMs - calendar.textStartUnixMs;
  const hour = Math.floor(sinceTextMs / HOUR_MS);
  let end = writeSlice(bytes, at, calendar.utcText, hour * HOUR_TEXT_BYTES, HOUR_TEXT_BYTES);
  const ms = sinceTextMs - hour * HOUR_MS;
  end = writeMinutes(bytes, end, ms);
  if (withMs) {
    bytes[end] = 46;
    end = writePadded(bytes, end + 1, ms % 1000, 3);
  }
  bytes[end] = 90;
  return end + 1;
}

/** `2026-10-05T10:15:30+02:00`, Paris time. */
export function writeParisTime(
  calendar: TrafficCalendar,
  bytes: Uint8Array,
  at: number,
  unixMs: number,
): number {
  const sinceTextMs = unixMs - calendar.textStartUnixMs;
  const hour = Math.floor(sinceTextMs / HOUR_MS);
  let end = writeSlice(bytes, at, calendar.parisText, hour * HOUR_TEXT_BYTES, HOUR_TEXT_BYTES);
  end = writeMinutes(bytes, end, sinceTextMs - hour * HOUR_MS);
  bytes[end] = 43;
  end = writePadded(bytes, end + 1, calendar.parisOffsetHours[hour], 2);
  bytes[end] = 58;
  return writePadded(bytes, end + 1, 0, 2);
}

/** `:15:30` of a time within the hour. */
function writeMinutes(bytes: Uint8Array, at: number, ms: number): number {
  const seconds = (ms / 1000) | 0;
  const minutes = (seconds / 60) | 0;
  bytes[at] = 58;
  const end = writePadded(bytes, at + 1, minutes, 2);
  bytes[end] = 58;
  return writePadded(bytes, end + 1, seconds - minutes * 60, 2);
}

/** Civil date (`YYYY-MM-DD`) of the day `offset` days after the first of the month. */
export function dateOfMonth(month: string, offset: number): string {
  const first = Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1, 1);
  return new Date(first + offset * DAY_MS).toISOString().slice(0, 10);
}

function parisMidnight(year: number, monthIndex: number): number {
  const utc = Date.UTC(year, monthIndex, 1);
  // The clocks never change in the last hours of a month, so the offset at the UTC midnight holds.
  return utc - parisOffset(utc) * HOUR_MS;
}

/** A Date whose UTC fields read as the clock in Paris. */
function toParis(unixMs: number): Date {
  return new Date(unixMs + parisOffset(unixMs) * HOUR_MS);
}

function parisOffset(unixMs: number): number {
  const year = new Date(unixMs).getUTCFullYear();
  return unixMs >= lastSundayChange(year, 2) && unixMs < lastSundayChange(year, 9) ? 2 : 1;
}

function lastSundayChange(year: number, monthIndex: number): number {
  const lastDay = new Date(Date.UTC(year, monthIndex, 31));
  return lastDay.getTime() - lastDay.getUTCDay() * DAY_MS + HOUR_MS;
}

function searchGuide(weightBefore: Float64Array): Int32Array {
  const total = weightBefore[weightBefore.length - 1];
  const guide = new Int32Array(GUIDE_COUNT);
  let hour = 0;
  for (let part = 0; part < GUIDE_COUNT; part++) {
    while (weightBefore[hour + 1] <= (part / GUIDE_COUNT) * total) hour++;
    // One step back, because the two ways of computing a part may differ in the last bit.
    guide[part] = Math.max(0, hour - 1);
  }
  return guide;
}

function hourTexts(textStartUnixMs: number, textEndUnixMs: number) {
  const hourCount = (textEndUnixMs - textStartUnixMs) / HOUR_MS;
  const utcText = new Uint8Array(hourCount * HOUR_TEXT_BYTES);
  const parisText = new Uint8Array(hourCount * HOUR_TEXT_BYTES);
  const parisOffsetHours = new Uint8Array(hourCount);
  for (let hour = 0; hour < hourCount; hour++) {
    const unixMs = textStartUnixMs + hour * HOUR_MS;
    const offset = hour * HOUR_TEXT_BYTES;
    utcText.set(asBytes(new Date(unixMs).toISOString().slice(0, HOUR_TEXT_BYTES)), offset);
    parisText.set(asBytes(toParis(unixMs).toISOString().slice(0, HOUR_TEXT_BYTES)), offset);
    parisOffsetHours[hour] = parisOffset(unixMs);
  }
  return { textStartUnixMs, utcText, parisText, parisOffsetHours };
}
