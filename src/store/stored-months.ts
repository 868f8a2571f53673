import { NotStoredError, type Store } from './store.ts';

/** The months, `YYYY-MM`, that have usage or suspense, oldest first. */
export async function storedMonths(store: Store): Promise<string[]> {
  const rows = await store.query<{ month: string }>(
    `SELECT DISTINCT strftime(month, '%Y-%m') AS month
     FROM (SELECT month FROM usage_events UNION ALL SELECT month FROM suspended_events) ORDER BY 1`,
  );
  return rows.map(({ month }) => month);
}

/**
 * Makes sure that a month asked for has usage or suspense.
 * @param month `YYYY-MM`
 * @returns all months that have
 * @throws NotStoredError naming them
 */
export async function checkMonthIsStored(store: Store, month: string): Promise<string[]> {
  const months = await storedMonths(store);
  if (months.includes(month)) return months;
  const found = months.join(', ') || 'none; octroi rate takes usage in';
  throw new NotStoredError(`${store.path}: no usage of ${month}; months found: ${found}`);
}
