import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Allowance } from '../catalogue/catalogue-schema.ts';
import type { RatedEvent } from '../store/find-event.ts';
import { isMasked } from '../store/purges.ts';
import {
  correspondentRank,
  includedBefore,
  ruleKeys,
  storedAllowance,
} from '../store/scope-usage.ts';
import type { Store } from '../store/store.ts';
import type { AllowanceFacts, CorrespondentFacts } from './explanation.ts';

/** Fifth part of a rule id: the allowance the rule draws from. */
const ALLOWANCE_PART = 4;

/**
 * The allowance before and after an event: what the earlier events of the scope's month were given
 * is summed anew (G5, B5, D3).
 *
 * Suspended calls that began inside the allowance and had no price for their rest drew all that was
 * left. The store does not say how much: it is what is missing when a later event was not given
 * what was there.
 */
export async function allowanceFacts(
  store: Store,
  catalogue: Catalogue,
  event: RatedEvent,
  allowance: Allowance,
): Promise<AllowanceFacts> {
  const { name, scope, granted, unit } = allowance;
  const scopeId = (scope === 'site' ? event.site_id : event.contract_id) ?? '';
  const facts = { name, scope, scopeId, drawn: event.included };
  if (granted === 'unlimited') return { ...facts, unit, isUnlimited: true };
  const stored = await storedAllowance(store, event, scope, name);
  if (stored === undefined) return { ...facts, unit: event.unit, isUnlimited: false };
  const rules = await ruleKeys(store, (rule) => allowanceOf(catalogue, rule)?.name === name);
  const left =
    stored.granted + stored.rolled_in - (await includedBefore(store, event, scope, rules));
  const wasRefused = event.flags.split(',').includes('correspondent_limit');
  const isShort = event.included < event.quantity && left > event.included && !wasRefused;
  const drawnBySuspended = isShort ? left - event.included : 0;
  const before = left - drawnBySuspended;
  const balance = {
    granted: stored.granted,
    rolledIn: stored.rolled_in,
    before,
    after: before - event.included,
    drawnBySuspended,
  };
  return { ...facts, unit: stored.unit, isUnlimited: false, balance };
}

/** The called number's place among the month's correspondents, where it plays a part (B3, B4). */
export async function correspondentFacts(
  store: Store,
  catalogue: Catalogue,
  event: RatedEvent,
  allowance: Allowance,
): Promise<CorrespondentFacts | undefined> {
  const limit = allowance.correspondents;
  if (limit === undefined) return undefined;
  if (event.flags.split(',').includes('correspondent_limit')) return { limit, rank: null };
  if (event.included === 0 || isMasked(event.called)) return undefined;
  const isCounted = (rule: string) => allowanceOf(catalogue, rule)?.correspondents !== undefined;
  return { limit, rank: await correspondentRank(store, event, await ruleKeys(store, isCounted)) };
}

function allowanceOf(catalogue: Catalogue, ruleId: string): Allowance | undefined {
  return catalogue.allowances.get(ruleId.split('/')[ALLOWANCE_PART]);
}
