import { parseMonth } from '../normalise/paris-calendar.ts';
import {
  customersWithSites,
  layOutSubscribers,
  MAX_LINES,
  MAX_SHORT_IDS,
  type Subscribers,
} from './subscribers.ts';
import { type TrafficCalendar, trafficCalendar } from './traffic-calendar.ts';

/**
 * `mixed`: 60 % voice, 30 % data, 10 % SMS over the three families of lines.
 * `webex`: only Webex lines, their calls and site pools. `m2m`: only SIMs of every M2M offer.
 * `skewed`: as mixed, and one customer has half of the traffic.
 * `all`: as mixed, with a twentieth of all else that is sold: phones of Internet accesses, SMS
 * Internet, localisation, call transfers; and prototypes whose trial is over.
 */
export const WORKLOADS = ['mixed', 'webex', 'm2m', 'skewed', 'all'] as const;
export type Workload = (typeof WORKLOADS)[number];

/** `octroi`: native CSV. The others are the Webex Calling report and feed, for workload `webex`. */
export const GENERATED_FORMATS = ['octroi', 'webex-csv', 'webex-json'] as const;
export type GeneratedFormat = (typeof GENERATED_FORMATS)[number];

/** `time`: nearly in order of start, as networks deliver. `random`: no order at all. */
export const ORDERS = ['time', 'random'] as const;
export type Order = (typeof ORDERS)[number];

/** What `generate` makes. The same options give the same bytes on any machine. */
export interface GenerateOptions {
  /** Rows in all usage files together: repeated and unreadable rows included. */
  records: number;
  seed: number;
  /** Directory, created if missing. */
  out: string;
  /** `YYYY-MM`, default 2026-10. */
  month?: string;
  workload: Workload;
  /** Default: a fiftieth of the records, 20 to 200,000. */
  lines?: number;
  /** Default: a hundredth of the lines, at least 2. */
  sites?: number;
  /** Default: a fortieth of the lines, at least 3. */
  customers?: number;
  /** Usage files, default 1. */
  files?: number;
  gzip?: boolean;
  /** Default time. */
  order?: Order;
  /** Columns no reader knows, filled with text to skip. Native CSV only. */
  extraColumns?: number;
  /** Quotes around every field. CSV only. */
  quoted?: boolean;
  /** One usage file per night or run of nights, that many in all, instead of `files`. */
  splitNights?: number;
  /** Default octroi. */
  format?: GeneratedFormat;
}

/** Options that contradict each other or are out of range; the message says what to change. */
export class GenerateOptionsError extends Error {
  override name = 'GenerateOptionsError';
}

/** Everything decided before the first byte is written. */
export interface GeneratePlan {
  /** With defaults filled in; splitNights 0 = not asked for. */
  options: Required<GenerateOptions>;
  calendar: TrafficCalendar;
  subscribers: Subscribers;
}

/** Event ids have nine digits for the row. */
const MAX_RECORDS = 1_000_000_000;
const MAX_FILES = 9999;
/** Months the traffic and its reference data are made for. */
const FIRST_MONTH = '1997-01';
const LAST_MONTH = '2189-12';
const MAX_EXTRA_COLUMNS = 100;

/** Offers of SIMs, one per SIM in turn; the first has DTMF. Five Intense or Europe offers at most. */
const SIM_OFFERS = [
  ...['m2m-business-2mo-dtmf', 'm2m-business-2mo', 'm2m-intense', 'm2m-business-compteur'],
  ...['m2m-europe-2mo', 'm2m-business-5mo-dtmf', 'm2m-business-2mo', 'm2m-business-5mo'],
  ...['m2m-intense-dtmf', 'm2m-business-compteur', 'm2m-europe-5mo-dtmf', 'm2m-business-2mo'],
  ...['m2m-business-compteur-dtmf', 'm2m-intense', 'm2m-business-5mo', 'm2m-europe-2mo-dtmf'],
  ...['m2m-business-2mo', 'm2m-europe-5mo', 'm2m-intense', 'm2m-business-5mo'],
];

/**
 * Fills in defaults and lays out the subscribers.
 * @throws GenerateOptionsError
 */
export function planOf(given: GenerateOptions): GeneratePlan {
  const options = withDefaults(given);
  checkRanges(options);
  checkCombinations(options);
  const calendar = trafficCalendar(options.month);
  if (options.splitNights > calendar.dayCount) {
    throw new GenerateOptionsError(
      `splitNights is ${options.splitNights}, but ${options.month} has ${calendar.dayCount} days`,
    );
  }
  return { options, calendar, subscribers: layOutSubscribers(countsOf(options)) };
}

