import { afterEach, expect, it } from 'vitest';
import { type BillBench, openBillBench, referenceFiles } from './bill-bench.ts';

let bench: BillBench;
afterEach(() => bench.close());

it('usage that no charge can hold keeps its own invoice open, and no other', async () => {
  bench = openBillBench();
  bench.write(
    'reference',
    referenceFiles({
      customers: ['C1,Flotte,metropole', 'C2,Garage,metropole'],
      contracts: [
        'M1,C1,,m2m-business-2mo,24,2013-09-01,',
        'P2,C2,,optimale-pro-initial,12,2013-09-01,',
      ],
      lines: ['SIM-1,M1,2013-09-01,', '33199000002,P2,2013-09-01,'],
    }),
  );
  // 2^50 octets each way, used in the United States at 10 € a Mo; sixty of them pass 10^12 euros as well. Small ones between.
  const octets = 2 ** 50;
  const columns = 'event_id,service,line,started_at,bytes_up,bytes_down,country';
  const events = (count: number) =>
    Array.from(
      { length: count },
      (_, k) =>
        `e${k},data,SIM-1,2013-12-05T10:00:00Z,${k % 3 === 0 ? `${octets},${octets}` : '7001,0'},US`,
    );
  for (const count of [1, 180]) {
    const text = `${[columns, ...events(count)].join('\n')}\n`;
    await bench.rate({
      inputs: [bench.write(`usage-${count}`, { 'usage.csv': text })],
      workers: 1,
    });
    expect(await bench.bill('2013-12')).toMatchObject({
      invoices: 2,
      incomplete: 1,
      blockers: { impossible_quantity: 1 },
    });
  }
  expect(
    await bench.lines('SELECT customer_id, total_excl_tax, incomplete FROM invoices ORDER BY 1'),
  ).toEqual(['C1 | 8.00 | true', 'C2 | 59.00 | false']);
});
