import type {
  BillingCatalogue,
  Cited,
  OneOffFee,
  OptimaTiers,
  RecurringFee,
} from '../catalogue/billing-catalogue.ts';
import type { Desk } from './desks.ts';
import { makeTableOfRows, WORK } from './work-tables.ts';

/** Offers are numbers to the joins, and names to people. */
export const OFFER = 'offer_name';

/** Last day of what has no end. */
export const NO_END = '9999-12-31';

/** Turns the catalogue into small tables, `cat_…`, that the steps join with. */
export async function makeCatalogueTables(desk: Desk, catalogue: BillingCatalogue): Promise<void> {
  await makeRecurringFees(desk, catalogue.recurringFees);
  await makeOneOffFees(desk, catalogue.oneOffFees);
  await makeMonthTiers(desk, catalogue);
  await makeOptima(desk, catalogue.optima);
  await makeFleetDiscounts(desk, catalogue);
  await makeTableOfRows(
    desk,
    'cat_zones',
    { zone: 'VARCHAR', label: 'VARCHAR' },
    Object.entries(catalogue.zoneLabels).map(([zone, label]) => ({ zone, label })),
  );
  await makeTableOfRows(
    desk,
    'cat_vat',
    { territory: 'VARCHAR', starts_on: 'DATE', percent: 'DECIMAL(9,6)' },
    catalogue.vat.map(({ territory, startsOn, percent }) => ({
      territory,
      starts_on: startsOn,
      percent,
    })),
  );
}

/** Makes the type of offers and `cat_offers`; the other tables of the catalogue need the type. */
export async function makeOffers(desk: Desk, { offers }: BillingCatalogue): Promise<void> {
  await makeTableOfRows(desk, 'cat_offer_names', { offer: 'VARCHAR' }, offers);
  await desk.run(`CREATE OR REPLACE TYPE ${WORK}.${OFFER} AS ENUM (FROM cat_offer_names)`);
  const columns = { offer: OFFER, lines: 'VARCHAR', becomes: OFFER, after_months: 'INTEGER' };
  const rows = offers.map(({ offer, lines, becomes }) => ({
    offer,
    lines,
    becomes: becomes?.offer ?? null,
    after_months: becomes?.afterMonths ?? null,
  }));
  await makeTableOfRows(desk, 'cat_offers', columns, rows);
}

const CITED = { rule: 'VARCHAR', item: 'VARCHAR', label: 'VARCHAR' };

function cited({ id, item, label }: Cited) {
  return { rule: id, item, label };
}

async function makeRecurringFees(desk: Desk, fees: RecurringFee[]): Promise<void> {
  const columns = {
    ...CITED,
    fee: 'INTEGER',
    kind: 'VARCHAR',
    option: 'VARCHAR',
    commitment_months: 'INTEGER',
    price_kind: 'VARCHAR',
    printed: 'BIGINT',
    is_revised: 'BOOLEAN',
    is_discount: 'BOOLEAN',
    per: 'VARCHAR',
    proration: 'VARCHAR',
    starts_on: 'DATE',
    ends_on: 'DATE',
  };
  const rows = fees.map((fee, k) => ({
    ...cited(fee),
    fee: k,
    kind: fee.kind,
    option: fee.option,
    commitment_months: fee.commitmentMonths,
    price_kind: fee.price.kind,
    printed: fee.price.kind === 'printed' ? fee.price.microEuros : null,
    is_revised: fee.price.kind === 'required' && fee.price.revision !== null,
    is_discount: fee.isDiscount,
    per: fee.per,
    proration: fee.proration,
    starts_on: fee.startsOn,
    ends_on: fee.endsOn ?? NO_END,
  }));
  await makeTableOfRows(desk, 'cat_fees', columns, rows);
  await makeTableOfRows(
    desk,
    'cat_fee_offers',
    { fee: 'INTEGER', offer: OFFER },
    fees.flatMap(({ offers }, fee) => offers.map((offer) => ({ fee, offer }))),
  );
  const bands = fees.flatMap(({ price }, fee) =>
    price.kind === 'by_fleet'
      ? price.bands.map(({ fromLines, microEuros }) => ({
          fee,
          from_lines: fromLines,
          price: microEuros,
        }))
      : [],
  );
  await makeTableOfRows(
    desk,
    'cat_bands',
    { fee: 'INTEGER', from_lines: 'INTEGER', price: 'BIGINT' },
    bands,
  );
}

