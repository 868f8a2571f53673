import { suspenseRemedy } from '../batch/suspense-remedies.ts';
import { type Column, digits, facts, table } from './figures.ts';
import { Html, html } from './html.ts';
import type { ReportFacts } from './report-queries.ts';

/** One page about the runs of a database and one month; nothing outside it is needed to read it. */
export function reportPage(database: string, made: Date, report: ReportFacts): string {
  const title = `octroi: ${report.month}`;
  const sections = [
    runs(database, made, report),
    files(report),
    usage(report),
    suspense(report),
    allowances(report),
    invoices(report),
    alarms(report),
  ];
  // No script, and nothing is fetched, whatever stands in the data.
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<h1>${title}</h1>
${sections}
</body>
</html>
`.text;
}

const STYLE = `
body { font: 14px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 72em; padding: 0 1em; color: #1b1b1b }
h1 { font-size: 1.6em } h2 { font-size: 1.2em; border-bottom: 1px solid #999; margin-top: 2em } h3 { font-size: 1em }
table { border-collapse: collapse; margin: .6em 0 } 
th, td { padding: .15em .8em .15em 0; text-align: left; vertical-align: top }
th { border-bottom: 1px solid #bbb; font-weight: 600 } td { border-bottom: 1px solid #eee; overflow-wrap: anywhere }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap } th.number { white-space: normal }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15em 1.2em } dt { color: #555 } dd { margin: 0 }
svg { margin-left: .4em } rect { fill: #46789c } .none, .note { color: #555 } .bad { color: #a3161f; font-weight: 600 }
@media print {
  body { margin: 0; max-width: none; font-size: 10px } h2 { break-after: avoid } tr { break-inside: avoid }
}
`;

const text = (name: string, title: string): Column => ({ name, title });
const number = (name: string, title: string): Column => ({ name, title, isNumber: true });
const bars = (name: string, title: string): Column => ({
  name,
  title,
  isNumber: true,
  hasBar: true,
});

function runs(database: string, made: Date, { month, months, runs }: ReportFacts): Html {
  return html`<h2>Runs</h2>
${facts([
  ['database', database],
  ['month shown', month],
  ['months stored', months.join(', ')],
  ['report made', `${made.toISOString().slice(0, 19)}Z`],
])}${table(
  [
    number('run', 'run'),
    text('started_at', 'started (UTC)'),
    text('finished_at', 'finished (UTC)'),
    number('files', 'files'),
    number('rows', 'rows'),
    text('catalogue', 'catalogue'),
    text('version', 'octroi'),
  ],
  runs.rows,
  'nothing has been rated',
  runs.total,
)}`;
}

function files({ files, totals, untied, rejects }: ReportFacts): Html {
  const sum = (name: string) => digits(totals[name] ?? '0');
  const isOne = (name: string) => totals[name] === '1';
  const equation =
    `${sum('rows')} ${isOne('rows') ? 'row' : 'rows'} = ${sum('rated')} rated + ` +
    `${sum('duplicates')} ${isOne('duplicates') ? 'duplicate' : 'duplicates'} + ` +
    `${sum('rejected')} rejected + ${sum('suspended')} suspended`;
  const tie =
    untied === '0'
      ? html`<p>Every row of every file is accounted for: ${equation}.</p>`
      : html`<p class="bad">${untied} ${untied === '1' ? 'file does' : 'files do'} not tie: the rows are not
rated + duplicates + rejected + suspended.</p>`;
  return html`<h2>Files and control totals</h2>
${tie}${table(
  [
    text('file', 'file'),
    text('format', 'format'),
    number('rows', 'rows'),
    number('rated', 'rated'),
    number('duplicates', 'duplicates'),
    number('rejected', 'rejected'),
    number('suspended', 'suspended'),
    text('finished_at', 'taken in (UTC)'),
  ],
  files.rows,
  'no file',
  files.total,
)}<p>${sum('conflicts')} of the duplicates ${
    isOne('conflicts') ? 'has' : 'have'
  } another content than the record that counts.</p>
<h3>Rows that could not be read</h3>
${table(
  [text('reason', 'reason'), text('detail', 'for example'), bars('rows', 'rows')],
  rejects,
  'none',
)}`;
}

const AMOUNTS = [
  bars('events', 'events'),
  number('quantity', 'quantity'),
  number('included', 'included'),
  number('charged', 'charged'),
];
const EUROS = bars('amount', '€ excl. tax');

function usage({ byService, byOffer, byZone, dearest }: ReportFacts): Html {
  const open = byService.reduce((sum, row) => sum + Number(row.open ?? 0), 0);
  const note =
    open === 0
      ? null
      : html`<p class="note">${digits(String(open))} ${open === 1 ? 'event has' : 'events have'} no amount yet:
the close of the month prices ${open === 1 ? 'it' : 'them'}.</p>`;
  return html`<h2>Usage of the month</h2>
<h3>By service</h3>
${table([text('service', 'service'), text('unit', 'unit'), ...AMOUNTS, EUROS], byService, 'none')}${note}
<h3>By offer</h3>
${table([text('offer', 'offer'), bars('events', 'events'), EUROS], byOffer, 'none')}<h3>By zone</h3>
${table(
  [text('service', 'service'), text('zone', 'zone'), text('unit', 'unit'), ...AMOUNTS, EUROS],
  byZone.rows,
  'none',
  byZone.total,
)}<h3>The dearest events</h3>
${table(
  [
    text('event_id', 'event'),
    text('service', 'service'),
    text('contract_id', 'contract'),
    text('zone', 'zone'),
    text('called', 'called'),
    number('quantity', 'quantity'),
    text('unit', 'unit'),
    number('amount', '€ excl. tax'),
  ],
  dearest,
  'none',
)}`;
}

function suspense({ suspense }: ReportFacts): Html {
  const rows = suspense.map((row) => ({
    ...row,
    remedy: suspenseRemedy(row.reason ?? ''),
  }));
  return html`<h2>Suspense: events of all months that have no price yet</h2>
${table(
  [
    text('reason', 'reason'),
    bars('events', 'events'),
    text('oldest', 'oldest (UTC)'),
    text('remedy', 'what to do'),
  ],
  rows,
  'none: every readable event has its price',
)}`;
}

function allowances({ allowances }: ReportFacts): Html {
  return html`<h2>Allowances of the month</h2>
${table(
  [
    text('allowance', 'allowance'),
    text('unit', 'unit'),
    number('scopes', 'contracts or sites'),
    number('used_up', 'used up'),
    number('granted', 'granted'),
    number('rolled_in', 'rolled in'),
    number('used', 'used'),
    bars('percent_used', 'percent used'),
  ],
  allowances,
  'none was drawn on',
)}`;
}

function invoices({ invoiceTotals, invoices, taxes, charges, blockers }: ReportFacts): Html {
  if (invoiceTotals.invoices === '0') {
    return html`<h2>Invoices of the month</h2><p class="none">The month has not been billed (octroi bill).</p>`;
  }
  const sum = (name: string) => digits(invoiceTotals[name] ?? '0');
  return html`<h2>Invoices of the month</h2>
${facts([
  [
    'invoices',
    `${sum('invoices')}, of which ${sum('issued')} issued and ${sum('incomplete')} incomplete`,
  ],
  ['total excluding tax', `${sum('total_excl_tax')} €`],
  ['VAT', `${sum('tax')} €`],
  ['total including tax', `${sum('total_incl_tax')} €`],
])}${table(
  [number('vat_rate', 'VAT %'), number('base', 'base €'), number('tax', 'VAT €')],
  taxes,
  'no line',
)}<h3>The largest</h3>
${table(
  [
    text('invoice_id', 'invoice'),
    text('customer_id', 'customer'),
    text('name', 'name'),
    text('status', 'status'),
    bars('total_excl_tax', '€ excl. tax'),
    number('tax', 'VAT €'),
    number('total_incl_tax', '€ incl. tax'),
  ],
  invoices.rows,
  'none',
  invoices.total,
)}<h3>What was charged</h3>
${table(
  [
    text('kind', 'kind'),
    text('item', 'item'),
    text('label', 'label'),
    number('charges', 'charges'),
    number('quantity', 'quantity'),
    text('unit', 'unit'),
    bars('amount', '€ excl. tax'),
  ],
  charges.rows,
  'nothing',
  charges.total,
)}<h3>What keeps drafts from being issued</h3>
${table(
  [
    text('customer_id', 'customer'),
    text('contract_id', 'contract'),
    text('item', 'item'),
    text('reason', 'reason'),
    text('detail', 'detail'),
  ],
  blockers.rows,
  'nothing',
  blockers.total,
)}`;
}

function alarms({ alarmKinds, alarms }: ReportFacts): Html {
  return html`<h2>Alarms of the month</h2>
${table(
  [text('kind', 'kind'), bars('alarms', 'alarms'), number('lines', 'lines')],
  alarmKinds,
  'none',
)}${
  alarms.rows.length === 0
    ? null
    : html`<h3>The latest</h3>
${table(
  [
    text('started_at', 'at (UTC)'),
    text('alarm_id', 'alarm'),
    text('customer_id', 'customer'),
    text('line', 'line'),
    text('kind', 'kind'),
    text('detail', 'detail'),
    text('event_id', 'event'),
  ],
  alarms.rows,
  'none',
  alarms.total,
)}`
}`;
}
