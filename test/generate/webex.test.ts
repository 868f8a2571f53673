import { expect, test } from 'vitest';
import {
  type GeneratedMonth,
  generateMonth,
  referenceRows,
  usageLines,
  usageText,
} from './generated-month.ts';

const OPTIONS = { workload: 'webex', records: 4000, seed: 5 } as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Lines that can be found at their site, and rows that cannot be read, in a list of records. */
function checkRecords(month: GeneratedMonth, records: Record<string, string | number>[]): void {
  const siteOfContract = new Map(
    referenceRows(month, 'contracts').map(({ contract_id, site_id }) => [contract_id, site_id]),
  );
  const sitesOfLine = new Map<string, string[]>();
  for (const { line, contract_id } of referenceRows(month, 'lines')) {
    const site = siteOfContract.get(contract_id) as string;
    sitesOfLine.set(`+${line}`, [...(sitesOfLine.get(`+${line}`) ?? []), site]);
  }
  let unknownLines = 0;
  const reportIds = new Set<string>();
  for (const record of records) {
    const sites = sitesOfLine.get(record['User number'] as string);
    if (sites === undefined) unknownLines++;
    else expect(sites).toContain(record['Site UUID']);
    for (const id of ['Report ID', 'Site UUID', 'Org UUID', 'User UUID', 'Correlation ID']) {
      expect(record[id]).toMatch(UUID);
    }
    reportIds.add(record['Report ID'] as string);
    const isAnswered = record.Answered === 'true';
    expect(Number(record.Duration) > 0).toBe(isAnswered);
    expect(record['Answer time'] !== '').toBe(isAnswered);
    const own = record.Direction === 'ORIGINATING' ? 'Calling number' : 'Called number';
    expect(record[own]).toBe(record['User number']);
  }
  expect(unknownLines).toBe(month.result.unknownLines);
  expect(records.length - reportIds.size).toBe(month.result.duplicates);
  const isTime = (time: string | number) => /^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/.test(`${time}`);
  const unreadable = records.filter((record) => !isTime(record['Start time']));
  expect(unreadable).toHaveLength(month.result.malformed);
}

test('webex-csv: the 83 columns of the report', async () => {
  const month = await generateMonth({ ...OPTIONS, format: 'webex-csv' });
  const [header] = usageText(month.result.usageFiles[0]).split('\n', 1);
  const columns = header.split(',');
  expect(columns).toHaveLength(83);
  expect(columns.slice(0, 3)).toEqual(['Start time', 'Answer time', 'Duration']);
  expect(columns.slice(-2)).toEqual(['ELIN', 'Emergency number source']);
  const records = usageLines(month).map((line) => {
    const fields = line.split(',');
    expect(fields).toHaveLength(83);
    return Object.fromEntries(columns.map((column, index) => [column, fields[index]]));
  });
  expect(records).toHaveLength(4000);
  checkRecords(month, records);
  const types = new Set(records.map((record) => record['Call type']));
  for (const type of ['NATIONAL', 'MOBILE', 'INTERNATIONAL', 'ENTERPRISE', 'INBOUND']) {
    expect(types).toContain(`SIP_${type}`);
  }
  const external = records.filter(
    (record) => record['Call type'] === 'SIP_MOBILE' && record.Direction === 'ORIGINATING',
  );
  for (const record of external) expect(record['Called number']).toMatch(/^\+33[67]\d{8}$/);
});

test('webex-csv: quotes change nothing but the bytes', async () => {
  const plain = await generateMonth({ ...OPTIONS, format: 'webex-csv' });
  const quoted = await generateMonth({ ...OPTIONS, format: 'webex-csv', quoted: true });
  const unquoted = usageText(quoted.result.usageFiles[0]).replaceAll('"', '');
  expect(unquoted).toBe(usageText(plain.result.usageFiles[0]));
});

test('webex-json: pages of items as the feed has them', async () => {
  const month = await generateMonth({ ...OPTIONS, format: 'webex-json', files: 2 });
  const records = month.result.usageFiles.flatMap((path) => JSON.parse(usageText(path)).items);
  expect(records).toHaveLength(4000);
  checkRecords(month, records);
  expect(typeof records[0].Duration).toBe('number');
  expect(typeof records[0]['Ring duration']).toBe('string');
  expect(records[0]['Device MAC']).toBe('');
});

test('native CSV of Webex lines has the same ids as the report', async () => {
  const native = usageLines(await generateMonth({ ...OPTIONS }));
  const report = usageLines(await generateMonth({ ...OPTIONS, format: 'webex-csv' }));
  expect(native[10].split(',')[0]).toMatch(UUID);
  expect(report[10]).toContain(native[10].split(',')[0]);
});
