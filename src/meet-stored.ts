import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { ShuffleBlock } from './batch/shuffle-block.ts';
import { partitionBatches, recordPlaces } from './batch/shuffle-block.ts';
import { storedCsv } from './decode/stored-csv.ts';
import type { Repeats } from './dedupe/find-repeats.ts';
import { indexRepeats, type RepeatIndex } from './dedupe/repeat-index.ts';
import type { EarlierRuns } from './prepare-store.ts';
import { type CarriedState, noNumbers, noPeriods, noPlaces } from './rate/carried-state.ts';
import { newSurvey, type Survey } from './rate/survey-partition.ts';
import { cutRanges } from './read/cut-ranges.ts';
import type { InputRange } from './read/input-range.ts';
import { allDone } from './store/all-done.ts';
import { CalledNumbersWriter } from './store/called-numbers.ts';
import { checkStored, type KeptTotals, keptTotals, usageTotals } from './store/control-totals.ts';
import { RETRIED } from './store/find-retries.ts';
import { type Correction, forcedScopes } from './store/forced-scopes.ts';
import {
  joinRows,
  loadBalances,
  loadNumbers,
  loadPeriods,
  loadPlaces,
  pickRows,
  renewGrants,
  stateByPartition,
} from './store/load-carried-state.ts';
import { componentCountOf } from './store/rated-scopes.ts';
import { rewindBalances } from './store/rewind-balances.ts';
import { findRoomForLate } from './store/room-for-late.ts';
import { componentOfScope } from './store/scope-index.ts';
import { storeBalances } from './store/store-balances.ts';
import { StoredIds } from './store/stored-ids.ts';
import {
  beginTaking,
  copyContext,
  copyContextSince,
  dropPeriods,
  dropSince,
  dropState,
  takeRetried,
  takeUsage,
} from './store/stored-usage.ts';
import {
  type Listing,
  listScopes,
  rateAgain,
  type TouchedScopes,
  touchBySurvey,
  UNTOUCHED,
  untouchedScopes,
} from './store/touched-scopes.ts';
import { inOrder, type WorkerPool } from './worker-pool.ts';

/**
 * What a run does when the store has usage already. A component (contracts that influence each other's price)
 * whose new records are later than all it was rated with goes on from the stored state. One with a late record goes
 * on from the state as it was at that instant, and what follows is rated again. One with changed reference data, or
 * whose state then is not known, is rated again from the month concerned on. What is rated again is read
 * back and goes through the same code together with the new records. All others are left alone.
 */

/** Scopes with stored usage, as temporary tables: rated again from a month on, from an instant on, gone on with. */
const AGAIN = { contracts: 'again_contracts', sites: 'again_sites' };
const TAIL = { contracts: 'tail_contracts', sites: 'tail_sites' };
const ONWARD = { contracts: 'onward_contracts', sites: 'onward_sites' };
const ROUND = { contracts: 'round_contracts', sites: 'round_sites' };

/** Name of the part of `taken_before` that follows late records. */
const TAKEN_TAILS = 'tails';

export interface Meeting extends Listing {
  pool: WorkerPool;
  workerCount: number;
  partitionCount: number;
  workFolder: string;
  earlier: EarlierRuns;
  decode: (ranges: InputRange[]) => Promise<{ blocks: ShuffleBlock[] }[]>;
}

/** What to rate besides the new records, and what to start from. */
export interface Met {
  /** What stays stored as it is. */
  kept: KeptTotals;
  blocks: ShuffleBlock[];
  /** By partition. */
  carried: CarriedState[];
  repeats: RepeatIndex;
  /** By component: start of the last record rated by earlier runs. */
  ratedUntilUs: Float64Array;
}

/**
 * @param newBlocks the run's own records
 * @param repeating repeated ids among them, which workers are still looking for
 * @param correction what a user asks to be rated again, null = nothing
 * @throws ControlTotalsError when the stored usage is not what the last run stored
 */
