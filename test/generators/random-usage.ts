import type { Random } from './prng.ts';
import {
  ABROAD,
  dial,
  FREE,
  METROPOLITAN_FIXED,
  METROPOLITAN_MOBILE,
  MOROCCO_REDUCED,
  NOWHERE,
  type NumberRange,
  numberIn,
  ORDINARY_SHORT,
  OVERSEAS,
  PREMIUM_ABROAD,
  SUPPORT,
  UNKNOWN_SHORT,
  VALUE_ADDED,
} from './random-numbers.ts';
import type { Payer, World } from './random-reference.ts';
import { instantIn, type MonthSpan, timeText } from './random-time.ts';

/** Text of one usage row by column; columns left out are empty. */
export type UsageFields = Partial<Record<UsageColumn, string>>;

export const USAGE_COLUMNS = [
  'event_id',
  'service',
  'line',
  'started_at',
  'duration_s',
  'called',
  'bytes_up',
  'bytes_down',
  'session_id',
  'session_started_at',
  'country',
  'outcome',
] as const;
export type UsageColumn = (typeof USAGE_COLUMNS)[number];

/**
 * A row before its text is written, with the instants kept apart so that they can be written again
 * otherwise.
 */
export interface UsageDraft {
  startedAtUs: number;
  sessionStartedAtUs?: number;
  fields: UsageFields;
}

/**
 * Sizes that make pools, hours and bundles run out, from the number of records there are to fill
 * them.
 */
export interface Load {
  meanCallSeconds: number;
  meanOctets: number;
}

const CENTRE_RANGES = [...METROPOLITAN_FIXED, ...METROPOLITAN_MOBILE, ABROAD[0]];
const HALF_DAY_US = 12 * 3600 * 1_000_000;

/** What is known of an outgoing call's number, before it is dialled. */
interface Called {
  digits: string;
  short: boolean;
}

/** One event of a payer, or the partial records of a data session. */
export function usageOf(
  random: Random,
  world: World,
  payer: Payer,
  span: MonthSpan,
  load: Load,
): UsageDraft[] {
  const startedAtUs = instantIn(random, span);
  if (random.chance(0.01)) return [foreignService(random, payer, startedAtUs)];
  switch (payer.family) {
    case 'optimale':
      if (random.chance(0.02)) return [draft('transfer_activation', payer, startedAtUs, {})];
      return [call(random, payer, startedAtUs, load, fixedLineCall(random))];
    case 'wte':
      return [call(random, payer, startedAtUs, load, webexCall(random, world, payer))];
    case 'ihdp':
      return [call(random, payer, startedAtUs, load, fixedLineCall(random))];
    case 'sms-internet': {
      const called = anyNumber(random, METROPOLITAN_MOBILE);
      const outcome = random.pick(['delivered', 'delivered', 'delivered', 'expired', 'DELIVERED']);
      return [
        draft('sms_internet', payer, startedAtUs, {
          called: dial(random, called.digits, called.short),
          outcome,
        }),
      ];
    }
    case 'localisation': {
      const outcome = random.pick(['', 'failed', 'delivered']);
      return [draft('location', payer, startedAtUs, { outcome })];
    }
    default:
      return simUsage(random, payer, startedAtUs, load);
  }
}

/** A call of a call centre: mostly to another number than before, now and then to an early one. */
export function callCentreCall(
  random: Random,
  payer: Payer,
  span: MonthSpan,
  serial: number,
): UsageDraft {
  const known = random.chance(0.2) ? random.below(serial + 1) : serial;
  const range = CENTRE_RANGES[known % CENTRE_RANGES.length];
  const seconds = random.chance(0.05) ? 0 : random.between(1, 25);
  const called = { digits: numberIn(range, known), short: false };
  return voice(random, payer, instantIn(random, span), seconds, called);
}

