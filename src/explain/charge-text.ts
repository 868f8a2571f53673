import { counted, thousands } from '../progress/thousands.ts';
import type {
  ChargeExplanation,
  InvoiceExplanation,
  LineExplanation,
} from './charge-explanation.ts';
import { plain } from './decimal-text.ts';

const TITLE_WIDTH = 12;

/** An invoice as a person reads it: its lines, and how tax and totals come about. */
export function invoiceText({ invoice, lines, taxes }: InvoiceExplanation): string {
  const shown = lines.map(
    (line) =>
      `${String(line.line_no).padStart(4)}  ${line.section.padEnd(14)}${line.amount_excl_tax.padStart(12)}  ` +
      `${line.label}${line.site_id === null ? '' : `, site ${line.site_id}`}`,
  );
  const state = invoice.incomplete ? 'draft, incomplete: see view blockers' : invoice.status;
  const text = [
    `Invoice ${invoice.invoice_id} of ${invoice.customer_id}, ${invoice.month}: ` +
      `${invoice.total_incl_tax} € including tax (${state})`,
    '',
    ...shown,
    '',
    ...taxes.map(
      ({ vat_rate, base, tax }) =>
        `VAT ${vat_rate} % of the sum of its lines, ${base}, rounded half up to the cent: ${tax}`,
    ),
    `${invoice.total_excl_tax} excluding tax + ${invoice.tax} VAT = ${invoice.total_incl_tax}`,
  ];
  return `${text.join('\n')}\n`;
}

/** An invoice line with its charges. */
export function lineText(explanation: LineExplanation): string {
  const { invoice, line, exactAmount, chargeCount, charges } = explanation;
  const rounded =
    Number(exactAmount) === Number(line.amount_excl_tax)
      ? ''
      : `, rounded half up to the cent: ${line.amount_excl_tax}`;
  const head = [
    `Line ${line.line_no} of invoice ${invoice.invoice_id}: ${line.amount_excl_tax} € excluding tax`,
    '',
    ...paragraph('Line', [
      `${line.label}, ${line.section}: ${plain(line.quantity)} ${line.unit}, VAT ${line.vat_rate} %`,
      `customer ${invoice.customer_id}, month ${line.for_month}, invoice ${invoice.status}`,
    ]),
    ...paragraph('Sum', [`${counted(chargeCount, 'charge')}, exactly ${exactAmount}${rounded}`]),
  ];
  const rest = chargeCount - charges.length;
  const tail =
    rest > 0
      ? [
          `… and ${counted(rest, 'smaller charge')}: SELECT * FROM charges WHERE invoice_id = ` +
            `'${invoice.invoice_id}' AND line_no = ${line.line_no}`,
        ]
      : [];
  return `${[...head, '', ...charges.flatMap(chargeLines), ...tail].join('\n').trimEnd()}\n`;
}

/** Charges of a contract. */
export function chargesText(explanations: ChargeExplanation[]): string {
  return `${explanations.flatMap(chargeLines).join('\n').trimEnd()}\n`;
}

function chargeLines({
  charge,
  source,
  arithmetic,
  events,
  adjusted,
  notes,
}: ChargeExplanation): string[] {
  const who = charge.contract_id ?? `customer ${charge.customer_id}`;
  return [
    `Charge ${charge.item} of ${who}, ${charge.for_month}: ${charge.amount} € excluding tax`,
    ...paragraph('What', [
      `${charge.label}, ${charge.kind}: ${plain(charge.quantity)} ${charge.unit}`,
      `invoice ${charge.invoice_id}, line ${charge.line_no}`,
    ]),
    ...paragraph('Rule', sourceLines(charge.rule, source)),
    ...paragraph('Amount', arithmetic),
    ...paragraph('Events', eventLines(events)),
    ...paragraph(
      'Since',
      (adjusted ?? []).map(({ event_id, cause, file, row }) =>
        file === null
          ? `${event_id}: ${cause} after the invoice`
          : `${event_id}: ${cause} after the invoice, ${file}, row ${row}`,
      ),
    ),
    ...paragraph('Note', notes),
    '',
  ];
}

function sourceLines(rule: string, source: ChargeExplanation['source']): string[] {
  if (source === undefined) return [rule];
  const { document, title, section, readings, assumed } = source;
  return [
    rule,
    `document ${document}${title === undefined ? '' : `, ${title}`}`,
    `section: ${section}`,
    ...(readings.length > 0 ? [`readings ${readings.join(', ')}`] : []),
    ...(assumed
      ? ['the price is an assumption of the catalogue, not printed in the document']
      : []),
  ];
}

function eventLines(events: ChargeExplanation['events']): string[] {
  if (events === undefined) return [];
  const shown = events.first.map(
    ({ event_id, file, row, started_at, included, charged, amount }) =>
      `${event_id}: ${file}, row ${row}, ${started_at}, ${thousands(charged)} paid for, ` +
      `${thousands(included)} included${amount === null ? '' : `: ${amount}`}`,
  );
  const rest = events.count - shown.length;
  return rest > 0 ? [...shown, `… and ${thousands(rest)} more`] : shown;
}

function paragraph(title: string, lines: string[]): string[] {
  return lines.map((line, k) => (k === 0 ? title : '').padEnd(TITLE_WIDTH) + line);
}
