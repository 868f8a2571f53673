import type { Store } from '../store/store.ts';

/** A month's invoices in numbers; money as decimal text. */
export interface MonthTotals {
  invoices: number;
  drafts: number;
  incomplete: number;
  /** Charges that are differences of earlier months. */
  adjustments: number;
  totalExclTax: string;
  tax: string;
  totalInclTax: string;
  /** What keeps drafts open: reason -> customers. */
  blockers: Record<string, number>;
}

/** Totals of the month's invoices, of one customer or all. */
export async function monthTotals(store: Store, customer: string | null): Promise<MonthTotals> {
  const mine = 'month = first_day() AND (CAST($1 AS VARCHAR) IS NULL OR customer_id = $1)';
  const [totals] = await store.query<Omit<MonthTotals, 'blockers' | 'adjustments'>>(
    `SELECT CAST(count(*) AS INTEGER) AS invoices,
       CAST(count(*) FILTER (status = 'draft') AS INTEGER) AS drafts,
       CAST(count(*) FILTER (incomplete) AS INTEGER) AS incomplete,
       CAST(coalesce(sum(total_excl_tax), 0.00) AS VARCHAR) AS "totalExclTax",
       CAST(coalesce(sum(tax), 0.00) AS VARCHAR) AS tax,
       CAST(coalesce(sum(total_incl_tax), 0.00) AS VARCHAR) AS "totalInclTax"
     FROM invoice_heads WHERE ${mine}`,
    [customer],
  );
  const [{ adjustments }] = await store.query<{ adjustments: number }>(
    `SELECT CAST(count(*) AS INTEGER) AS adjustments FROM charges WHERE for_month <> month AND ${mine}`,
    [customer],
  );
  const blockers = await store.query<{ reason: string; customers: number }>(
    `SELECT reason, CAST(count(DISTINCT customer_id) AS INTEGER) AS customers FROM invoice_blockers
     WHERE ${mine} GROUP BY reason ORDER BY reason`,
    [customer],
  );
  return {
    ...totals,
    adjustments,
    blockers: Object.fromEntries(blockers.map(({ reason, customers }) => [reason, customers])),
  };
}