function fixedLineCall(random: Random): Called {
  const share = random.fraction();
  if (share < 0.35) return anyNumber(random, METROPOLITAN_FIXED);
  if (share < 0.65) return anyNumber(random, METROPOLITAN_MOBILE);
  if (share < 0.75) return anyNumber(random, OVERSEAS);
  if (share < 0.93) return anyNumber(random, ABROAD);
  if (share < 0.95) return anyNumber(random, FREE);
  return anyNumber(
    random,
    random.pick([
      MOROCCO_REDUCED,
      PREMIUM_ABROAD,
      ORDINARY_SHORT,
      SUPPORT,
      VALUE_ADDED,
      UNKNOWN_SHORT,
      NOWHERE,
    ]),
  );
}

/**
 * As from any fixed line, and: extensions of the customer's sites, of no site, on-net and foreign
 * Webex lines.
 */
function webexCall(random: Random, world: World, payer: Payer): Called {
  const share = random.fraction();
  if (share < 0.05) {
    const codes = world.siteCodes.get(payer.customerId) ?? [];
    const code = random.chance(0.85) ? random.pick(codes) : '98';
    return { digits: `5${code}${random.pick(['123', '0456'])}`, short: true };
  }
  if (share < 0.1) {
    const customerId = random.chance(0.7) ? payer.customerId : random.pick(world.payers).customerId;
    const lines = world.webexLines.get(customerId);
    if (lines !== undefined) return { digits: random.pick(lines), short: false };
  }
  return fixedLineCall(random);
}

function anyNumber(random: Random, ranges: readonly NumberRange[]): Called {
  const range = random.pick(ranges);
  // A few serials come again and again, so that correspondents repeat.
  const serial = random.chance(0.5) ? random.below(5) : random.below(90_000);
  return { digits: numberIn(range, serial), short: range.short ?? false };
}

function call(
  random: Random,
  payer: Payer,
  startedAtUs: number,
  load: Load,
  called: Called,
): UsageDraft {
  return voice(random, payer, startedAtUs, callSeconds(random, load), called);
}

function voice(
  random: Random,
  payer: Payer,
  startedAtUs: number,
  seconds: number,
  called: Called,
): UsageDraft {
  return draft('voice', payer, startedAtUs, {
    duration_s: String(seconds),
    called: dial(random, called.digits, called.short),
    country: random.chance(0.05) ? 'FR' : '',
  });
}

function callSeconds(random: Random, load: Load): number {
  const share = random.fraction();
  if (share < 0.07) return 0;
  if (share < 0.12) return 1;
  if (share < 0.2) return random.between(59, 61);
  if (share < 0.205) return random.between(28_799, 30_000);
  return 1 + Math.floor(-Math.log(1 - random.fraction()) * load.meanCallSeconds);
}

function simUsage(random: Random, payer: Payer, startedAtUs: number, load: Load): UsageDraft[] {
  const share = random.fraction();
  if (share < 0.7) return dataSession(random, payer, startedAtUs, load);
  const country = random.chance(0.85) ? random.pick(['', 'FR']) : countryOfUse(random);
  const isHome = country === '' || country === 'FR';
  const service =
    share < 0.85 ? 'sms' : share < 0.93 || payer.family === 'm2m-dtmf' ? 'voice' : 'csd';
  // Free and unlisted numbers only where their treatment is settled: calls at home from a DTMF
  // line.
  const settled = isHome && service === 'voice' && payer.family === 'm2m-dtmf';
  const called = simCalled(random, settled, isHome);
  return [
    draft(service, payer, startedAtUs, {
      duration_s: service === 'sms' ? '' : String(callSeconds(random, load)),
      called: dial(random, called.digits, called.short),
      country,
    }),
  ];
}

function simCalled(random: Random, mayBeFree: boolean, isHome: boolean): Called {
  const share = random.fraction();
  if (!isHome || share < 0.45) return anyNumber(random, METROPOLITAN_MOBILE);
  if (share < 0.75) return anyNumber(random, METROPOLITAN_FIXED.slice(0, 7));
  if (share < 0.8 && mayBeFree) return anyNumber(random, FREE);
  return anyNumber(random, random.pick([OVERSEAS, ABROAD, VALUE_ADDED, NOWHERE]));
}