async function makeOneOffFees(desk: Desk, fees: OneOffFee[]): Promise<void> {
  const columns = {
    ...CITED,
    fee: 'INTEGER',
    trigger_kind: 'VARCHAR',
    trigger: 'VARCHAR',
    price_kind: 'VARCHAR',
    printed: 'BIGINT',
    ranks: 'BIGINT[]',
    percent: 'DECIMAL(9,6)',
    months: 'INTEGER',
    per: 'VARCHAR',
    maximum_quantity: 'BIGINT',
    free_outcomes: 'VARCHAR[]',
    cancelled_by: 'VARCHAR[]',
    once_per: 'VARCHAR',
    same_fee: 'INTEGER',
    is_outside_vat: 'BOOLEAN',
    starts_on: 'DATE',
    ends_on: 'DATE',
  };
  const rows = fees.map((fee, k) => ({
    ...cited(fee),
    fee: k,
    trigger_kind: fee.trigger.kind,
    trigger: fee.trigger.kind === 'order' ? fee.trigger.item : fee.trigger.option,
    price_kind: fee.price.kind,
    printed: fee.price.kind === 'printed' ? fee.price.microEuros : null,
    ranks: fee.price.kind === 'by_rank' ? fee.price.microEuros : null,
    percent: fee.price.kind === 'remaining_commitment' ? fee.price.percent : null,
    months: fee.price.kind === 'subscription_credit' ? fee.price.months : null,
    per: fee.per,
    maximum_quantity: fee.maximumQuantity,
    free_outcomes: fee.freeOutcomes,
    cancelled_by: fee.cancelledBy,
    once_per: fee.oncePer,
    // What is charged once is charged once whatever its price has become since.
    same_fee: fees.findIndex((other) => isSameFee(fee, other)),
    is_outside_vat: fee.isOutsideVat,
    starts_on: fee.startsOn,
    ends_on: fee.endsOn ?? NO_END,
  }));
  await makeTableOfRows(desk, 'cat_one_off', columns, rows);
  // A fee for any contract or none has one row without an offer.
  await makeTableOfRows(
    desk,
    'cat_one_off_offers',
    { fee: 'INTEGER', only_offer: OFFER },
    fees.flatMap(({ offers }, fee) =>
      (offers ?? [null]).map((only_offer) => ({ fee, only_offer })),
    ),
  );
}

/** Entries of one fee, each with the price of other days. */
function isSameFee(one: OneOffFee, other: OneOffFee): boolean {
  const named = ({ trigger, item, offers }: OneOffFee) => JSON.stringify([trigger, item, offers]);
  return named(one) === named(other);
}

async function makeMonthTiers(desk: Desk, { monthTiers }: BillingCatalogue): Promise<void> {
  await makeTableOfRows(
    desk,
    'cat_tiers',
    { ...CITED, tiers: 'INTEGER', mode: 'VARCHAR' },
    monthTiers.map((tiers, k) => ({ ...cited(tiers), tiers: k, mode: tiers.mode })),
  );
  await makeTableOfRows(
    desk,
    'cat_tier_rules',
    { tiers: 'INTEGER', usage_rule: 'VARCHAR' },
    monthTiers.flatMap(({ rules }, tiers) => rules.map((usage_rule) => ({ tiers, usage_rule }))),
  );
  await makeTableOfRows(
    desk,
    'cat_tier_prices',
    { tiers: 'INTEGER', from_unit: 'BIGINT', to_unit: 'BIGINT', price: 'BIGINT' },
    monthTiers.flatMap((month, tiers) =>
      month.tiers.map(({ from, microEuros }, k) => ({
        tiers,
        from_unit: from,
        to_unit: (month.tiers[k + 1]?.from ?? Number.MAX_SAFE_INTEGER) - 1,
        price: microEuros,
      })),
    ),
  );
}

async function makeOptima(desk: Desk, optima: OptimaTiers[]): Promise<void> {
  const columns = {
    ...CITED,
    tier: 'INTEGER',
    optima: 'INTEGER',
    offer: OFFER,
    starts_on: 'DATE',
    ends_on: 'DATE',
    proration: 'VARCHAR',
    tier_ko: 'BIGINT',
    fee: 'BIGINT',
    price: 'BIGINT',
    for_ko: 'BIGINT',
  };
  const rows = optima.flatMap((list, k) =>
    list.sold.flatMap(({ offer, startsOn, endsOn }) =>
      list.tiers.map(({ ko, feeMicroEuros, microEuros, forKo }) => ({
        ...cited(list),
        optima: k,
        offer,
        starts_on: startsOn,
        ends_on: endsOn ?? NO_END,
        proration: list.proration,
        tier_ko: ko,
        fee: feeMicroEuros,
        price: microEuros,
        for_ko: forKo,
      })),
    ),
  );
  await makeTableOfRows(
    desk,
    'cat_optima',
    columns,
    rows.map((row, tier) => ({ ...row, tier })),
  );
  await makeTableOfRows(
    desk,
    'cat_optima_rules',
    { optima: 'INTEGER', usage_rule: 'VARCHAR' },
    optima.flatMap(({ rules }, k) => rules.map((usage_rule) => ({ optima: k, usage_rule }))),
  );
}

async function makeFleetDiscounts(desk: Desk, { fleetDiscounts }: BillingCatalogue): Promise<void> {
  const columns = {
    ...CITED,
    discount: 'INTEGER',
    offer: OFFER,
    minimum_contracts: 'INTEGER',
    percent: 'DECIMAL(9,6)',
  };
  const rows = fleetDiscounts.flatMap((discount, k) =>
    discount.offers.map((offer) => ({
      ...cited(discount),
      discount: k,
      offer,
      minimum_contracts: discount.minimumContracts,
      percent: discount.percent,
    })),
  );
  await makeTableOfRows(desk, 'cat_fleet_discounts', columns, rows);
}
