import type { RatedBuffers } from '../batch/rated-columns.ts';
import type { LeftState } from './carried-state.ts';
import type { RepeatedRecord } from './repeated-record.ts';
import type { SuspendedRecord } from './suspended-record.ts';

/** Balance of an allowance at the end of the records rated, for view `allowances`. */
export interface Balance {
  allowance: number;
  /** Site index when the allowance belongs to a site, else the contract. */
  scope: number;
  month: number;
  granted: number;
  rolledIn: number;
  used: number;
  /** Start of the record that took the last of it, see AllowanceBalances. */
  spentAtUs: number;
}

export interface PartitionResult {
  rated: RatedBuffers;
  /** Number and micro-euros of the rated records, counted as they were rated: the store must hold the same. */
  ratedRows: number;
  ratedMicroEuros: bigint;
  suspended: SuspendedRecord[];
  repeated: RepeatedRecord[];
  balances: Balance[];
  /** Contracts and months with their number of different correspondents. */
  correspondents: { contract: number; month: number; limit: number; used: number }[];
  left: LeftState;
}
