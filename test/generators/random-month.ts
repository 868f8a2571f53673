/**
 * A random month for property tests: reference data and usage in which pools, hours, bundles,
 * 12-hour periods and the 500 correspondents run out, lines move, records repeat and rows are
 * broken. The same options give the same month, row for row.
 */
import { type Random, randomFrom } from './prng.ts';
import { contradicted, damaged, type LineDamage } from './random-faults.ts';
import { type Payer, type ReferenceData, randomReference, type World } from './random-reference.ts';
import { type MonthSpan, monthSpan, monthsLater } from './random-time.ts';
import {
  callCentreCall,
  type Load,
  type UsageDraft,
  type UsageFields,
  usageOf,
  writtenOut,
} from './random-usage.ts';

export interface MonthOptions {
  seed: number;
  /** Usage rows, broken and repeated ones included. */
  recordCount: number;
  /** `YYYY-MM`; by the seed among months with and without a clock change when left out. */
  month?: string;
  /** Customers besides the two call centres; about one per 400 records when left out. */
  customerCount?: number;
  /** Calls of each call centre; 750 when there are at least 4,000 records, else few. */
  callCentreCalls?: number;
  /** Broken, repeated and contradicting rows, and lines nobody knows. Default true. */
  faults?: boolean;
}

/** What must become of a row, as far as the generator knows it. */
export type Fate = 'read' | 'reject' | 'duplicate' | 'conflict';

export interface UsageItem {
  fields: UsageFields;
  damage: LineDamage;
  fate: Fate;
}

export interface RandomMonth {
  /** `YYYY-MM` */
  month: string;
  reference: ReferenceData;
  /** The rows, made as they are asked for; each call starts again. */
  items(): Generator<UsageItem>;
}

const MONTHS = ['2013-10', '2014-03', '2014-02', '2012-12'];
/** How many earlier rows can be repeated; bounds memory, not the month. */
const REMEMBERED_ROWS = 500;

export function randomMonth(options: MonthOptions): RandomMonth {
  const { seed, recordCount } = options;
  const random = randomFrom(seed);
  const month = options.month ?? random.pick(MONTHS);
  const customerCount = options.customerCount ?? Math.max(2, Math.ceil(recordCount / 400));
  const world = randomReference(random, month, customerCount);
  const usageSeed = random.below(2 ** 32);
  return {
    month,
    reference: world.reference,
    items: () => randomItems(usageSeed, world, options),
  };
}

/** State of one run through the month's rows. */
interface Run {
  random: Random;
  world: World;
  load: Load;
  before: MonthSpan;
  month: MonthSpan;
  after: MonthSpan;
  idsGiven: number;
  idKey: number;
  remembered: { eventId: string; row: UsageDraft }[];
}

function* randomItems(seed: number, world: World, options: MonthOptions): Generator<UsageItem> {
  const { recordCount } = options;
  const random = randomFrom(seed);
  const run: Run = {
    random,
    world,
    load: loadFor(world, recordCount),
    before: monthSpan(monthsLater(world.month, -1)),
    month: monthSpan(world.month),
    after: monthSpan(monthsLater(world.month, 1)),
    idsGiven: 0,
    idKey: random.below(2 ** 32),
    remembered: [],
  };
  const faults = options.faults ?? true;
  const centreCalls = options.callCentreCalls ?? (recordCount >= 4000 ? 750 : 3);
  let centreCallsLeft = 2 * centreCalls;
  const centreSerials = world.callCentres.map(() => 0);
  let made = 0;
  while (made < recordCount) {
    let rows: UsageItem[];
    if (random.chance(centreCallsLeft / (recordCount - made))) {
      centreCallsLeft--;
      rows = centreItems(run, centreSerials);
    } else if (faults && random.chance(0.03)) {
      rows = [faultyItem(run)];
    } else {
      rows = plainItems(run);
    }
    for (const row of rows.slice(0, recordCount - made)) {
      made++;
      yield row;
    }
  }
}

