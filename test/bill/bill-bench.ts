import { type BillOptions, type BillSummary, billMonth } from '../../src/bill/bill-month.ts';
import { silentProgress } from '../../src/progress/progress.ts';
import { type Bench, openBench } from '../rate-files.ts';

/** A bench that bills what it rated. */
export interface BillBench extends Bench {
  bill(month: string, options?: Partial<BillOptions>): Promise<BillSummary>;
  /** Rows as texts, for tables worked out by hand. */
  lines(sql: string): Promise<string[]>;
}

export const HEADERS: Record<string, string> = {
  customers: 'customer_id,name,territory',
  sites: 'site_id,customer_id,name,site_code',
  contracts: 'contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on',
  lines: 'line,contract_id,starts_on,ends_on',
  options: 'contract_id,option,quantity,starts_on,ends_on',
  orders: 'order_id,customer_id,contract_id,item,quantity,done_on,outcome,rank,linked_order_id',
  prices: 'customer_id,item,zone,unit_price,connection_fee,unit,starts_on,ends_on',
};
const USAGE_HEADER =
  'event_id,service,line,started_at,duration_s,called,bytes_up,bytes_down,outcome';

/** One customer with one telephone line, by the month. */
export const GARAGE: Record<string, string[]> = {
  customers: ['C1,Garage Martin,metropole'],
  contracts: ['P1,C1,,optimale-pro-initial,12,2013-09-01,'],
  lines: ['33199000001,P1,2013-09-01,'],
};

/** Reference files by name without ending: rows without their header. */
export function referenceFiles(rows: Record<string, string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rows).map(([name, lines]) => [
      `${name}.csv`,
      `${[HEADERS[name], ...lines].join('\n')}\n`,
    ]),
  );
}

/** A usage file of rows without their header. */
export function usageFile(rows: string[]): string {
  return `${[USAGE_HEADER, ...rows].join('\n')}\n`;
}

export function openBillBench(): BillBench {
  const bench = openBench();
  return {
    ...bench,
    bill: (month, options) => billMonth({ db: bench.db, month, ...options }, silentProgress),
    async lines(sql) {
      const rows = await bench.query<object>(`SELECT CAST(COLUMNS(*) AS VARCHAR) FROM (${sql})`);
      return rows.map((row) => Object.values(row).join(' | '));
    },
  };
}
