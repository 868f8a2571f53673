/**
 * The reference rater: one record at a time, in plain objects, from the documents. It shares no
 * code with the engine it checks, and reads only the list of number prefixes.
 */
import { amountText, Euros } from './money.ts';
import { canonicalCalled, resolveCalled } from './numbers.ts';
import { rateLocalisation, rateSmsInternet } from './offers-by-month.ts';
import { FORTY_MINUTES_SECONDS, type PhoneState, rateIhdp } from './offers-ihdp.ts';
import { type M2mState, newM2mState, rateM2m } from './offers-m2m.ts';
import { newOptimaleState, type OptimaleState, rateOptimale } from './offers-optimale.ts';
import { rateWebex, type WebexState } from './offers-wte.ts';
import type { Event, Outcome } from './outcome.ts';
import { instantText, monthOf, parisDay } from './paris-time.ts';
import { readUsageFile } from './read-usage.ts';
import {
  type Contract,
  contractOn,
  isWebex,
  type Reference,
  readReference,
} from './reference-data.ts';
import type {
  AllowanceRow,
  DuplicateRow,
  RatedMonth,
  ReferenceRows,
  RejectRow,
  UsageFile,
  UsageRecord,
} from './rows.ts';

const UNITS: Record<string, string> = {
  voice: 's',
  csd: 's',
  sms: 'message',
  data: 'ko',
  transfer_activation: 'activation',
  sms_internet: 'message',
  location: 'hit',
};

interface State {
  optimale: OptimaleState;
  webex: WebexState;
  m2m: M2mState;
  phone: PhoneState;
}

/**
 * Rates everything the files hold. Each row ends as rated, suspended, duplicate or rejected (G14).
 * Files are taken in the order given: the first record stored is the first in that order.
 */
export function rateUsage(input: {
  usageFiles: UsageFile[];
  reference: ReferenceRows;
}): RatedMonth {
  const reference = readReference(input.reference);
  const rejects: RejectRow[] = [];
  const records: UsageRecord[] = [];
  for (const file of input.usageFiles) {
    const read = readUsageFile(file);
    for (const record of read.records) records.push(record);
    for (const reject of read.rejects) rejects.push(reject);
  }
  const { firsts, duplicates } = separateRepeats(records);
  firsts.sort(byStartThenId);

  const state: State = {
    optimale: newOptimaleState(),
    webex: new Map(),
    m2m: newM2mState(),
    phone: new Map(),
  };
  const rated: RatedMonth = { usage: [], suspense: [], duplicates, rejects, allowances: [] };
  for (const record of firsts) rateRecord(record, reference, state, rated);
  rated.allowances = allowanceRows(state);
  return rated;
}

/**
 * G14: the same event id again is a duplicate; with other content it is a conflict and the first
 * stays.
 */
function separateRepeats(records: UsageRecord[]): {
  firsts: UsageRecord[];
  duplicates: DuplicateRow[];
} {
  const firstOfId = new Map<string, UsageRecord>();
  const duplicates: DuplicateRow[] = [];
  for (const record of records) {
    const first = firstOfId.get(record.eventId);
    if (first === undefined) {
      firstOfId.set(record.eventId, record);
      continue;
    }
    duplicates.push({
      event_id: record.eventId,
      file: record.file,
      row: record.row,
      first_file: first.file,
      first_row: first.row,
      conflict: contentOf(record) !== contentOf(first),
    });
  }
  return { firsts: [...firstOfId.values()], duplicates };
}

/** All that a record says, normalised: instants, numbers in E.164, an empty country is France. */
function contentOf(record: UsageRecord): string {
  const { file: _file, row: _row, dialled, country, ...rest } = record;
  return JSON.stringify([rest, canonicalCalled(dialled), country || 'FR']);
}

/** G2: start instant, then event id as UTF-8 bytes. */
function byStartThenId(a: UsageRecord, b: UsageRecord): number {
  return (
    a.startedAtUs - b.startedAtUs || Buffer.compare(Buffer.from(a.eventId), Buffer.from(b.eventId))
  );
}

