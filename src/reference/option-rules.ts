import type { BilledOption } from '../catalogue/billing-catalogue.ts';
import { dateOfDay } from '../normalise/paris-calendar.ts';

/** An option of a contract on the days of both; `toDay` before `fromDay` = on none. */
export interface OptionDays {
  option: BilledOption;
  fromDay: number;
  toDay: number;
  /** What usage costs depends on it, so that two at a time would be billed twice and include once. */
  isForUsage: boolean;
  line: number;
  report: (message: string) => void;
}

/**
 * Reports the options of one contract that lack one they require on some day (004, E25), share a day with
 * one they exclude (004, E24, E27), or with themselves where usage depends on them (000, A6).
 */
export function reportIncompatible(options: readonly OptionDays[]): void {
  for (const days of options) {
    if (days.toDay < days.fromDay) continue;
    const { option, requires, excludes } = days.option;
    for (const required of requires) {
      const day = firstDayWithout(days, options, required);
      if (day === null) continue;
      const found = `option "${option}" without "${required}" on ${dateOfDay(day)}`;
      days.report(`${found}; expected "${required}" on every day of it`);
    }
    for (const excluded of excludes) {
      const other = options.find((o) => o.option.option === excluded && shareDay(o, days));
      if (other === undefined) continue;
      const day = dateOfDay(Math.max(days.fromDay, other.fromDay));
      const found = `option "${option}" together with "${excluded}" of line ${other.line} on ${day}`;
      days.report(`${found}; expected one of the two`);
    }
    reportTwice(days, options);
  }
}

function reportTwice(days: OptionDays, options: readonly OptionDays[]): void {
  if (!days.isForUsage) return;
  const { option } = days.option;
  const other = options.find(
    (o) => o.isForUsage && o.option.option === option && o.line < days.line && shareDay(o, days),
  );
  if (other === undefined) return;
  const found = `option "${option}" shares days with that of line ${other.line}`;
  days.report(`${found}; expected one at a time: what it includes counts once`);
}

function firstDayWithout(
  days: OptionDays,
  options: readonly OptionDays[],
  required: string,
): number | null {
  const covering = options
    .filter(({ option }) => option.option === required)
    .sort((a, b) => a.fromDay - b.fromDay);
  let day = days.fromDay;
  for (const { fromDay, toDay } of covering) {
    if (fromDay <= day && toDay >= day) day = toDay + 1;
  }
  return day > days.toDay ? null : day;
}

function shareDay(a: OptionDays, b: OptionDays): boolean {
  return a.fromDay <= b.toDay && b.fromDay <= a.toDay && a.fromDay <= a.toDay;
}