export async function meetStored(
  meeting: Meeting,
  newBlocks: ShuffleBlock[],
  repeating: Promise<Repeats[]>,
  correction: Correction | null,
): Promise<Met> {
  const { store, tables, earlier } = meeting;
  const { rated } = earlier;
  // Another connection, which sees the same, adds up what the last run left: this one is busy with ids.
  const beside = await store.beside();
  const [storedRepeats, repeats, totals] = await allDone([
    findStoredRepeats(meeting, newBlocks),
    repeating,
    usageTotals(beside),
  ]);
  await checkStored(store, totals);
  const repeatIndex = indexRepeats([...repeats, storedRepeats]);
  await beginTaking(store);
  const blocks = [...(await takeRetries(meeting))];
  const touched = untouchedScopes(componentCountOf(tables));
  const survey = newSurvey(touched.againFrom.length);
  const called = await CalledNumbersWriter.open(store, meeting.keys);
  await surveyBlocks(meeting, [...newBlocks, ...blocks], repeatIndex, survey, called);
  called.close();
  const hasRoom = await findRoomForLate(meeting, survey, rated);
  touchBySurvey(touched, survey, rated, hasRoom);
  const forced =
    correction === null ? { keys: [], month: 0 } : await forcedScopes(meeting, correction, touched);
  const onward = await loadOnward(meeting, touched);
  blocks.push(...(await takeAgain(meeting, touched, forced)));
  blocks.push(...(await takeTails(meeting, touched)));
  const carried = await carriedState(meeting, touched, onward);
  const kept = await keptTotals(store, totals);
  return { kept, blocks, carried, repeats: repeatIndex, ratedUntilUs: rated.untilUs };
}

async function findStoredRepeats(meeting: Meeting, blocks: ShuffleBlock[]): Promise<Repeats> {
  const { pool, workerCount } = meeting;
  const ids = new StoredIds(meeting.store);
  await inOrder(
    partitionBatches(blocks, meeting.partitionCount),
    workerCount * 2,
    (batch) => pool.listIds(recordPlaces(blocks, batch)),
    (list) => ids.add(list),
  );
  return ids.finish(blocks);
}

/** Suspended records whose cause may be gone, taken out of the store. */
async function takeRetries(meeting: Meeting): Promise<ShuffleBlock[]> {
  const { store, earlier, workFolder } = meeting;
  if (!earlier.hasRetries) return [];
  return decodeStored(meeting, await takeRetried(store, workFolder, RETRIED));
}

async function surveyBlocks(
  meeting: Meeting,
  blocks: ShuffleBlock[],
  repeats: RepeatIndex,
  survey: Survey,
  called: CalledNumbersWriter | null,
): Promise<void> {
  const { pool, workerCount } = meeting;
  const batches = partitionBatches(blocks, meeting.partitionCount);
  const task = (batch: number[]) =>
    pool.surveyPartitions({ places: recordPlaces(blocks, batch), repeats, survey });
  await inOrder(batches, workerCount * 2, task, (numbers) => called?.add(numbers));
}

/**
 * Balances of the components that go on; those whose site was granted something else than before, in a way that
 * changes what has been rated, are rated again instead.
 */
async function loadOnward(meeting: Meeting, touched: TouchedScopes): Promise<Onward> {
  const { store, tables, scopes } = meeting;
  const { againFrom, onwardFrom } = touched;
  const { contracts } = await listOnward(meeting, touched);
  const balances = await loadBalances(store, tables, scopes, ONWARD);
  for (const k of renewGrants(balances, tables)) {
    const component = componentOfScope(tables, scopes, balances.allowance[k], balances.scope[k]);
    againFrom[component] = Math.min(againFrom[component], balances.month[k], onwardFrom[component]);
  }
  return { contracts, balances };
}

/** What goes on from the stored state. */
interface Onward {
  /** How many are listed in ONWARD. */
  contracts: number;
  balances: CarriedState['balances'];
}

function listOnward(
  meeting: Meeting,
  { againFrom, onwardFrom, sinceUs }: TouchedScopes,
): Promise<{ contracts: number }> {
  const monthOf = (c: number) => (againFrom[c] === UNTOUCHED ? onwardFrom[c] : UNTOUCHED);
  return listScopes(meeting, monthOf, sinceUs, ONWARD);
}

/**
 * Takes the usage of the components to rate again out of the store. What is read back may belong to another
 * component by now, since lines move: that one is then rated again too.
 */
