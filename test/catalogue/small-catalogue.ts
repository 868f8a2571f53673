import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Catalogue, loadCatalogue } from '../../src/catalogue/load-catalogue.ts';

/** A whole catalogue of one document, small enough that a test can name the lines of its faults. */
export const SETTINGS = `octets_per_ko: 1000
ko_per_mo: 1000
session_period_h: 12
number_kinds:
  fixed: [fixed, fixed_or_mobile, unknown, voip]
  mobile: [mobile]
  free: [free]
  special: [value_added, premium, shared_cost, toll_free, uan, personal, pager, other]
  short-unknown: [short_unknown]
vat:
  metropole: [{ from_date: "2000-04-01", percent: "19.6" }]
  guadeloupe: [{ from_date: "2000-04-01", percent: "8.5" }]
  martinique: [{ from_date: "2000-04-01", percent: "8.5" }]
  reunion: [{ from_date: "2000-04-01", percent: "8.5" }]
  guyane: [{ from_date: "2000-04-01", percent: "0" }]
  mayotte: [{ from_date: "2000-04-01", percent: "0" }]
  saint-pierre-et-miquelon: [{ from_date: "2000-04-01", percent: "0" }]
  pacifique: [{ from_date: "2000-04-01", percent: "0" }]
invoice_rounding: { line_decimals: 2, vat_decimals: 2 }
`;

export const DOCUMENT = `document: "900"
title: "Two plans"
territory_groups:
  iberia:
    label: "Iberia"
    territories: [ES, PT]
zone_sets:
  home:
    zones:
      near: { fixed: [FR, iberia], mobile: [FR] }
      far: { fixed: [US], mobile: [ES, US], used_in: [others] }
    lists:
      included: { kind: fixed, territories: [FR] }
    prefixes:
      - { kind: mobile, digits: ["34800"] }
allowances:
  hour:
    zone_set: home
    name: hour
    section: "page 1"
    scope: contract
    granted: 1
    unit: h
    draws: [{ service: voice, lists: [included] }]
price_lists:
  calls:
    zone_set: home
    voice:
      - kind: call
        section: "page 2"
        per: min
        prices:
          near: { price: "0.1", connection_fee: "0.05" }
          far: { price: required }
    sms:
      - kind: month_tier
        section: "page 3"
        zones: [near]
        tier_mode: whole_volume
        counted_over: customer
        tiers: [{ from: 1, price: "0.07" }, { from: 100, price: "0.06" }]
offers:
  plan-a:
    lines: fixed
    versions:
      - { from_date: "2020-01-01", price_lists: [calls], allowances: [hour] }
      - { from_date: "2021-01-01", price_lists: [calls] }
`;

/** Loads a catalogue of these files, from a directory that is gone afterwards. */
export function loadFiles(files: Record<string, string>): Catalogue {
  const dir = mkdtempSync(join(tmpdir(), 'octroi-catalogue-'));
  try {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
    return loadCatalogue(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** The text with one passage replaced; the passage must stand in it once. */
export function replaceOnce(text: string, found: string, replacement: string): string {
  const parts = text.split(found);
  if (parts.length !== 2)
    throw new Error(`"${found}" stands ${parts.length - 1} times in the text`);
  return parts.join(replacement);
}
