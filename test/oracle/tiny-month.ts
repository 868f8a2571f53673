/**
 * Hand-written months of a few events, for tests whose figures can be checked with pencil and
 * paper.
 */
import { rateUsage } from './rate-month.ts';
import type { RatedMonth, TextRow } from './rows.ts';

export interface TinyMonth {
  /** `offer` of each contract, or more columns of contracts.csv. */
  contracts: Record<string, string | TextRow>;
  /** Contract of each line, or rows of lines.csv. */
  lines: Record<string, string> | TextRow[];
  options?: TextRow[];
  prices?: TextRow[];
  openings?: TextRow[];
  /** Rows of the usage file by column; event ids are e1, e2 … in order where none is given. */
  rows: TextRow[];
}

const COLUMNS =
  'event_id,service,line,started_at,duration_s,called,bytes_up,bytes_down,' +
  'session_id,session_started_at,country,outcome';

/** All customers are C1 (sites S1 and S2 with codes 01 and 02) unless a contract says otherwise. */
export function rateTiny(month: TinyMonth): RatedMonth {
  const lines = month.rows.map((row, index) => {
    const fields: TextRow = { event_id: `e${index + 1}`, ...row };
    return COLUMNS.split(',')
      .map((column) => fields[column] ?? '')
      .join(',');
  });
  return rateUsage({
    usageFiles: [{ path: 'tiny.csv', lines: [COLUMNS, ...lines] }],
    reference: {
      customers: [{ customer_id: 'C1' }, { customer_id: 'C2' }],
      sites: [
        { site_id: 'S1', customer_id: 'C1', site_code: '01' },
        { site_id: 'S2', customer_id: 'C1', site_code: '02' },
        { site_id: 'S9', customer_id: 'C2', site_code: '09' },
      ],
      contracts: Object.entries(month.contracts).map(([id, given]) => ({
        contract_id: id,
        customer_id: 'C1',
        site_id: 'S1',
        starts_on: '2013-10-01',
        ends_on: '',
        ...(typeof given === 'string' ? { offer: given } : given),
      })),
      lines: Array.isArray(month.lines)
        ? month.lines
        : Object.entries(month.lines).map(([line, contract]) => ({
            line,
            contract_id: contract,
            starts_on: '2013-01-01',
            ends_on: '',
          })),
      options: month.options,
      prices: month.prices,
      openings: month.openings,
    },
  });
}

/** `included+charged amount` of each rated event, or the reason of its suspense. */
export function fates(rated: RatedMonth): Record<string, string> {
  const result: Record<string, string> = {};
  for (const row of rated.usage) {
    result[row.event_id] = `${row.included}+${row.charged} ${row.amount}`;
  }
  for (const row of rated.suspense) result[row.event_id] = row.reason;
  return result;
}

/** `granted+rolled_in-used=remaining` of an allowance. */
export function balance(rated: RatedMonth, allowance: string, scope: string, month: string) {
  const row = rated.allowances.find(
    (one) => one.allowance === allowance && one.scope_id === scope && one.month === month,
  );
  return row && `${row.granted}+${row.rolled_in}-${row.used}=${row.remaining}`;
}

/** A call in October 2013, `day time` in Paris summer time. */
export function call(line: string, at: string, seconds: number, called: string): TextRow {
  return {
    service: 'voice',
    line,
    started_at: instant(at),
    duration_s: String(seconds),
    called,
  };
}

/** `05 10:00:00` is 2013-10-05T10:00:00+02:00; a whole instant stays as it is. */
export function instant(at: string): string {
  return at.includes('T') ? at : `2013-10-${at.replace(' ', 'T')}+02:00`;
}
