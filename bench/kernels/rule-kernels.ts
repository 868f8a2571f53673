import { SERVICES } from '../../src/batch/services.ts';
import {
  CALLED,
  CELL,
  CONTRACT,
  DAY,
  MEASURE,
  SESSION_KEY_HIGH,
  SESSION_KEY_LOW,
  SESSION_STARTED_AT,
  STARTED_AT,
  suspenseReasonIn,
  TRAITS,
  WORDS,
} from '../../src/batch/usage-records.ts';
import {
  ALLOWANCE_METERED,
  ALLOWANCE_NONE,
  RULE_CALL,
  RULE_DATA,
  RULE_FREE,
  RULE_MONTH_TIER,
  RULE_OPTIMA,
  RULE_UNIT,
} from '../../src/catalogue/tariff-tables.ts';
import type { RatingTables } from '../../src/classify/rating-tables.ts';
import { monthOfDay } from '../../src/normalise/paris-calendar.ts';
import { AllowanceBalances } from '../../src/rate/accumulate/allowance-balances.ts';
import { Correspondents } from '../../src/rate/accumulate/correspondents.ts';
import { SessionPeriods } from '../../src/rate/accumulate/session-periods.ts';
import { nothingCarried } from '../../src/rate/carried-state.ts';
import { RecordRater } from '../../src/rate/record-rater.ts';
import { callMicroEuros } from '../../src/rate/rules/call.ts';
import { koMicroEuros, periodKo, periodStartUs } from '../../src/rate/rules/data.ts';
import type { Kernel } from './kernel.ts';
import type { StagedMonth } from './staged-month.ts';

const KIND_NAMES: Record<number, string> = {
  [RULE_FREE]: 'free',
  [RULE_CALL]: 'call',
  [RULE_DATA]: 'data',
  [RULE_UNIT]: 'unit',
  [RULE_MONTH_TIER]: 'month tier',
  [RULE_OPTIMA]: 'optima',
};

/** Fewer records of a rule in a month say nothing about its speed. */
const LEAST_RECORDS = 500;

/** The rater, apart for the records of each kind of rule with each allowance. */
export function raterKernels(month: StagedMonth, isSmall: boolean): Kernel[] {
  const { tables, records } = month;
  const groups = new Map<string, number[]>();
  for (const at of ratedPlaces(month)) {
    const name = ruleName(month, tables.tariffs.ruleOf[records.words[at + CELL]]);
    const places = groups.get(name) ?? [];
    places.push(at);
    groups.set(name, places);
  }
  return [...groups]
    .filter(([, places]) => isSmall || places.length >= LEAST_RECORDS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, list]) => {
      const places = Int32Array.from(list);
      return {
        name: `rate ${name}`,
        recordCount: places.length,
        run() {
          const rater = new RecordRater(tables, records, nothingCarried());
          let sum = 0;
          for (let k = 0; k < places.length; k++) {
            rater.rate(places[k]);
            sum += rater.amountMicroEuros;
          }
          return sum;
        },
      };
    });
}

/**
 * Arithmetic of the rules alone, and the accumulators alone, over columns taken out of the records before: each
 * has a loop of its own, so that the compiler treats it as it does in the rater.
 */
export function accumulatorKernels(month: StagedMonth): Kernel[] {
  const { tables, records } = month;
  const { words } = records;
  const { tariffs } = tables;
  const rated = ratedPlaces(month);
  const ruleAt = (at: number) => tariffs.ruleOf[words[at + CELL]];
  const allowanceAt = (at: number) => tariffs.ruleAllowance[ruleAt(at)];
  const ofKind = (kind: number) => rated.filter((at) => tariffs.ruleKind[ruleAt(at)] === kind);
  const drawing = rated.filter((at) => allowanceAt(at) !== ALLOWANCE_NONE);
  const isMetered = (at: number) => tariffs.allowanceKind[allowanceAt(at)] === ALLOWANCE_METERED;
  const isLimited = (at: number) => tariffs.allowanceCorrespondents[allowanceAt(at)] > 0;
  const isSession = (at: number) => words[at + SESSION_KEY_HIGH] !== 0;
  return [
    ...arithmeticKernels(columnsOf(month, ofKind(RULE_CALL)), columnsOf(month, ofKind(RULE_DATA))),
    sessionKernel(columnsOf(month, rated.filter(isSession)), tariffs.sessionPeriodUs),
    allowanceKernel(columnsOf(month, drawing.filter(isMetered)), tables),
    correspondentKernel(columnsOf(month, drawing.filter(isLimited)), tables),
  ];
}

type Columns = ReturnType<typeof columnsOf>;

