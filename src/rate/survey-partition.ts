import { DATA } from '../batch/services.ts';
import { FLAG_CONTEXT } from '../batch/usage-flags.ts';
import {
  CELL,
  COMPONENT,
  CONTRACT,
  flagsIn,
  MEASURE,
  RANGE,
  ROW,
  SESSION_KEY_HIGH,
  STARTED_AT,
  STORED_RANGE,
  serviceIn,
  suspenseReasonIn,
  TRAITS,
  type UsageRecords,
  WORDS,
} from '../batch/usage-records.ts';
import { ALLOWANCE_NONE, type TariffTables } from '../catalogue/tariff-tables.ts';
import { findRepeat, type RepeatIndex } from '../dedupe/repeat-index.ts';
import { sharedTimes } from '../reference/shared-array.ts';

/**
 * Where a run's records stand in their components, by component, in shared memory: a component belongs to one
 * partition, so no two workers write the same place. Infinity = no such record.
 */
export interface Survey {
  /** Start of the earliest record. */
  earliestUs: Float64Array;
  /** Start of the earliest record whose price or effect depends on the records before it. */
  earliestOrderedUs: Float64Array;
  /** Start of the earliest record read back from the store. */
  earliestStoredUs: Float64Array;
  /** Start of the earliest record of a session. */
  earliestSessionUs: Float64Array;
  /** How many ordered records there are, and the units (seconds, ko) that they can draw at most together. */
  orderedRecords: Float64Array;
  orderedUnits: Float64Array;
}

export function newSurvey(componentCount: number): Survey {
  const never = () => sharedTimes(componentCount, Number.POSITIVE_INFINITY);
  return {
    earliestUs: never(),
    earliestOrderedUs: never(),
    earliestStoredUs: never(),
    earliestSessionUs: never(),
    orderedRecords: sharedTimes(componentCount, 0),
    orderedUnits: sharedTimes(componentCount, 0),
  };
}

/** Adds one partition's records to the survey. Repeated and unpriced records change nothing, nor does context. */
export function surveyPartition(
  records: UsageRecords,
  tariffs: TariffTables,
  repeats: RepeatIndex,
  survey: Survey,
): void {
  const { words, doubles, rowCount } = records;
  for (let i = 0; i < rowCount; i++) {
    const at = i * WORDS;
    const traits = words[at + TRAITS];
    if (words[at + CONTRACT] < 0 || suspenseReasonIn(traits) !== 0) continue;
    if ((flagsIn(traits) & FLAG_CONTEXT) !== 0) continue;
    const range = words[at + RANGE] >>> 0;
    if (repeats.count > 0 && findRepeat(repeats, range, words[at + ROW] >>> 0) >= 0) continue;
    const component = words[at + COMPONENT];
    const startedAtUs = doubles[(at >> 1) + STARTED_AT];
    lower(survey.earliestUs, component, startedAtUs);
    if (isOrdered(words, at, tariffs)) {
      lower(survey.earliestOrderedUs, component, startedAtUs);
      if (words[at + SESSION_KEY_HIGH] !== 0) {
        lower(survey.earliestSessionUs, component, startedAtUs);
      }
      survey.orderedRecords[component]++;
      survey.orderedUnits[component] += mostUnits(traits, doubles[(at >> 1) + MEASURE], tariffs);
    }
    if (range >= STORED_RANGE) lower(survey.earliestStoredUs, component, startedAtUs);
  }
}

/** True when the record draws on an allowance or adds to a session: the rest is priced by itself. */
function isOrdered(words: Int32Array, at: number, tariffs: TariffTables): boolean {
  const cell = words[at + CELL];
  if (cell < 0) return false;
  const hasAllowance = tariffs.ruleAllowance[tariffs.ruleOf[cell]] !== ALLOWANCE_NONE;
  return hasAllowance || words[at + SESSION_KEY_HIGH] !== 0;
}

/** The most that a record can draw from an allowance: rounding within a session gives no more than that. */
function mostUnits(traits: number, measure: number, tariffs: TariffTables): number {
  return serviceIn(traits) === DATA ? Math.ceil(measure / tariffs.octetsPerKo) : measure;
}

function lower(times: Float64Array, component: number, startedAtUs: number): void {
  if (startedAtUs < times[component]) times[component] = startedAtUs;
}
