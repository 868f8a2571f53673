import { SERVICE_COUNT } from '../batch/services.ts';
import { CELL_INCOMING, CELL_ZERO_SECONDS } from '../batch/usage-records.ts';

/** Calls that cost nothing whatever their number, by their rule names in the store. */
export const FREE_CALLS = [
  { rule: 'zero-seconds', cell: CELL_ZERO_SECONDS },
  { rule: 'incoming', cell: CELL_INCOMING },
] as const;

/** Place in RatingTables.ruleKeyOfFree of a cell that no tariff has. */
export function freeIndex(
  cell: number,
  service: number,
  destination: number,
  destinationCount: number,
): number {
  const kind = cell === CELL_ZERO_SECONDS ? 0 : 1;
  return (kind * SERVICE_COUNT + service) * destinationCount + destination;
}
