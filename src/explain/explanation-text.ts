import { counted, thousands } from '../progress/thousands.ts';
import type { Explanation, PriceFacts } from './explanation.ts';

const TITLE_WIDTH = 12;

/** An explanation as a person reads it: titled paragraphs, numbers in full. */
export function explanationText(explanation: Explanation): string {
  const paragraphs: [string, string[]][] = [
    ['Record', recordLines(explanation)],
    ['Contract', contractLines(explanation)],
    ['Zone', zoneLines(explanation)],
    ['Session', sessionLines(explanation)],
    ['Allowance', [...allowanceLines(explanation), ...correspondentLines(explanation)]],
    ['Price', explanation.price === undefined ? [] : priceLines(explanation.price)],
    ['Suspended', suspenseLines(explanation)],
    ['Unreadable', rejectLines(explanation)],
    ['Flags', explanation.flags.map(({ flag, meaning }) => `${flag}: ${meaning}`)],
    ['Repeated', repeatLines(explanation)],
    ['Note', explanation.notes],
  ];
  const shown = paragraphs.filter(([, lines]) => lines.length > 0);
  return `${[headline(explanation), '', ...shown.flatMap(paragraph)].join('\n')}\n`;
}

function paragraph([title, lines]: [string, string[]]): string[] {
  return lines.map((line, k) => (k === 0 ? title : '').padEnd(TITLE_WIDTH) + line);
}

function headline({ eventId, status, price, suspense, rejects }: Explanation): string {
  switch (status) {
    case 'rated':
      return price?.amount === null
        ? `Event ${eventId}: rated; its amount is set when the month is billed`
        : `Event ${eventId}: rated, ${price?.amount} € excluding tax`;
    case 'suspended':
      return `Event ${eventId}: suspended (${suspense?.reason}): it is not priced yet`;
    case 'unreadable': {
      const rows = rejects.length === 1 ? 'a row that' : `${counted(rejects.length, 'row')} that`;
      return `Event ${eventId}: not rated; the id stands in ${rows} could not be read`;
    }
  }
}

function recordLines({ record }: Explanation): string[] {
  if (record === undefined) return [];
  const octets = record.octets === undefined ? '' : ` (${counted(record.octets, 'octet')})`;
  const quantity = `${thousands(record.quantity)} ${record.unit}`;
  const what = `${quantity}${octets}${record.called === null ? '' : ` to ${record.called}`}`;
  return [
    `${record.service} of line ${record.line}: ${what}, used in ${record.country}`,
    `started ${record.startedAtParis} in Paris, ${record.startedAtUtc}: month ${record.month}`,
    `${record.file}, row ${record.row}`,
  ];
}

function contractLines({ contract }: Explanation): string[] {
  if (contract === undefined) return [];
  const site = contract.siteId === null ? '' : `, site ${contract.siteId}`;
  const version =
    contract.versionFrom === null
      ? 'which the catalogue read now does not have'
      : `version of ${contract.versionFrom}`;
  return [
    `${contract.contractId} of customer ${contract.customerId}${site}`,
    `offer ${contract.offer}, ${version}`,
  ];
}

function zoneLines({ destination }: Explanation): string[] {
  if (destination === undefined) return [];
  return [`${destination.zone ?? 'none'} (${destination.because})`];
}

function sessionLines({ session, record }: Explanation): string[] {
  if (session === undefined) return [];
  const { koBefore, koAfter } = session;
  return [
    `${session.sessionId}, from ${session.sessionStartedAtUtc}; rounded up to the ko per period`,
    `period from ${session.periodFromUtc} to ${session.periodToUtc}`,
    `${counted(session.octetsBefore, 'octet')} before make ${thousands(koBefore)} ko, ` +
      `with this record ${thousands(koAfter)} ko`,
    `this record adds ${thousands(koAfter)} − ${thousands(koBefore)} = ${thousands(record?.quantity ?? 0)} ko`,
  ];
}

function allowanceLines({ allowance, record }: Explanation): string[] {
  if (allowance === undefined) return [];
  const { name, scope, scopeId, unit, drawn, balance } = allowance;
  const where = `${name} of ${scope} ${scopeId} in ${record?.month}`;
  const amount = (value: number) => `${thousands(value)} ${unit}`;
  if (allowance.isUnlimited)
    return [`${where}: without limit, ${amount(drawn)} of this event in it`];
  if (balance === undefined) return [`${where}: nothing was there to draw from`];
  const lines = [
    `${where}: ${amount(balance.granted)} granted + ${amount(balance.rolledIn)} rolled in`,
    `${amount(balance.before)} left before, ${amount(drawn)} drawn, ` +
      `${amount(balance.after)} left after`,
  ];
  if (balance.drawnBySuspended > 0) {
    const suspended = amount(balance.drawnBySuspended);
    lines.push(`of what was drawn before, ${suspended} by a suspended call that began inside`);
  }
  return lines;
}

function correspondentLines({ correspondents }: Explanation): string[] {
  if (correspondents === undefined) return [];
  const { limit, rank } = correspondents;
  return [
    rank === null
      ? `all ${thousands(limit)} correspondents of the month had their place before this number`
      : `the number called is correspondent ${thousands(rank)} of ${thousands(limit)} in the month`,
  ];
}

function priceLines({
  rule,
  source,
  assumed,
  included,
  charged,
  arithmetic,
}: PriceFacts): string[] {
  const lines = [`rule ${rule}`];
  if (source !== undefined) {
    const { document, title, section, label, readings } = source;
    lines.push(
      `document ${document}, ${title}`,
      `section: ${section}${label ? ` / ${label}` : ''}`,
    );
    if (readings.length > 0) lines.push(`readings ${readings.join(', ')}`);
  }
  if (assumed)
    lines.push('the price is an assumption of the catalogue, not printed in the document');
  lines.push(`included ${thousands(included)}, charged ${thousands(charged)}`);
  return [...lines, ...arithmetic];
}

function suspenseLines({ suspense }: Explanation): string[] {
  return suspense === undefined ? [] : [suspense.detail, suspense.remedy];
}

function rejectLines({ rejects }: Explanation): string[] {
  if (rejects.length === 0) return [];
  const rows = rejects.map((at) => `${at.file}, row ${at.row}: ${at.reason}, ${at.detail}`);
  return [...rows, 'Correct the row at the source and rate the corrected file.'];
}

function repeatLines({ repeats }: Explanation): string[] {
  return repeats.map(({ file, row, first_file, first_row, conflict }) =>
    conflict
      ? `${file}, row ${row}: other content under the same id, look at both; ` +
        `${first_file}, row ${first_row} counts`
      : `${file}, row ${row}: the same record again; ${first_file}, row ${first_row} counts`,
  );
}