/**
 * Means that fill pools of 30,000 s a licence, hours of 3,600 s and bundles of 2 to 5 Mo somewhat
 * beyond.
 */
function loadFor(world: World, recordCount: number): Load {
  const perPayer = Math.max(1, recordCount / world.payers.length);
  return {
    meanCallSeconds: Math.min(12_000, Math.max(40, 110_000 / perPayer)),
    meanOctets: Math.min(3_000_000, Math.max(1200, 20_000_000 / perPayer)),
  };
}

function centreItems(run: Run, serials: number[]): UsageItem[] {
  const { random, world, month } = run;
  const which = random.below(world.callCentres.length);
  const payer = world.callCentres[which];
  // Both lines of a centre share its contract, so that they share its serials.
  const centre = world.callCentres.findIndex((other) => other.contractId === payer.contractId);
  return [readableItem(run, callCentreCall(random, payer, month, serials[centre]++))];
}

function plainItems(run: Run): UsageItem[] {
  const { random, world } = run;
  const payer = random.pick(world.payers);
  const drafts = usageOf(random, world, payer, spanOf(run), run.load);
  return drafts.map((row) => readableItem(run, simultaneous(run, payer, row)));
}

function spanOf({ random, before, month, after }: Run): MonthSpan {
  const share = random.fraction();
  return share < 0.12 ? before : share < 0.15 ? after : month;
}

/**
 * Now and then the same start as an earlier record of the line's contract, so that the id decides.
 */
function simultaneous(run: Run, payer: Payer, row: UsageDraft): UsageDraft {
  const { random, remembered } = run;
  if (row.fields.service === 'data' || !random.chance(0.05)) return row;
  const twin = remembered.find((earlier) => earlier.row.fields.line === payer.line);
  return twin === undefined ? row : { ...row, startedAtUs: twin.row.startedAtUs };
}

function readableItem(run: Run, row: UsageDraft): UsageItem {
  const eventId = nextEventId(run);
  remember(run, eventId, row);
  return item(writtenOut(run.random, eventId, row), 'read');
}

function remember(run: Run, eventId: string, row: UsageDraft): void {
  const { remembered, random } = run;
  if (remembered.length < REMEMBERED_ROWS) remembered.push({ eventId, row });
  else remembered[random.below(REMEMBERED_ROWS)] = { eventId, row };
}

function faultyItem(run: Run): UsageItem {
  const { random, remembered, world } = run;
  const share = random.fraction();
  const earlier = remembered.length > 0 ? random.pick(remembered) : undefined;
  if (share < 0.35 && earlier !== undefined) {
    return item(writtenOut(random, earlier.eventId, earlier.row), 'duplicate');
  }
  if (share < 0.5 && earlier !== undefined) {
    return item(contradicted(writtenOut(random, earlier.eventId, earlier.row)), 'conflict');
  }
  const [row] = usageOf(random, world, random.pick(world.payers), run.month, run.load);
  if (share < 0.65) {
    row.fields.line = random.pick(['33198765432', 'SIM-unknown']);
    return readableItem(run, row);
  }
  const fields = writtenOut(random, nextEventId(run), row);
  return { ...damaged(random, fields), fate: 'reject' };
}

function item(fields: UsageFields, fate: Fate): UsageItem {
  return { fields, damage: 'none', fate };
}

/**
 * Ids in no order, all different; some outside ASCII, where order by UTF-8 bytes and by UTF-16
 * units differ, some that CSV must quote.
 */
function nextEventId(run: Run): string {
  const number = (Math.imul(run.idsGiven++, 2_654_435_761) ^ run.idKey) >>> 0;
  const id = number.toString(16).padStart(8, '0');
  if (!run.random.chance(0.02)) return id;
  return `${run.random.pick(['é', '\u{1f600}', '\uff5e', 'a,b', 'say "id"'])}${id}`;
}