function withDefaults(given: GenerateOptions): GeneratePlan['options'] {
  const lines = given.lines ?? Math.min(200_000, Math.max(20, Math.round(given.records / 50)));
  const hasSites = given.workload !== 'm2m';
  return {
    records: given.records,
    seed: given.seed,
    out: given.out,
    workload: given.workload,
    lines,
    sites: hasSites ? (given.sites ?? Math.max(2, Math.round(lines / 100))) : 0,
    customers: given.customers ?? Math.max(3, Math.round(lines / 40)),
    month: given.month ?? '2026-10',
    files: given.files ?? 1,
    gzip: given.gzip ?? false,
    order: given.order ?? 'time',
    extraColumns: given.extraColumns ?? 0,
    quoted: given.quoted ?? false,
    splitNights: given.splitNights ?? 0,
    format: given.format ?? 'octroi',
  };
}

function checkRanges(options: GeneratePlan['options']): void {
  inRange('records', options.records, 0, MAX_RECORDS);
  inRange('seed', options.seed, 0, Number.MAX_SAFE_INTEGER);
  inRange('lines', options.lines, 20, MAX_LINES);
  inRange('customers', options.customers, 2, options.lines);
  inRange('files', options.files, 1, MAX_FILES);
  inRange('splitNights', options.splitNights, 0, 31);
  inRange('extraColumns', options.extraColumns, 0, MAX_EXTRA_COLUMNS);
  oneOf('workload', options.workload, WORKLOADS);
  oneOf('format', options.format, GENERATED_FORMATS);
  oneOf('order', options.order, ORDERS);
  const { month } = options;
  if (parseMonth(month) === null || month < FIRST_MONTH || month > LAST_MONTH) {
    throw new GenerateOptionsError(
      `month is '${month}', expected YYYY-MM from ${FIRST_MONTH} to ${LAST_MONTH}`,
    );
  }
}

function checkCombinations(options: GeneratePlan['options']): void {
  const { customers, sites, format, files, splitNights } = options;
  if (options.workload !== 'm2m') {
    inRange('sites', sites, 2, webexLines(options));
    if (customersWithSites(customers, sites) > customers) {
      throw new GenerateOptionsError(
        `${sites} sites are too many for ${customers} customers with site codes of two digits: ` +
          `ask for ${customersWithSites(1, sites)} customers or more`,
      );
    }
  }
  if (format !== 'octroi' && options.workload !== 'webex') {
    throw new GenerateOptionsError(`format ${format} needs workload webex`);
  }
  if (format !== 'octroi' && options.extraColumns > 0) {
    throw new GenerateOptionsError(`extraColumns needs format octroi, found ${format}`);
  }
  if (format === 'webex-json' && options.quoted) {
    throw new GenerateOptionsError('quoted needs a CSV format, found webex-json');
  }
  if (splitNights > 0 && files > 1) {
    throw new GenerateOptionsError('files and splitNights both set the number of files: use one');
  }
}

/** Of the mixed lines a fifth are Optimale pro, a fifth Webex, the rest SIMs. */
function countsOf(options: GeneratePlan['options']) {
  const { customers, sites, workload, lines } = options;
  const optimaleContracts = workload === 'webex' || workload === 'm2m' ? 0 : Math.floor(lines / 10);
  const share = (part: number) => (workload === 'all' ? Math.ceil(lines / part) : 0);
  const others = {
    phones: share(40),
    shortIds: Math.min(MAX_SHORT_IDS, share(200)),
    accounts: share(200),
  };
  const otherLines = others.phones + others.shortIds + others.accounts;
  return {
    customers,
    sites,
    optimaleContracts,
    webexLines: webexLines(options),
    sims:
      workload === 'webex' ? 0 : lines - 2 * optimaleContracts - webexLines(options) - otherLines,
    simOffers: SIM_OFFERS,
    ...others,
    isSkewed: workload === 'skewed',
  };
}

function webexLines(options: GeneratePlan['options']): number {
  if (options.workload === 'm2m') return 0;
  return options.workload === 'webex' ? options.lines : Math.floor(options.lines / 5);
}

function inRange(name: string, value: number, least: number, most: number): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new GenerateOptionsError(
    `${name} is ${value}, expected a whole number from ${least} to ${most}`,
  );
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  throw new GenerateOptionsError(`${name} is '${value}', expected one of ${allowed.join(', ')}`);
}