function rateRecord(
  record: UsageRecord,
  reference: Reference,
  state: State,
  rated: RatedMonth,
): void {
  const day = parisDay(record.startedAtUs);
  const month = monthOf(day);
  const contract = contractOn(reference, record.line, day);
  if (typeof contract === 'string') {
    addSuspense(rated, record, month, null, contract, `line ${record.line} on ${day}`);
    return;
  }
  const called = record.dialled === '' ? null : resolveCalled(record.dialled, isWebex(contract));
  const event: Event = { record, contract, reference, called, day, month };
  const outcome = rateEvent(event, state);
  if (outcome.ended === 'suspended') {
    addSuspense(rated, record, month, contract, outcome.reason, outcome.detail);
    return;
  }
  rated.usage.push({
    event_id: record.eventId,
    service: record.service,
    customer_id: contract.customerId,
    site_id: contract.siteId || null,
    contract_id: contract.id,
    line: record.line,
    started_at: instantText(record.startedAtUs),
    month,
    called: called === null ? null : called.digits,
    country: record.country || (isSimOffer(contract) ? 'FR' : null),
    zone: outcome.zone,
    quantity: outcome.quantity,
    included: outcome.included,
    charged: outcome.charged,
    unit: UNITS[record.service],
    amount: outcome.amount === null ? null : amountText(outcome.amount),
    file: record.file,
    row: record.row,
  });
}

function rateEvent(event: Event, state: State): Outcome {
  const { record, contract } = event;
  const isCall = record.service === 'voice' || record.service === 'csd';
  if (isCall && record.durationSeconds === 0) return unanswered();
  if (contract.offer.startsWith('optimale-pro-')) return rateOptimale(event, state.optimale);
  if (isWebex(contract)) return rateWebex(event, state.webex);
  if (isSimOffer(contract)) return rateM2m(event, state.m2m);
  if (contract.offer.startsWith('ihdp-')) return rateIhdp(event, state.phone);
  if (contract.offer === 'sms-internet') return rateSmsInternet(event);
  if (contract.offer === 'localisation') return rateLocalisation(event);
  throw new Error(`the reference rater has no offer ${contract.offer}`);
}

/** G3: an unanswered call costs 0 and consumes nothing, whatever its number. */
function unanswered(): Outcome {
  const amount = new Euros(0);
  return { ended: 'rated', zone: 'unanswered', quantity: 0, included: 0, charged: 0, amount };
}

function isSimOffer(contract: Contract): boolean {
  return contract.offer.startsWith('m2m-');
}

function addSuspense(
  rated: RatedMonth,
  record: UsageRecord,
  month: string,
  contract: Contract | null,
  reason: string,
  detail: string,
): void {
  rated.suspense.push({
    event_id: record.eventId,
    file: record.file,
    row: record.row,
    reason,
    detail,
    service: record.service,
    customer_id: contract?.customerId ?? null,
    contract_id: contract?.id ?? null,
    line: record.line,
    started_at: instantText(record.startedAtUs),
    month,
  });
}

/** Rows of the allowances that something was drawn from, in order of scope and month. */
function allowanceRows(state: State): AllowanceRow[] {
  const rows: AllowanceRow[] = [];
  for (const { contractId, month, rolledIn, used } of state.optimale.hours.values()) {
    rows.push(
      allowanceRow(month, 'contract', contractId, 'mobile_hour', 3600, rolledIn, used, 's'),
    );
  }
  for (const [key, numbers] of state.optimale.correspondents) {
    const [contractId, month] = key.split('|');
    const used = numbers.size;
    rows.push(
      allowanceRow(month, 'contract', contractId, 'correspondents', 500, 0, used, 'correspondent'),
    );
  }
  for (const { siteId, month, granted, used } of state.webex.values()) {
    rows.push(allowanceRow(month, 'site', siteId, 'site_pool', granted, 0, used, 's'));
  }
  for (const { contractId, month, granted, used } of state.m2m.bundles.values()) {
    rows.push(allowanceRow(month, 'contract', contractId, 'data_bundle', granted, 0, used, 'ko'));
  }
  for (const { contractId, month, used } of state.phone.values()) {
    const granted = FORTY_MINUTES_SECONDS;
    rows.push(allowanceRow(month, 'contract', contractId, 'phone_2400s', granted, 0, used, 's'));
  }
  return rows.filter((row) => row.used > 0).sort(byScopeThenMonth);
}

function byScopeThenMonth(a: AllowanceRow, b: AllowanceRow): number {
  const key = (row: AllowanceRow) => `${row.allowance}|${row.scope_id}|${row.month}`;
  return key(a) < key(b) ? -1 : 1;
}

function allowanceRow(
  month: string,
  scopeKind: string,
  scopeId: string,
  allowance: string,
  granted: number,
  rolledIn: number,
  used: number,
  unit: string,
): AllowanceRow {
  return {
    month,
    scope_kind: scopeKind,
    scope_id: scopeId,
    allowance,
    granted,
    rolled_in: rolledIn,
    used,
    remaining: granted + rolledIn - used,
    unit,
  };
}
