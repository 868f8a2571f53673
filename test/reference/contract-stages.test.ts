import { describe, expect, it } from 'vitest';
import type { TariffTables } from '../../src/catalogue/tariff-tables.ts';
import { loadReference } from '../../src/reference/load-reference.ts';
import { offerAt } from '../../src/reference/offer-at.ts';
import { ReferenceDataError } from '../../src/reference/reference-issues.ts';
import { fakeBilling } from './fake-billing.ts';
import { fakeTariffs } from './fake-tariffs.ts';
import { day, indexOf, referenceDirectory } from './reference-directory.ts';

const PRO = 0;
const WEBEX = 1;
const SIM = 2;
const PRO_WITH_PHONE = 3;

/** The SIM offer is a trial of the first one; the first has an option that its usage depends on. */
function tariffs(): TariffTables {
  return {
    ...fakeTariffs(),
    optionForms: [{ offer: PRO, option: 'phone' }],
    offerTrials: [null, null, { afterMonths: 3, becomes: PRO }],
    contractLimits: [{ offers: [SIM], maximumContracts: 2 }],
    offerHasStages: Uint8Array.of(1, 0, 1),
  };
}

const CONTRACTS = 'contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on\n';
const OPTIONS = 'contract_id,option,quantity,starts_on,ends_on\n';

async function offersOf(contracts: string, options: string) {
  const directory = referenceDirectory({
    contracts: CONTRACTS + contracts,
    lines: 'line,contract_id,starts_on,ends_on\n',
    options: OPTIONS + options,
  });
  const tables = tariffs();
  const { tables: reference } = await loadReference(directory, tables, fakeBilling());
  return (contract: string, date: string) =>
    offerAt(reference, tables, indexOf(reference.contracts, contract), day(date));
}

describe('a trial', () => {
  it('lasts three calendar months, that of its start included (E23)', async () => {
    const at = await offersOf(
      'T1,C1,,m2m-business-5mo,,2013-11-30,\nT2,C1,,m2m-business-5mo,,2013-12-01,\n',
      '',
    );
    expect(at('T1', '2013-11-30')).toBe(SIM);
    expect(at('T1', '2014-01-31')).toBe(SIM);
    expect(at('T1', '2014-02-01')).toBe(PRO);
    expect(at('T1', '2020-01-01')).toBe(PRO);
    expect(at('T2', '2014-02-28')).toBe(SIM);
    expect(at('T2', '2014-03-01')).toBe(PRO);
  });

  it('becomes an offer whose options count from then on', async () => {
    const at = await offersOf(
      'T1,C1,,m2m-business-5mo,,2013-01-15,\n',
      'T1,phone,1,2013-02-01,2013-05-10\n',
    );
    expect(at('T1', '2013-03-31')).toBe(SIM);
    expect(at('T1', '2013-04-01')).toBe(PRO_WITH_PHONE);
    expect(at('T1', '2013-05-10')).toBe(PRO_WITH_PHONE);
    expect(at('T1', '2013-05-11')).toBe(PRO);
  });
});

describe('an option that usage depends on', () => {
  it('holds on its days, both inclusive, and on no other contract', async () => {
    const at = await offersOf(
      'P1,C1,,optimale-pro-equilibre,,2013-01-01,\nP2,C1,,optimale-pro-equilibre,,2013-01-01,\n' +
        'W1,C1,S1,wte-calling,,2013-01-01,\n',
      'P1,phone,1,2013-02-10,2013-02-20\nP1,phone,,2013-02-21,2013-03-01\nP1,other,1,2013-01-01,\n' +
        'P1,phone,0,2013-06-01,\nP1,phone,1,2014-01-01,\nW1,phone,1,2013-01-01,\n',
    );
    const dates = ['2013-02-09', '2013-02-10', '2013-02-21', '2013-03-01', '2013-03-02'];
    expect(dates.map((date) => at('P1', date))).toEqual([
      PRO,
      PRO_WITH_PHONE,
      PRO_WITH_PHONE,
      PRO_WITH_PHONE,
      PRO,
    ]);
    expect(at('P1', '2013-12-31')).toBe(PRO);
    expect(at('P1', '2099-01-01')).toBe(PRO_WITH_PHONE);
    expect(at('P2', '2013-02-15')).toBe(PRO);
    expect(at('W1', '2013-02-15')).toBe(WEBEX);
  });
});

describe('too many contracts of one customer on trial', () => {
  const faultsOf = async (contracts: string) => {
    const directory = referenceDirectory({
      contracts: CONTRACTS + contracts,
      lines: 'line,contract_id,starts_on,ends_on\n',
    });
    try {
      await loadReference(directory, tariffs(), fakeBilling());
    } catch (error) {
      if (!(error instanceof ReferenceDataError)) throw error;
      return error.message.split('\n').map((line) => line.replace(`${directory}/`, ''));
    }
    return [];
  };

  it('are faults of their rows in contracts.csv', async () => {
    const row = (id: string, customer: string, start: string, end = '') =>
      `${id},${customer},,m2m-business-5mo,,${start},${end}\n`;
    expect(
      await faultsOf(
        row('T1', 'C1', '2013-01-10') +
          row('T2', 'C1', '2013-03-31') +
          row('U1', 'C2', '2013-02-01') +
          row('T3', 'C1', '2013-03-31'),
      ),
    ).toEqual([
      "contracts.csv:5:1 the customer's contract number 3 at a time of m2m-business-5mo; " +
        'expected at most 2 on any day',
    ]);
    // One day later the first trial is over; a contract that has ended is no longer on trial.
    expect(
      await faultsOf(
        row('T1', 'C1', '2013-01-10') +
          row('T2', 'C1', '2013-03-31') +
          row('T3', 'C1', '2013-04-01'),
      ),
    ).toEqual([]);
    expect(
      await faultsOf(
        row('T1', 'C1', '2013-01-10') +
          row('T2', 'C1', '2013-01-10', '2013-01-31') +
          row('T3', 'C1', '2013-02-01'),
      ),
    ).toEqual([]);
  });
});

describe('several lines of one contract', () => {
  const faultsOf = async (lines: string) => {
    const directory = referenceDirectory({
      contracts: `${CONTRACTS}M1,C1,,m2m-business-5mo,,2013-01-01,\nP1,C1,,optimale-pro-equilibre,,2013-01-01,\n`,
      lines: `line,contract_id,starts_on,ends_on\n${lines}`,
    });
    return loadReference(directory, tariffs(), fakeBilling()).then(
      () => '',
      (error: Error) => error.message.replaceAll(`${directory}/`, ''),
    );
  };

  it('are a fault where each has its own fee, but not on the day one takes the place of another', async () => {
    expect(await faultsOf('10,M1,2013-01-01,\n11,M1,2013-06-01,\n')).toBe(
      'lines.csv:3:1 the contract has the line of row 2 on some of the same days; expected one line at a time of ' +
        'm2m-business-5mo, and another contract for this one',
    );
    expect(await faultsOf('11,M1,2013-06-01,\n10,M1,2013-01-01,2013-06-01\n')).toBe('');
    expect(await faultsOf('10,M1,2013-01-01,2013-02-01\n10,M1,2013-03-01,\n')).toBe('');
    expect(await faultsOf('10,P1,2013-01-01,\n11,P1,2013-01-01,\n')).toBe('');
  });
});