/** What the accumulators take of the records at the places. */
function columnsOf({ records, tables }: StagedMonth, places: number[]) {
  const { words, doubles } = records;
  const { tariffs } = tables;
  const wordsAt = (word: number) => Int32Array.from(places, (at) => words[at + word]);
  const doublesAt = (double: number) =>
    Float64Array.from(places, (at) => doubles[(at >> 1) + double]);
  return {
    count: places.length,
    allowance: wordsAt(CELL).map((cell) => tariffs.ruleAllowance[tariffs.ruleOf[cell]]),
    contract: wordsAt(CONTRACT),
    month: wordsAt(DAY).map((day) => monthOfDay(day)),
    keyLow: wordsAt(SESSION_KEY_LOW),
    keyHigh: wordsAt(SESSION_KEY_HIGH),
    measure: doublesAt(MEASURE),
    called: doublesAt(CALLED),
    startedAt: doublesAt(STARTED_AT),
    sessionStartedAt: doublesAt(SESSION_STARTED_AT),
  };
}

function arithmeticKernels(calls: Columns, data: Columns): Kernel[] {
  return [
    {
      name: 'arithmetic of a call',
      recordCount: calls.count,
      run() {
        const { count, measure } = calls;
        let sum = 0;
        for (let k = 0; k < count; k++)
          sum += callMicroEuros(measure[k], 134_000, 134_000, 60, 0, 0);
        return sum;
      },
    },
    {
      name: 'arithmetic of a call with a first minute',
      recordCount: calls.count,
      run() {
        const { count, measure } = calls;
        let sum = 0;
        for (let k = 0; k < count; k++) sum += callMicroEuros(measure[k], 0, 2500, 1, 60, 150_000);
        return sum;
      },
    },
    {
      name: 'arithmetic of data',
      recordCount: data.count,
      run() {
        const { count, measure } = data;
        let sum = 0;
        for (let k = 0; k < count; k++)
          sum += koMicroEuros(periodKo(0, measure[k], 1000), 1_500_000, 1000);
        return sum;
      },
    },
  ];
}

function sessionKernel(columns: Columns, periodUs: number): Kernel {
  const { count, keyLow, keyHigh, startedAt, sessionStartedAt, measure, contract } = columns;
  return {
    name: 'accumulate session periods of 12 hours',
    recordCount: count,
    run() {
      const periods = new SessionPeriods();
      let sum = 0;
      for (let k = 0; k < count; k++) {
        const period = periodStartUs(startedAt[k], sessionStartedAt[k], periodUs);
        sum += periods.add(keyLow[k], keyHigh[k], period, measure[k], contract[k]);
      }
      return sum;
    },
  };
}

function allowanceKernel(columns: Columns, tables: RatingTables): Kernel {
  const { count, allowance, contract, month, measure, startedAt } = columns;
  return {
    name: 'accumulate allowances',
    recordCount: count,
    run() {
      const balances = new AllowanceBalances(tables, nothingCarried().balances);
      let sum = 0;
      for (let k = 0; k < count; k++) {
        const slot = balances.slotOf(allowance[k], contract[k], month[k]);
        sum += balances.take(slot, measure[k], startedAt[k]);
      }
      return sum;
    },
  };
}

function correspondentKernel(columns: Columns, { tariffs }: RatingTables): Kernel {
  const { count, allowance, contract, month, called, startedAt } = columns;
  const limits = allowance.map((index) => tariffs.allowanceCorrespondents[index]);
  return {
    name: 'accumulate correspondents',
    recordCount: count,
    run() {
      const correspondents = new Correspondents();
      let admitted = 0;
      for (let k = 0; k < count; k++) {
        const slot = correspondents.slotOf(contract[k], month[k], limits[k]);
        if (correspondents.admit(slot, called[k], limits[k], startedAt[k])) admitted++;
      }
      return admitted;
    },
  };
}

/** First words of the records that a rule prices, in the order of rating. */
function ratedPlaces({ records, order }: StagedMonth): number[] {
  const { words } = records;
  return Array.from(order, (row) => row * WORDS).filter(
    (at) => suspenseReasonIn(words[at + TRAITS]) === 0 && words[at + CELL] >= 0,
  );
}

function ruleName({ tables }: StagedMonth, rule: number): string {
  const { tariffs } = tables;
  const allowance = tariffs.ruleAllowance[rule];
  const kind = KIND_NAMES[tariffs.ruleKind[rule]] ?? `kind ${tariffs.ruleKind[rule]}`;
  return [
    `${SERVICES[tariffs.ruleService[rule]]}: ${kind}`,
    tariffs.ruleFirstSeconds[rule] > 0 ? 'with a first block' : '',
    allowance === ALLOWANCE_NONE ? '' : `from ${tariffs.allowanceName[allowance]}`,
  ]
    .filter(Boolean)
    .join(' ');
}
