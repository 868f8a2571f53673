import {
  CALLED,
  CELL,
  CONTRACT,
  suspenseReasonIn,
  TRAITS,
  type UsageRecords,
  WORDS,
} from '../batch/usage-records.ts';
import { ALLOWANCE_NONE, type TariffTables } from '../catalogue/tariff-tables.ts';

/** Numbers called by contracts that may call only so many of them inside their allowances (001, B3 and B4). */
export interface CalledNumbers {
  contract: Int32Array;
  number: Float64Array;
}

/** Lists the numbers called in runs of records: one entry a call. */
export function listCalled(runs: readonly UsageRecords[], tariffs: TariffTables): CalledNumbers {
  const contract: number[] = [];
  const number: number[] = [];
  for (const { words, doubles, rowCount } of runs) {
    for (let at = 0; at < rowCount * WORDS; at += WORDS) {
      if (words[at + CONTRACT] < 0 || suspenseReasonIn(words[at + TRAITS]) !== 0) continue;
      if (!hasLimit(words[at + CELL], tariffs)) continue;
      contract.push(words[at + CONTRACT]);
      number.push(doubles[(at >> 1) + CALLED]);
    }
  }
  return { contract: new Int32Array(contract), number: new Float64Array(number) };
}

function hasLimit(cell: number, tariffs: TariffTables): boolean {
  if (cell < 0) return false;
  const allowance = tariffs.ruleAllowance[tariffs.ruleOf[cell]];
  return allowance !== ALLOWANCE_NONE && tariffs.allowanceCorrespondents[allowance] > 0;
}
