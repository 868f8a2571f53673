import { SERVICES, UNIT_OF_SERVICE } from '../batch/services.ts';
import {
  parseWindows,
  type TimeWindow,
  WINDOW_FORM,
  wordsOf,
  wrongCountry,
  wrongService,
} from './allowed-use.ts';
import { contractOfCustomer } from './contract-of-customer.ts';
import type { Contracts } from './load-contracts.ts';
import type { LineRows } from './load-lines.ts';
import type { FileLayout, ReferenceFiles } from './read-reference-csv.ts';
import { fieldText, isEmptyField, type ReferenceRow, reportField } from './reference-row.ts';
import { countField, type IdSet, newId, newIdSet, type Period, readPeriod } from './row-checks.ts';

const LAYOUT: FileLayout = {
  name: 'alarms',
  columns: [
    'alarm_id',
    'customer_id',
    'contract_id',
    'line',
    'kind',
    'allowed',
    'threshold',
    'unit',
    'per',
    'starts_on',
    'ends_on',
  ],
  optional: ['contract_id', 'line', 'allowed', 'threshold', 'unit', 'per', 'ends_on'],
};
const ALARM_ID = 0;
const CUSTOMER_ID = 1;
const CONTRACT_ID = 2;
const LINE = 3;
const KIND = 4;
const ALLOWED = 5;
const THRESHOLD = 6;
const UNIT = 7;
const PER = 8;
const STARTS_ON = 9;
const ENDS_ON = 10;

const KINDS = ['country', 'period', 'imei', 'kind_of_communication', 'threshold'] as const;
const UNITS = [...new Set<string>(UNIT_OF_SERVICE)];

/** One of the customer's alarms (004, "les alarmes"): what its machines may do; use beyond that is shown. */
export interface Alarm {
  alarmId: string;
  customerId: string;
  /** The contract or line it is for; null = all of the customer's. */
  contractId: string | null;
  line: string | null;
  kind: (typeof KINDS)[number];
  /** As given, for people. */
  allowed: string | null;
  countries: string[];
  services: string[];
  windows: TimeWindow[];
  /** Use in a month above which there is an alarm, in `unit`. */
  threshold: number | null;
  unit: string | null;
  /** Whose use is added up against the threshold: each line's, or that of all lines together. */
  per: 'line' | 'scope' | null;
  /** Paris days, both inclusive. */
  startsOn: string;
  endsOn: string | null;
}

/** Reads alarms.csv. */
export function loadAlarms(
  files: ReferenceFiles,
  customers: IdSet,
  contracts: Contracts,
  lines: LineRows,
): Alarm[] {
  const alarms: Alarm[] = [];
  const ids = newIdSet('alarm_id', 'alarms', files);
  const period: Period = { fromDay: 0, toDay: 0 };
  files.read(LAYOUT, (row) => {
    newId(row, ALARM_ID, ids);
    contractOfCustomer(row, CUSTOMER_ID, CONTRACT_ID, customers, contracts);
    checkLine(row, lines);
    readPeriod(row, STARTS_ON, ENDS_ON, period);
    const rule = readRule(row);
    if (rule === null) return;
    alarms.push({
      alarmId: fieldText(row, ALARM_ID),
      customerId: fieldText(row, CUSTOMER_ID),
      contractId: textOrNull(row, CONTRACT_ID),
      line: textOrNull(row, LINE)?.replace(/^\+/, '') ?? null,
      allowed: textOrNull(row, ALLOWED),
      startsOn: fieldText(row, STARTS_ON),
      endsOn: textOrNull(row, ENDS_ON),
      ...rule,
    });
  });
  return alarms;
}

/** The alarm's line, if it names one, must be one of lines. */
function checkLine(row: ReferenceRow, lines: LineRows): void {
  if (isEmptyField(row, LINE) || !lines.isComplete) return;
  const line = Buffer.from(fieldText(row, LINE).replace(/^\+/, ''));
  if (lines.texts.find(line, 0, line.length) >= 0) return;
  reportField(row, LINE, `unknown line "${line}"; expected one of lines, or empty for all`);
}

type Rule = Pick<
  Alarm,
  'kind' | 'countries' | 'services' | 'windows' | 'threshold' | 'unit' | 'per'
>;

/** Kind and what it allows, or null after reporting a fault. */
function readRule(row: ReferenceRow): Rule | null {
  const kind = KINDS.find((known) => known === fieldText(row, KIND));
  if (kind === undefined) {
    const expected = `expected ${KINDS.join(', ')}`;
    reportField(row, KIND, `unknown kind "${fieldText(row, KIND)}"; ${expected}`);
    return null;
  }
  const isThreshold = kind === 'threshold';
  const foreign = isThreshold ? [ALLOWED] : [THRESHOLD, UNIT, PER];
  if (kind === 'imei') foreign.push(ALLOWED);
  for (const column of foreign) {
    if (isEmptyField(row, column)) continue;
    reportField(
      row,
      column,
      `found ${LAYOUT.columns[column]} on an alarm of kind ${kind}; expected none`,
    );
    return null;
  }
  const rule: Rule = {
    kind,
    countries: [],
    services: [],
    windows: [],
    threshold: null,
    unit: null,
    per: null,
  };
  return (isThreshold ? readThreshold(row, rule) : readAllowed(row, rule)) ? rule : null;
}

function readAllowed(row: ReferenceRow, rule: Rule): boolean {
  const text = fieldText(row, ALLOWED);
  const words = wordsOf(text);
  switch (rule.kind) {
    case 'country': {
      rule.countries = words;
      const wrong = words.length === 0 ? '' : wrongCountry(words);
      return isFine(row, wrong, 'codes of allowed countries such as "FR BE", separated by spaces');
    }
    case 'kind_of_communication': {
      rule.services = words;
      const wrong = words.length === 0 ? '' : wrongService(words);
      return isFine(row, wrong, `allowed services separated by spaces: ${SERVICES.join(', ')}`);
    }
    case 'period': {
      const windows = parseWindows(text);
      if (Array.isArray(windows)) rule.windows = windows;
      return isFine(row, Array.isArray(windows) ? undefined : windows.wrong, WINDOW_FORM);
    }
    default:
      return true;
  }
}

/** False after reporting the wrong part of column `allowed`, if there is one. */
function isFine(row: ReferenceRow, wrong: string | undefined, expected: string): boolean {
  if (wrong === undefined) return true;
  reportField(row, ALLOWED, `found "${wrong}" in allowed; expected ${expected}`);
  return false;
}

function readThreshold(row: ReferenceRow, rule: Rule): boolean {
  const threshold = countField(row, THRESHOLD, -1);
  if (threshold === -1) {
    reportField(row, THRESHOLD, 'empty threshold; expected a whole number from 0 up');
  }
  const unit = fieldText(row, UNIT);
  const isUnit = UNITS.includes(unit);
  if (!isUnit) reportField(row, UNIT, `found unit "${unit}"; expected ${UNITS.join(', ')}`);
  const per = fieldText(row, PER) || 'line';
  const isPer = per === 'line' || per === 'scope';
  if (!isPer) {
    reportField(row, PER, `found per "${per}"; expected line, or scope for all lines together`);
  }
  if (threshold < 0 || !isUnit || !isPer) return false;
  rule.threshold = threshold;
  rule.unit = unit;
  rule.per = per;
  return true;
}

function textOrNull(row: ReferenceRow, column: number): string | null {
  return isEmptyField(row, column) ? null : fieldText(row, column);
}
