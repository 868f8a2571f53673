import type { GeneratePlan } from './generate-options.ts';
import { csvLine, idSeed } from './native-rows.ts';
import { seedWord } from './random.ts';
import { asBytes, writeBytes } from './row-bytes.ts';
import type { RowFormat } from './row-format.ts';
import type { UsageRecord } from './usage-record.ts';
import { FEED_NUMBERS, REPORT_COLUMNS } from './webex-columns.ts';
import { type WebexSource, writeField, writeSiteUuid } from './webex-fields.ts';

/**
 * Webex Calling records: one row per leg, so one in eight is the incoming side of a call.
 *
 * A row is constant text and fields in turn: texts[0], field fields[0], texts[1] … texts[n].
 */
interface WebexLayout {
  source: WebexSource;
  texts: Uint8Array[];
  fields: Uint8Array;
}

const MAX_WEBEX_ROW_BYTES = 8192;

/** The Calling report as Control Hub exports it: 83 columns (`webex-csv`). */
export function webexReportFormat(plan: GeneratePlan): RowFormat {
  const { quoted } = plan.options;
  const between = quoted ? '","' : ',';
  const parts = REPORT_COLUMNS.flatMap(([, source], column) => [
    column === 0 ? '' : between,
    source,
  ]);
  const frame = quoted ? '"' : '';
  const layout = layoutOf(plan, [frame, ...parts, `${frame}\n`]);
  const names = REPORT_COLUMNS.map(([name]) => name);
  return formatOf(layout, 'csv', [csvLine(names, quoted), '', '']);
}

/** A page of the feed, one item per line (`webex-json`). */
export function webexFeedFormat(plan: GeneratePlan): RowFormat {
  const parts = REPORT_COLUMNS.flatMap(([name, source, feedName = name], column) => {
    const quote = FEED_NUMBERS.includes(feedName) ? '' : '"';
    return [`${column === 0 ? '{' : ','}"${feedName}":${quote}`, source, quote];
  });
  const layout = layoutOf(plan, [...parts, '}']);
  return formatOf(layout, 'json', ['{"items":[\n', ',\n', '\n]}\n']);
}

function layoutOf(plan: GeneratePlan, parts: (string | number)[]): WebexLayout {
  const texts = [''];
  const fields: number[] = [];
  for (const part of parts) {
    if (typeof part === 'string') texts[texts.length - 1] += part;
    else {
      fields.push(part);
      texts.push('');
    }
  }
  return { source: sourceOf(plan), texts: texts.map(asBytes), fields: Uint8Array.from(fields) };
}

function formatOf(
  layout: WebexLayout,
  extension: 'csv' | 'json',
  [head, separator, foot]: [string, string, string],
): RowFormat {
  return {
    extension,
    head: asBytes(head),
    separator: asBytes(separator),
    foot: asBytes(foot),
    maxRowBytes: MAX_WEBEX_ROW_BYTES,
    write: (record, row, bytes, at) => writeRow(layout, record, row, bytes, at),
    writeMalformed: (record, row, kind, bytes, at) => {
      const end = writeRow(layout, record, row, bytes, at);
      const good = new TextDecoder().decode(bytes.subarray(at, end));
      // A time without its day or without a number: the row stays one row of the file.
      const broken = good.replace(/\d\dT\d\d/, kind % 2 === 0 ? 'T' : 'xxTxx');
      return writeBytes(bytes, at, asBytes(broken));
    },
  };
}

function sourceOf(plan: GeneratePlan): WebexSource {
  const { options, calendar, subscribers } = plan;
  return { seed: seedWord(options.seed), idSeed: idSeed(plan), calendar, subscribers };
}

/** The UUID of a site, which is its id in the reference data. */
export function siteUuid(plan: GeneratePlan, site: number): string {
  const bytes = Buffer.alloc(36);
  return bytes.toString('latin1', 0, writeSiteUuid(seedWord(plan.options.seed), site, bytes, 0));
}

function writeRow(
  layout: WebexLayout,
  record: UsageRecord,
  row: number,
  bytes: Uint8Array,
  start: number,
): number {
  const { source, texts, fields } = layout;
  let at = writeBytes(bytes, start, texts[0]);
  for (let index = 0; index < fields.length; index++) {
    at = writeField(source, fields[index], record, row, bytes, at);
    at = writeBytes(bytes, at, texts[index + 1]);
  }
  return at;
}
