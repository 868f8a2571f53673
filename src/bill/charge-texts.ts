import { UNIT_OF_SERVICE } from '../batch/services.ts';
import { serviceName, sqlList } from '../store/sql-names.ts';
import type { Store } from '../store/store.ts';
import type { Desk } from './desks.ts';
import { makeTable, makeTemporaryTable } from './work-tables.ts';

/** What an invoice calls each service, in the language of the documents; what it calls the zone follows. */
const LABELS = [
  'Communications',
  'Données GSM',
  'SMS',
  'Données',
  'SMS Internet',
  'Localisation',
  'Activation de transfert',
];

const ZONE = "nullif(r.zone, '')";

/** What can be charged: which source of charges (`source`, `number`) says what. */
const SOURCES = `
  SELECT 'fee' AS source, fee AS number, CASE WHEN is_discount THEN 'discount' ELSE 'recurring' END AS kind,
    item, rule, label, 'month' AS unit,
    false AS is_outside_vat
  FROM cat_fees
  UNION ALL
  SELECT DISTINCT 'discount', discount, 'discount', item, rule, label, 'month', false FROM cat_fleet_discounts
  UNION ALL
  SELECT k.kind, fee, k.kind, item, rule, label, 'unit', is_outside_vat
  FROM cat_one_off CROSS JOIN (VALUES ('one_off'), ('credit')) k(kind)
  UNION ALL
  SELECT 'usage', r.rule_key, 'usage', concat_ws('/', ${serviceName('r.service')}, ${ZONE}), r.rule,
    concat_ws(' ', (${sqlList(LABELS)})[r.service + 1], coalesce(z.label, ${ZONE})),
    (${sqlList(UNIT_OF_SERVICE)})[r.service + 1], false
  FROM rules r LEFT JOIN cat_zones z USING (zone)
  UNION ALL
  SELECT 'tiers', r.rule_key, 'usage', t.item, t.rule, t.label,
    CASE WHEN r.service = 5 THEN 'hit' ELSE 'message' END, false
  FROM rules r JOIN cat_tier_rules u ON u.usage_rule = r.rule JOIN cat_tiers t USING (tiers)
  UNION ALL
  SELECT 'optima', tier, 'recurring', item, rule, format('{} (palier {:d} ko)', label, tier_ko), 'month', false
  FROM cat_optima`;

const SECTION_NO = `CASE WHEN kind IN ('recurring', 'discount') THEN 1 WHEN kind = 'usage' THEN 2 ELSE 3 END`;

/**
 * Makes `texts`: everything a charge can say, by number. Numbers ascend with the label, so that the smallest
 * number of a line is its first label. `line_item` numbers what is one line of a site, in the order of lines.
 */
export async function makeTexts(desk: Desk): Promise<void> {
  await numberTexts(desk, SOURCES);
}

/** Adds the differences of earlier months, which the texts made from the catalogue do not know. */
export async function addAdjustmentTexts(desk: Desk): Promise<void> {
  await numberTexts(
    desk,
    `SELECT source, number, kind, item, rule, label, unit, is_outside_vat FROM texts
     UNION ALL
     SELECT 'adjustment', number, kind, item, rule, label, unit, is_outside_vat FROM adjustments`,
  );
}

async function numberTexts(desk: Desk, sources: string): Promise<void> {
  await makeTable(
    desk,
    'texts',
    `SELECT CAST(row_number() OVER (ORDER BY label, source, number) AS INTEGER) AS text,
       CAST(dense_rank() OVER (ORDER BY ${SECTION_NO}, item, is_outside_vat, unit) AS INTEGER) AS line_item,
       CAST(${SECTION_NO} AS INTEGER) AS section_no, *
     FROM (${sources})`,
  );
}

/** Stores the texts on the drafts, as `text_keys`: those the database has already keep their key. */
export async function storeTexts(store: Store): Promise<void> {
  await makeTemporaryTable(
    store,
    'used_texts',
    `SELECT text, kind, item, rule, label, unit, is_outside_vat,
       ['subscriptions', 'usage', 'other'][section_no] AS section,
       regexp_replace(label, ' \\(palier [^)]*\\)$', '') AS line_label
     FROM texts SEMI JOIN new_charges USING (text)`,
  );
  const said = ['kind', 'item', 'rule', 'label', 'unit', 'is_outside_vat', 'section', 'line_label'];
  const same = said.map((name) => `t.${name} IS NOT DISTINCT FROM u.${name}`).join(' AND ');
  await store.run(
    `INSERT INTO charge_texts
     SELECT (SELECT coalesce(max(text_key), 0) FROM charge_texts)
         + row_number() OVER (ORDER BY item, kind, rule, label), *
     FROM (SELECT DISTINCT ${said.join(', ')} FROM used_texts u
       WHERE NOT EXISTS (FROM charge_texts t WHERE ${same}))`,
  );
  await makeTemporaryTable(
    store,
    'text_keys',
    `SELECT u.text, t.text_key FROM used_texts u JOIN charge_texts t ON ${same}`,
  );
}
