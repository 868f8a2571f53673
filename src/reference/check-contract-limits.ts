import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { trialEndDay } from './contract-stages.ts';
import type { Contracts } from './load-contracts.ts';
import { addIssue, type IssueList } from './reference-issues.ts';

/** A contract that counts towards a limit, on the days it does. */
interface Counted {
  fromDay: number;
  toDay: number;
  lineNumber: number;
}

/**
 * No customer has more contracts of some offers at a time than the catalogue allows (004, E23: "maximum 5
 * lignes" of a prototype). A contract whose trial is over counts no more.
 * @param file contracts.csv as the user knows it
 */
export function checkContractLimits(
  contracts: Contracts,
  tariffs: TariffTables,
  file: string,
  issues: IssueList,
): void {
  for (const { offers, maximumContracts } of tariffs.contractLimits) {
    for (const counted of countedByCustomer(contracts, tariffs, offers)) {
      if (counted.length > maximumContracts) {
        const names = offers.map((offer) => tariffs.offerNames[offer]).join(', ');
        reportSurplus(counted, maximumContracts, names, file, issues);
      }
    }
  }
}

function countedByCustomer(
  contracts: Contracts,
  tariffs: TariffTables,
  offers: readonly number[],
): Iterable<Counted[]> {
  const ofCustomer = new Map<number, Counted[]>();
  for (let contract = 0; contract < contracts.offer.length; contract++) {
    const offer = contracts.offer.values[contract];
    if (!offers.includes(offer)) continue;
    const customer = contracts.customer.values[contract];
    const counted = ofCustomer.get(customer) ?? [];
    ofCustomer.set(customer, counted);
    const fromDay = contracts.fromDay.values[contract];
    const trial = tariffs.offerTrials[offer];
    const endDay = contracts.toDay.values[contract];
    counted.push({
      fromDay,
      toDay: trial === null ? endDay : Math.min(endDay, trialEndDay(trial, fromDay) - 1),
      lineNumber: contracts.ids.lineNumber.values[contract],
    });
  }
  return ofCustomer.values();
}

function reportSurplus(
  counted: Counted[],
  maximum: number,
  offers: string,
  file: string,
  issues: IssueList,
): void {
  counted.sort((a, b) => a.fromDay - b.fromDay || a.lineNumber - b.lineNumber);
  const endDays = Int32Array.from(counted, ({ toDay }) => toDay).sort();
  let ended = 0;
  for (const [begun, { fromDay, lineNumber }] of counted.entries()) {
    while (endDays[ended] < fromDay) ended++;
    const atOnce = begun - ended + 1;
    if (atOnce <= maximum) continue;
    const found = `the customer's contract number ${atOnce} at a time of ${offers}`;
    addIssue(issues, file, lineNumber, 1, `${found}; expected at most ${maximum} on any day`);
  }
}
