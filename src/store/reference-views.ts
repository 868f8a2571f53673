import type { View } from './views.ts';

/**
 * What the reference data of the last run say, for joins with usage and invoices. Rows of earlier months keep the
 * customer and contract they were rated with; these say who that is today.
 */
const CUSTOMERS_NOW: View = {
  name: 'customers_now',
  comment: 'One row per customer, as the reference data of the last run have it.',
  sql: `SELECT customer_id, name, territory, siren, vat_number, address, postal_code, city, country
    FROM reference_customers`,
  columns: {
    customer_id: 'id, as in usage and invoices',
    name: 'its name',
    territory: 'territory that VAT goes by',
    siren: 'SIREN number',
    vat_number: 'VAT number',
    address: 'street',
    postal_code: 'postal code',
    city: 'city',
    country: 'country',
  },
};

const CONTRACTS_NOW: View = {
  name: 'contracts_now',
  comment: 'One row per contract, as the reference data of the last run have it.',
  sql: `SELECT c.contract_id, c.customer_id, k.name AS customer_name, c.site_id, s.name AS site_name, c.offer,
      coalesce(c.commitment_months, 0) AS commitment_months, c.starts_on, c.ends_on
    FROM reference_contracts c
    LEFT JOIN reference_customers k USING (customer_id)
    LEFT JOIN reference_sites s USING (site_id)`,
  columns: {
    contract_id: 'id, as in usage and charges',
    customer_id: 'customer that pays',
    customer_name: 'its name',
    site_id: 'site of the contract, if it has one',
    site_name: 'its name',
    offer: 'offer of the catalogue; charges may name another once a trial is over',
    commitment_months: 'months of commitment, 0 for none',
    starts_on: 'first day',
    ends_on: 'last day; empty while it goes on',
  },
};

const LINES_NOW: View = {
  name: 'lines_now',
  comment: 'One row per line and contract, as the reference data of the last run have it.',
  sql: `SELECT l.line, l.contract_id, c.customer_id, c.offer, l.starts_on, l.ends_on
    FROM reference_lines l LEFT JOIN reference_contracts c USING (contract_id)`,
  columns: {
    line: 'line, as in usage',
    contract_id: 'contract that pays for it',
    customer_id: 'customer of the contract',
    offer: 'offer of the contract',
    starts_on: 'first day of the line in the contract',
    ends_on: 'its last day there; empty while it goes on',
  },
};

export const REFERENCE_VIEWS: readonly View[] = [CUSTOMERS_NOW, CONTRACTS_NOW, LINES_NOW];