async function takeAgain(
  meeting: Meeting,
  touched: TouchedScopes,
  forced: { keys: number[]; month: number },
): Promise<ShuffleBlock[]> {
  const { store, tables, workFolder } = meeting;
  const { againFrom } = touched;
  const blocks: ShuffleBlock[] = [];
  const takenFrom = new Int32Array(againFrom.length).fill(UNTOUCHED);
  const noRepeats = indexRepeats([]);
  for (let round = 0; ; round++) {
    const monthOf = (c: number) => (againFrom[c] < takenFrom[c] ? againFrom[c] : UNTOUCHED);
    const others = round === 0 ? forced : { keys: [], month: 0 };
    const { contracts } = await listScopes(meeting, monthOf, null, ROUND, others);
    if (contracts === 0) break;
    takenFrom.set(againFrom);
    const path = await takeUsage(store, workFolder, ROUND.contracts, `again-${round}`);
    const taken = await decodeStored(meeting, path);
    const survey = newSurvey(againFrom.length);
    await surveyBlocks(meeting, taken, noRepeats, survey, null);
    for (const [component, us] of survey.earliestUs.entries()) {
      if (us !== Number.POSITIVE_INFINITY) rateAgain(touched, component, us);
    }
    blocks.push(...taken);
  }
  const again = (c: number) => againFrom[c];
  const { contracts } = await listScopes(meeting, again, null, AGAIN, forced);
  if (contracts === 0) return blocks;
  const periodUs = tables.tariffs.sessionPeriodUs;
  const context = await copyContext(store, workFolder, AGAIN.contracts, periodUs);
  await dropState(store, AGAIN);
  return [...blocks, ...(await decodeStored(meeting, context))];
}

/** Takes what follows the first late record of a component out of the store. */
async function takeTails(meeting: Meeting, touched: TouchedScopes): Promise<ShuffleBlock[]> {
  const { store, tables, workFolder } = meeting;
  const { againFrom, onwardFrom, sinceUs } = touched;
  const monthOf = (c: number) =>
    againFrom[c] === UNTOUCHED && sinceUs[c] !== Number.NEGATIVE_INFINITY
      ? onwardFrom[c]
      : UNTOUCHED;
  const { contracts } = await listScopes(meeting, monthOf, sinceUs, TAIL);
  if (contracts === 0) return [];
  const path = await takeUsage(store, workFolder, TAIL.contracts, TAKEN_TAILS);
  await dropSince(store, TAIL);
  const periodUs = tables.tariffs.sessionPeriodUs;
  const context = await copyContextSince(store, workFolder, TAIL.contracts, periodUs);
  return decodeStored(meeting, path, context);
}

/** The state to start from, by partition: that of the components that go on, and what rolls over into the others. */
async function carriedState(
  meeting: Meeting,
  touched: TouchedScopes,
  onward: Onward,
): Promise<CarriedState[]> {
  const { store, tables, scopes, partitionCount } = meeting;
  const { againFrom, sinceUs } = touched;
  const { allowance, scope } = onward.balances;
  const kept = pickRows(onward.balances, (k) => {
    const component = componentOfScope(tables, scopes, allowance[k], scope[k]);
    return againFrom[component] === UNTOUCHED;
  });
  const givenBack = await rewindBalances({ ...meeting, part: TAKEN_TAILS }, kept, sinceUs);
  // Nothing may draw on them again: they are stored as they are now, not only when rating replaces them.
  await storeBalances(
    meeting,
    pickRows(kept, (k) => givenBack.has(k)),
  );
  const before = await loadBalances(store, tables, scopes, AGAIN);
  // The list still holds, unless some components turned out to be rated again.
  const isAsListed = againFrom.every((month) => month === UNTOUCHED);
  const { contracts } = isAsListed ? onward : await listOnward(meeting, touched);
  const hasState = contracts > 0;
  const hasLimits = tables.tariffs.allowanceCorrespondents.some((limit) => limit > 0);
  const state: CarriedState = {
    balances: joinRows(kept, before),
    numbers: hasState && hasLimits ? await loadNumbers(store, scopes, ONWARD) : noNumbers(),
    places: hasState && hasLimits ? await loadPlaces(store, scopes, ONWARD) : noPlaces(),
    periods: hasState ? await loadPeriods(store, scopes, ONWARD) : noPeriods(),
  };
  if (hasState) await dropPeriods(store, ONWARD.contracts);
  return stateByPartition(state, tables, scopes, partitionCount);
}

async function decodeStored(meeting: Meeting, ...paths: string[]): Promise<ShuffleBlock[]> {
  const results = await meeting.decode(paths.flatMap(rangesOf));
  return results.flatMap((result) => result.blocks);
}

/** Ranges of a file of stored usage; they number their rows themselves. */
function rangesOf(path: string): InputRange[] {
  const head = new Uint8Array(1 << 12);
  const file = openSync(path, 'r');
  const length = readSync(file, head);
  closeSync(file);
  const sizeBytes = statSync(path).size;
  return cutRanges([
    { path, sizeBytes, isGzip: false, format: storedCsv, head: head.subarray(0, length) },
  ]);
}
