import { describeRule, type RuleDescription } from '../catalogue/describe-rule.ts';
import type { CompiledCatalogue } from '../compile-tables.ts';
import {
  catalogueDigestsSince,
  findRated,
  findRejectedRows,
  findRepeatedRows,
  findSuspended,
  type RatedEvent,
  type StoredEvent,
  type SuspendedEvent,
} from '../store/find-event.ts';
import type { Store } from '../store/store.ts';
import { allowanceFacts, correspondentFacts } from './allowance-facts.ts';
import { arithmeticOf } from './arithmetic.ts';
import { destinationFacts } from './destination-facts.ts';
import { eventRemedy } from './event-remedy.ts';
import type { ContractFacts, Explanation, PriceFacts, RecordFacts } from './explanation.ts';
import { parisText, utcText } from './instants.ts';
import { offerAt, versionOf } from './offer-version.ts';
import { sessionFacts } from './session-facts.ts';
import { flagsInWords, RULES_OF_NO_DOCUMENT } from './words.ts';

/** No row of any input has this id (exit 1). */
export class UnknownEventError extends Error {
  override name = 'UnknownEventError';
}

/**
 * How an event was priced, step by step; or why it was not.
 *
 * The database has the outcome; rule, zone and prices are explained from the catalogue given, which
 * should be the one used for rating. What shared the event's allowance before it is summed anew.
 * @throws UnknownEventError
 */
export async function explainEvent(
  store: Store,
  compiled: CompiledCatalogue,
  eventId: string,
): Promise<Explanation> {
  const repeats = await findRepeatedRows(store, eventId);
  const rated = await findRated(store, eventId);
  if (rated !== undefined) {
    return { ...(await explainRated(store, compiled, pricedBy(compiled, rated))), repeats };
  }
  const suspended = await findSuspended(store, eventId);
  if (suspended !== undefined) {
    return { ...explainSuspended(compiled, pricedBy(compiled, suspended)), repeats };
  }
  const rejects = await findRejectedRows(store, eventId);
  if (rejects.length === 0) {
    throw new UnknownEventError(
      `${eventId}: no such event in ${store.path}; ids are case-sensitive, and an unreadable row ` +
        'has none',
    );
  }
  return { eventId, status: 'unreadable', flags: [], repeats, rejects, notes: [] };
}

/** The event with the offer it is priced by. */
function pricedBy<Event extends StoredEvent>(
  { catalogue }: CompiledCatalogue,
  event: Event,
): Event {
  return { ...event, offer: offerAt(catalogue, event) };
}

async function explainRated(
  store: Store,
  compiled: CompiledCatalogue,
  event: RatedEvent,
): Promise<Explanation> {
  const { catalogue, tariffs } = compiled;
  const notes = await catalogueNotes(store, compiled, event);
  const rule = ruleOf(compiled, event, notes);
  const allowance = rule?.allowance;
  return {
    eventId: event.event_id,
    status: 'rated',
    record: {
      ...recordFacts(event),
      quantity: event.quantity,
      unit: event.unit,
      ...(event.service === 'data' && { octets: event.octets }),
    },
    contract: contractFacts(compiled, event),
    destination: destinationFacts(compiled, event, notes),
    session: await sessionFacts(store, tariffs, event),
    allowance: allowance && (await allowanceFacts(store, catalogue, event, allowance)),
    correspondents: allowance && (await correspondentFacts(store, catalogue, event, allowance)),
    price: priceFacts(compiled, event, rule),
    flags: flagsInWords(event.flags),
    repeats: [],
    rejects: [],
    notes,
  };
}

function explainSuspended(compiled: CompiledCatalogue, event: SuspendedEvent): Explanation {
  const notes: string[] = [];
  const { reason, detail } = event;
  const unit =
    event.service === 'data' ? 'octets' : ['voice', 'csd'].includes(event.service) ? 's' : 'record';
  return {
    eventId: event.event_id,
    status: 'suspended',
    record: { ...recordFacts(event), quantity: event.measure, unit },
    contract: contractFacts(compiled, event),
    destination: event.contract_id === null ? undefined : destinationFacts(compiled, event, notes),
    suspense: { reason, detail, remedy: eventRemedy(compiled.catalogue, event) },
    flags: flagsInWords(event.flags),
    repeats: [],
    rejects: [],
    notes,
  };
}

function recordFacts(event: StoredEvent): Omit<RecordFacts, 'quantity' | 'unit'> {
  return {
    service: event.service,
    line: event.line,
    called: event.called_text,
    country: event.country,
    startedAtUtc: utcText(event.started_at_us),
    startedAtParis: parisText(event.started_at_us),
    month: event.month.slice(0, 'YYYY-MM'.length),
    file: event.file,
    row: event.row,
  };
}

function contractFacts(
  { catalogue }: CompiledCatalogue,
  event: StoredEvent,
): ContractFacts | undefined {
  if (event.contract_id === null) return undefined;
  return {
    contractId: event.contract_id,
    customerId: event.customer_id ?? '',
    siteId: event.site_id,
    offer: event.offer ?? '',
    versionFrom: versionOf(catalogue, event)?.from_date ?? null,
  };
}

/** The event's rule in the catalogue; undefined, with a note, where it has none of that id. */
function ruleOf(
  { catalogue }: CompiledCatalogue,
  event: RatedEvent,
  notes: string[],
): RuleDescription | undefined {
  if (event.rule in RULES_OF_NO_DOCUMENT) return undefined;
  try {
    return describeRule(catalogue, event.rule);
  } catch (error) {
    notes.push((error as Error).message);
    return undefined;
  }
}

function priceFacts(
  { catalogue }: CompiledCatalogue,
  event: RatedEvent,
  rule: RuleDescription | undefined,
): PriceFacts {
  const facts = {
    rule: event.rule,
    included: event.included,
    charged: event.quantity - event.included,
    amount: event.amount,
  };
  if (rule === undefined) {
    const words = RULES_OF_NO_DOCUMENT[event.rule];
    return { ...facts, assumed: false, arithmetic: words === undefined ? [] : [words] };
  }
  const { document, title, section, label, readings, assumed } = rule;
  const arithmetic = arithmeticOf(rule, event, catalogue.settings);
  return { ...facts, source: { document, title, section, label, readings }, assumed, arithmetic };
}

/** A warning when the event may have been rated with another catalogue than the one given. */
async function catalogueNotes(
  store: Store,
  { catalogue }: CompiledCatalogue,
  event: RatedEvent,
): Promise<string[]> {
  const digests = await catalogueDigestsSince(store, event.file);
  if (digests.every((digest) => digest === catalogue.digest)) return [];
  return [
    'this database was rated with another catalogue, at least in part: amounts are as stored, ' +
      'but prices and texts of the rule are those of the catalogue read now (--catalogue)',
  ];
}
