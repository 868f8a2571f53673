import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ConsoleProgress } from '../../src/progress/progress.ts';

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  vi.useFakeTimers({ now: 0 });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const lines = () => written.map((text) => JSON.parse(text));

it('off a terminal writes JSON lines with records/s, percentage and time left', () => {
  const progress = new ConsoleProgress();
  progress.setTotalBytes(1000);
  progress.step('reading');
  expect(lines().at(-1)).toMatchObject({ step: 'reading', bytes_percent: 0, eta_s: null });
  vi.setSystemTime(10_000);
  progress.addRecords(500);
  progress.addBytes(500);
  expect(lines().at(-1)).toMatchObject({
    records: 500,
    records_per_s: 50,
    bytes_percent: 50,
    eta_s: 47,
  });
});

it('counts what is stored towards the end, even where a header keeps bytes below the total', () => {
  const progress = new ConsoleProgress();
  progress.setTotalBytes(1000);
  progress.addBytes(990);
  progress.addRecords(100);
  vi.setSystemTime(20_000);
  progress.step('rating');
  const before = lines().at(-1).eta_s;
  progress.addStored(100);
  progress.step('checking totals');
  expect(lines().at(-1)).toMatchObject({ stored: 100, eta_s: 0 });
  expect(before).toBeGreaterThan(30);
});

it('says messages as JSON too', () => {
  new ConsoleProgress().say('a.csv: skipped');
  expect(lines()).toEqual([{ event: 'message', message: 'a.csv: skipped' }]);
});
