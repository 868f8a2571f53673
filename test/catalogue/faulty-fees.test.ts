import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CatalogueError } from '../../src/catalogue/catalogue-error.ts';
import { DOCUMENT, loadFiles, replaceOnce, SETTINGS } from './small-catalogue.ts';

/** Fees of the small catalogue, in a second file of its document. */
const FEES = `document: "900"
title: "Two plans"
recurring_fees:
  plan-a:
    label: "Plan A"
    section: "page 4"
    offers: [plan-a]
    prices: [{ commitment_months: 24, price: "8" }, { commitment_months: 36, price: "7" }]
  box:
    label: "Box"
    section: "page 4"
    offers: [plan-a]
    option: box
    tax: included
    vat: "19.6"
    price: "5.98"
  help:
    label: "Help"
    section: "page 4"
    offers: [plan-a]
    option: help
    prices: [{ from_lines: 1, price: "100" }, { from_lines: 51, price: quote }]
  pack:
    label: "Pack"
    section: "page 4"
    offers: [plan-a]
    option: pack
    price: required
    revision: { decimals: 2, indices: [{ index: syntec, percent: "50" }, { index: insee, percent: "50" }] }
one_off_fees:
  set-up: { label: "Set-up", section: "page 5", offers: [plan-a], price: "75" }
  repair: { label: "Repair", section: "page 5", price: "29", cancelled_by: [visit] }
  visit: { label: "Visit", section: "page 5", price: required }
options:
  help: { section: "page 6", requires: [box], excludes: [pack] }
fleet_discounts:
  many: { label: "Many", section: "page 7", offers: [plan-a], minimum_contracts: 50, percent: "5" }
contract_limits:
  few: { section: "page 8", offers: [plan-a], maximum_contracts: 5 }
`;

function faultsOf(fees: string): string[] {
  try {
    loadFiles({ 'settings.yaml': SETTINGS, '900.yaml': DOCUMENT, 'fees.yaml': fees });
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    return error.issues.map((at) => `${basename(at.file)}:${at.line}:${at.column} ${at.message}`);
  }
  return [];
}

describe('faulty fees', () => {
  it('are none in the fees this test starts from', () => {
    expect(faultsOf(FEES)).toEqual([]);
  });

  it.each([
    // Where it stands
    ['    label: "Box"\n', '', '10:5 label: missing; expected a text'],
    ['"page 8"', '""', '39:19 section: "" found; expected a text'],
    // Names that must exist
    ['option: pack\n', 'options: pack\n', '27:5 options is no field here'],
    [
      'few: { section: "page 8", offers: [plan-a]',
      'few: { section: "page 8", offers: [plan-b]',
      '39:38 plan-b is no offer of the catalogue; expected plan-a',
    ],
    ['[plan-a], minimum', '[plan-a, plan-a], minimum', '37:62 plan-a stands twice'],
    ['requires: [box]', 'requires: [bocks]', '35:41 bocks is no other option of the catalogue'],
    [
      'help: { section: "page 6"',
      'helps: { section: "page 6"',
      '35:3 no price names the option helps',
    ],
    ['cancelled_by: [visit]', 'cancelled_by: [vist]', '32:77 vist is no order item'],
    // Fields that go together
    ['    vat: "19.6"\n', '', '14:10 a price printed with tax needs both'],
    ['    price: "5.98"\n', '', '9:3 expected either price or prices'],
    ['price: "5.98"', 'price: "5,98"', '16:12 price: "5,98" found; expected a price such as'],
    ['commitment_months: 36', 'commitment_months: 24', '8:74 24 stands twice'],
    ['from_lines: 51', 'from_lines: 1', '22:61 1 found; expected more than 1'],
    ['from_lines: 1,', 'from_lines: 2,', '22:28 2 found; expected 1'],
    ['from_lines: 51, ', '', '22:47 prices by number of lines have from_lines each'],
    [
      'insee, percent: "50"',
      'insee, percent: "40"',
      '29:39 the shares add up to 90 %; expected 100',
    ],
    [
      '    price: required\n',
      '    price: required\n    discount: true\n',
      '29:15 only what is on quote may be a discount',
    ],
    [
      'price: "75"',
      'price: "75", order: a, option_start: box',
      '31:104 expected either order or option_start',
    ],
    ['price: "75"', 'price: { by_size: ["75"] }', '31:74 price: expected a price such as "91.14"'],
    // One price on a day
    [
      '  box:\n',
      '  plan-a-again: { label: "A", section: "p", offers: [plan-a], price: "9" }\n  box:\n',
      '9:3 prices what 900/plan-a prices, on the same days: that one has no to_date',
    ],
    [
      '  visit:',
      '  set-up-2: { label: "A", section: "p", order: set-up, price: "9", from_date: "2026-01-01" }\n  visit:',
      '33:3 prices what 900/set-up prices',
    ],
    [
      'price: required }',
      'price: required, from_date: "2026-02-01", to_date: "2026-01-31" }',
      '33:98 2026-01-31 is before',
    ],
    ['  set-up:', '  box:', '31:3 900/box is already the id of a monthly fee'],
  ])('%j as %j: %s', (found, replacement, fault) => {
    const faults = faultsOf(replaceOnce(FEES, found, replacement));
    expect(faults[0]).toContain(`fees.yaml:${fault}`);
  });

  it('is none to follow a price with another from the day after its last', () => {
    const later = `  box:
    label: "Box"
    section: "page 4"
    offers: [plan-a]
    option: box
    to_date: "2025-12-31"`;
    const next = `${later.replace('to_date: "2025-12-31"', 'from_date: "2026-01-01"').replace('  box:', '  box-2026:')}
    price: "6"
`;
    const first = replaceOnce(FEES, later.slice(0, later.lastIndexOf('\n')), later);
    expect(faultsOf(replaceOnce(first, '  help:\n    label', `${next}  help:\n    label`))).toEqual(
      [],
    );
  });
});
