/** Webex Calling records for tests, as items of the feed and as rows of the report. */

export type WebexItem = Record<string, unknown>;

const REPORT_ID = '5c1e5b0e-6c8e-3d0b-9a44-0d7d7f3c2a01';

/** An answered outgoing call to a French mobile, with a few of the fields nobody reads. */
export function item(changes: WebexItem = {}): WebexItem {
  return {
    'Answer time': '2026-10-05T07:00:03.120Z',
    Answered: 'true',
    Direction: 'ORIGINATING',
    'Called line ID': 'NA',
    'Calling line ID': 'NA',
    'Start time': '2026-10-05T07:00:01.250Z',
    'Call type': 'SIP_MOBILE',
    'Device MAC': '',
    Duration: 61,
    'Report ID': REPORT_ID,
    'Site main number': '+33140000000',
    'Site timezone': '120',
    User: 'Élodie "Lo" N.',
    'Called number': '+33612345678',
    'Calling number': '+33140000012',
    'Dialed digits': '0612345678',
    'Redirecting number': '',
    'User number': '+33140000012',
    'Ring duration': '2',
    'Answer indicator': 'Yes',
    ...changes,
  };
}

/** An answer of the feed, printed over several lines. */
export function bodyOf(items: WebexItem[]): string {
  return `${JSON.stringify({ items }, null, 2)}\n`;
}

/** A report with these records; all have the columns of the first. */
export function reportOf(...items: WebexItem[]): string {
  const names = Object.keys(items[0]);
  const rows = items.map((fields) => names.map((name) => csvField(fields[name])));
  return [names, ...rows].map((fields) => `${fields.join(',')}\n`).join('');
}

function csvField(value: unknown): string {
  const text = String(value ?? '');
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
