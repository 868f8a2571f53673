import type { TariffTables } from '../catalogue/tariff-tables.ts';
import { periodStartUs } from '../rate/rules/data.ts';
import type { RatedEvent } from '../store/find-event.ts';
import { octetsBefore } from '../store/scope-usage.ts';
import type { Store } from '../store/store.ts';
import type { SessionFacts } from './explanation.ts';
import { utcText } from './instants.ts';

/** What the session period stood at before the record and after it, if it has one (G9). */
export async function sessionFacts(
  store: Store,
  tariffs: TariffTables,
  event: RatedEvent,
): Promise<SessionFacts | undefined> {
  if (event.service !== 'data' || event.session_id === '') return undefined;
  const { octetsPerKo, sessionPeriodUs } = tariffs;
  const { started_at_us, session_started_at_us } = event;
  const from = periodStartUs(started_at_us, session_started_at_us, sessionPeriodUs);
  const before = await octetsBefore(store, event, from, sessionPeriodUs);
  return {
    sessionId: event.session_id,
    sessionStartedAtUtc: utcText(session_started_at_us),
    periodFromUtc: utcText(from),
    periodToUtc: utcText(from + sessionPeriodUs),
    octetsBefore: before,
    koBefore: Math.ceil(before / octetsPerKo),
    koAfter: Math.ceil((before + event.octets) / octetsPerKo),
  };
}
