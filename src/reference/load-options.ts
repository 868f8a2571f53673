import { type BillingNames, offersOf } from './billing-names.ts';
import { checkOption, checkQuantity, relatedOptions } from './check-options.ts';
import { type OptionDays, reportIncompatible } from './option-rules.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { fieldText, type ReferenceRow, reporterAt, reportField } from './reference-row.ts';
import { isUsableId, knownId, readPeriod } from './row-checks.ts';
import { TextIndexBuilder } from './text-index.ts';

const LAYOUT: FileLayout = {
  name: 'options',
  columns: ['contract_id', 'option', 'quantity', 'starts_on', 'ends_on'],
  optional: ['quantity', 'ends_on'],
};
const CONTRACT_ID = 0;
const OPTION = 1;
const QUANTITY = 2;
const STARTS_ON = 3;
const ENDS_ON = 4;

/** More than lie between any two dates that can be written. */
const DAYS = 10_000_000;

/** An option of a contract that changes what its usage costs; both days inclusive. */
export interface UsageOption {
  contract: number;
  option: string;
  fromDay: number;
  toDay: number;
}

/**
 * Reads options.csv and keeps what rating needs: options that an offer's usage depends on. All others are
 * billing's; they are checked here too: known, on offers that may have them, together with the options they
 * require and without those they exclude.
 */
export function loadOptions(files: ReferenceFiles, names: BillingNames): UsageOption[] {
  const { billing, contracts, tariffs } = names;
  const optionNames = new TextIndexBuilder();
  for (const { option } of billing.options) optionNames.addText(option);
  // A fleet has the same option on the same offer again and again: checked once.
  const fits = new Set<number>();
  const forUsage = new Set(tariffs.optionForms.map((form) => form.option));
  const related = new Set([...relatedOptions(billing.options), ...forUsage]);
  const relatedOf = new Map<number, OptionDays[]>();
  const usage: UsageOption[] = [];
  const period = { fromDay: 0, toDay: 0 };
  const lineOfStart = new Map<number, number>();
  const isWhole = files.read(LAYOUT, (row) => {
    const contract = knownId(row, CONTRACT_ID, contracts.ids);
    const isOption = isUsableId(row, OPTION, 'option');
    const k = optionNames.findInOrder(row.bytes, row.start[OPTION], row.end[OPTION]);
    const option = k < 0 ? undefined : billing.options[k];
    const offer = contract < 0 ? -1 : contracts.offer.values[contract];
    const pair = offer * billing.options.length + k;
    if (isOption && (option === undefined || !fits.has(pair))) {
      const offers = offersOf(names, contract);
      if (checkOption(row, OPTION, option, offers, billing.options)) fits.add(pair);
    }
    const quantity = checkQuantity(row, QUANTITY, option);
    const isPeriod = readPeriod(row, STARTS_ON, ENDS_ON, period);
    if (!isOption || !isPeriod || offer < 0) return;
    if (option !== undefined) {
      const start = (contract * billing.options.length + k) * DAYS + period.fromDay;
      reportRepeat(row, option.option, start, lineOfStart);
    }
    if (quantity !== 0 && tariffs.offerHasStages[offer] === 1) {
      usage.push({ contract, option: fieldText(row, OPTION), ...period });
    }
    if (option === undefined || !related.has(option.option)) return;
    // Outside its contract an option means nothing.
    const fromDay = Math.max(period.fromDay, contracts.fromDay.values[contract]);
    const toDay = Math.min(period.toDay, contracts.toDay.values[contract]);
    const list = relatedOf.get(contract) ?? [];
    const isForUsage = forUsage.has(option.option) && quantity !== 0;
    const report = reporterAt(row, OPTION);
    list.push({ option, fromDay, toDay, isForUsage, line: row.line, report });
    relatedOf.set(contract, list);
  });
  if (isWhole) for (const list of relatedOf.values()) reportIncompatible(list);
  return usage;
}

/** A row that stands twice would be billed twice; more of an option from a later day on is a row of its own. */
function reportRepeat(
  row: ReferenceRow,
  option: string,
  start: number,
  lineOfStart: Map<number, number>,
): void {
  const firstLine = lineOfStart.get(start);
  if (firstLine === undefined) lineOfStart.set(start, row.line);
  else {
    const found = `option "${option}" repeats contract and first day of line ${firstLine}`;
    reportField(row, OPTION, `${found}; expected one row, with a quantity`);
  }
}
