import { join } from 'node:path';

/** Who pays for a line on a day, and what the payer has free in a month. */
export async function readPayers(reference, readRows, { offers }) {
  const contracts = new Map();
  for (const row of await readRows(join(reference, 'contracts.csv'))) contracts.set(row.contract_id, row);
  const sites = new Set();
  for (const row of await readRows(join(reference, 'sites.csv'))) {
    sites.add(`${row.customer_id}/${row.site_code}`);
  }
  const terms = new Map();
  for (const row of await readRows(join(reference, 'lines.csv'))) {
    const contract = contracts.get(row.contract_id);
    const from = row.starts_on > contract.starts_on ? row.starts_on : contract.starts_on;
    const to = earlier(row.ends_on || '9999-12-31', contract.ends_on || '9999-12-31');
    if (!terms.has(row.line)) terms.set(row.line, []);
    terms.get(row.line).push({ from, to, contract });
  }
  const licences = new Map();

  return {
    isLine: (line) => terms.has(line),
    hasSite: (customer, code) => sites.has(`${customer}/${code}`),
    contractOf(line, day) {
      const term = terms.get(line)?.find(({ from, to }) => from <= day && day <= to);
      if (!term) return undefined;
      const sold = versionAt(offers, term.contract.offer, day);
      const isTrialOver = sold.becomes !== '' && day >= trialEnd(term.contract, sold);
      const offer = isTrialOver ? versionAt(offers, sold.becomes, day) : sold;
      return { ...term.contract, offer };
    },
    granted(allowance, contract, month) {
      if (allowance.perLicence) {
        if (!licences.has(month)) licences.set(month, licencesOf(terms, offers, month));
        return allowance.granted * (licences.get(month).get(contract.site_id) ?? 0);
      }
      const wasActive =
        contract.starts_on < `${month}-01` &&
        (contract.ends_on === '' || contract.ends_on >= `${monthBefore(month)}-01`);
      return allowance.granted * (allowance.rollsOver && wasActive ? 2 : 1);
    },
  };
}

function versionAt(offers, offer, day) {
  return offers.filter(({ name, fromDay }) => name === offer && fromDay <= day).at(-1);
}

/** First day of the calendar month in which a trial is over. */
function trialEnd(contract, { trialMonths }) {
  const [year, month] = contract.starts_on.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + trialMonths, 1)).toISOString().slice(0, 10);
}

/** Month of a day, `YYYY-MM`. */
export function monthOf(day) {
  return day.slice(0, 7);
}

function monthBefore(month) {
  return new Date(Date.parse(`${month}-01`) - 86_400_000).toISOString().slice(0, 7);
}

/** Webex lines of each site in a month, each at the site of its first day. */
function licencesOf(terms, offers, month) {
  const webex = new Set(offers.filter(({ isWebex }) => isWebex).map(({ name }) => name));
  const counts = new Map();
  for (const periods of terms.values()) {
    const [first] = periods
      .filter(({ from, to, contract }) => {
        const isInMonth = from <= `${month}-31` && to >= `${month}-01`;
        return isInMonth && from <= to && webex.has(contract.offer);
      })
      .sort((a, b) => a.from.localeCompare(b.from));
    if (!first) continue;
    const site = first.contract.site_id;
    counts.set(site, (counts.get(site) ?? 0) + 1);
  }
  return counts;
}

function earlier(day, other) {
  return day < other ? day : other;
}