function countryOfUse(random: Random): string {
  const share = random.fraction();
  if (share < 0.05) return random.pick(['XX', 'ZZ', 'AA']);
  if (share < 0.5) return random.pick(['DE', 'ES', 'CH', 'AD', 'GB', 'RE', 'MQ', 'MF', 'BG']);
  return random.pick(['US', 'MA', 'NO', 'MC', 'HR', 'NC', 'PM', 'JP', 'LI']);
}

/**
 * Partial records of one session, cut anywhere: inside one 12-hour period, over several, on the
 * very border of one. Some records are their own session.
 */
function dataSession(random: Random, payer: Payer, startedAtUs: number, load: Load): UsageDraft[] {
  const country = random.chance(0.75) ? random.pick(['', '', 'FR']) : countryOfUse(random);
  if (random.chance(0.25)) {
    return [draft('data', payer, startedAtUs, { ...octets(random, load), country })];
  }
  const sessionId = `s${startedAtUs.toString(36)}${random.below(1e6)}`;
  const drafts: UsageDraft[] = [];
  let recordUs = startedAtUs;
  for (let count = random.between(1, 6); count > 0; count--) {
    const fields = { ...octets(random, load), session_id: sessionId, country };
    const record = draft('data', payer, recordUs, fields);
    drafts.push({ ...record, sessionStartedAtUs: startedAtUs });
    recordUs = nextRecordUs(random, startedAtUs, recordUs);
  }
  // Sessions also change country on the way.
  if (random.chance(0.05)) drafts[drafts.length - 1].fields.country = countryOfUse(random);
  return drafts;
}

function nextRecordUs(random: Random, sessionUs: number, recordUs: number): number {
  if (random.chance(0.1)) return recordUs;
  if (random.chance(0.2)) {
    const nextBorder = (Math.floor((recordUs - sessionUs) / HALF_DAY_US) + 1) * HALF_DAY_US;
    return sessionUs + nextBorder - random.below(2);
  }
  return recordUs + random.between(1, 8 * 3600) * 1_000_000;
}

function octets(random: Random, load: Load): { bytes_up: string; bytes_down: string } {
  const share = random.fraction();
  if (share < 0.1) return { bytes_up: '0', bytes_down: '0' };
  if (share < 0.3) {
    return { bytes_up: String(random.below(1500)), bytes_down: String(random.below(1500)) };
  }
  if (share < 0.4) {
    return { bytes_up: String(random.below(5) * 1000), bytes_down: String(random.below(5) * 1000) };
  }
  const most = Math.max(2000, Math.round(load.meanOctets));
  return { bytes_up: String(random.below(most)), bytes_down: String(random.below(most)) };
}

/** A service that the line's offer does not have, mostly. */
function foreignService(random: Random, payer: Payer, startedAtUs: number): UsageDraft {
  if (random.chance(0.3)) {
    return draft('sms_internet', payer, startedAtUs, {
      called: '+33612345678',
      outcome: random.pick(['delivered', 'failed']),
    });
  }
  if (random.chance(0.3)) return draft('location', payer, startedAtUs, {});
  if (payer.family === 'ihdp') {
    return draft('sms', payer, startedAtUs, { called: '+33612345678' });
  }
  if (payer.family.startsWith('m2m')) return draft('transfer_activation', payer, startedAtUs, {});
  return draft('data', payer, startedAtUs, { bytes_up: '10', bytes_down: '20' });
}

function draft(
  service: string,
  payer: Payer,
  startedAtUs: number,
  fields: UsageFields,
): UsageDraft {
  return { startedAtUs, fields: { service, line: payer.line, ...fields } };
}

/** The row's text: event id and times written out. */
export function writtenOut(random: Random, eventId: string, row: UsageDraft): UsageFields {
  const fields = {
    ...row.fields,
    event_id: eventId,
    started_at: timeText(random, row.startedAtUs),
  };
  if (row.sessionStartedAtUs === undefined) return fields;
  return { ...fields, session_started_at: timeText(random, row.sessionStartedAtUs) };
}
