import { describe, expect, it } from 'vitest';
import type { OneOffFee, RecurringFee } from '../../src/catalogue/billing-catalogue.ts';
import { compileBilling } from '../../src/catalogue/compile-billing.ts';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.ts';
import { DOCUMENT, loadFiles, SETTINGS } from './small-catalogue.ts';

const catalogue = loadCatalogue();
const billing = compileBilling(catalogue);

function recurring(id: string): RecurringFee {
  const found = billing.recurringFees.filter((fee) => fee.id === id);
  expect(found, id).toHaveLength(1);
  return found[0];
}

function oneOff(id: string): OneOffFee {
  const found = billing.oneOffFees.filter((fee) => fee.id === id);
  expect(found, id).toHaveLength(1);
  return found[0];
}

describe('the shipped catalogue for billing', () => {
  it('has one id per price', () => {
    const ids = [...billing.recurringFees, ...billing.oneOffFees, ...billing.monthTiers].map(
      ({ id }) => id,
    );
    expect(ids.filter((id, k) => ids.indexOf(id) !== k)).toEqual([]);
  });

  it('says how a price by commitment is found (E28)', () => {
    expect(recurring('004/m2m-business-2mo/24-months')).toMatchObject({
      item: 'm2m-business-2mo',
      kind: 'subscription',
      offers: ['m2m-business-2mo', 'm2m-business-2mo-dtmf'],
      option: null,
      commitmentMonths: 24,
      price: { kind: 'printed', microEuros: 8_000_000 },
      per: 'contract',
      proration: 'day',
      startsOn: '0001-01-01',
      endsOn: null,
    });
    expect(recurring('004/m2m-business-2mo/36-months').price).toEqual({
      kind: 'printed',
      microEuros: 7_500_000,
    });
  });

  it('asks prices.csv for a pack, bills each licence whole and revises it (G13, D20)', () => {
    expect(recurring('003/wte-suite')).toMatchObject({
      item: 'wte-suite',
      per: 'licence',
      proration: 'none',
      price: {
        kind: 'required',
        revision: {
          decimals: 2,
          indices: [
            { index: 'syntec', share: 0.5 },
            { index: 'insee-010765308', share: 0.5 },
          ],
        },
      },
    });
  });

  it('has the grid of assistance dédiée with a quote above 5,000 SIMs (E24)', () => {
    expect(recurring('004/assistance-dediee-8h22h').price).toEqual({
      kind: 'by_fleet',
      bands: [
        { fromLines: 1, microEuros: 200_000_000 },
        { fromLines: 101, microEuros: 700_000_000 },
        { fromLines: 501, microEuros: 1_300_000_000 },
        { fromLines: 1001, microEuros: 2_500_000_000 },
        { fromLines: 2501, microEuros: 4_500_000_000 },
        { fromLines: 5001, microEuros: null },
      ],
    });
    // The option's quantity counts extra managers, and multiplies their price alone.
    expect(recurring('004/assistance-dediee-8h22h').per).toBe('contract');
    expect(recurring('000/pass-wifi').per).toBe('option_quantity');
    const manager = recurring('004/gestionnaire-supplementaire-8h22h');
    expect(manager).toMatchObject({ item: 'gestionnaire-supplementaire', per: 'option_quantity' });
  });

  it('converts prices printed with tax once, half up (X1, X2)', () => {
    // 9 / 1.196 = 7.52508361…, 29 / 1.196 = 24.24749163…, 49 / 1.196 = 40.96989966…
    expect(oneOff('002/assistance-residentiel-logiciels-orange-email').price).toEqual({
      kind: 'printed',
      microEuros: 7_525_084,
    });
    expect(oneOff('002/assistance-residentiel-virus').price).toEqual({
      kind: 'printed',
      microEuros: 24_247_492,
    });
    expect(oneOff('002/assistance-residentiel-windows').price).toEqual({
      kind: 'printed',
      microEuros: 40_969_900,
    });
    expect(oneOff('002/assistance-professionnel-windows').price).toEqual({
      kind: 'printed',
      microEuros: 49_000_000,
    });
  });

  it('converts 000 at 19.6 % and keeps its prices without tax (X1, A2)', () => {
    const priceOf = (id: string) => recurring(id).price;
    // 36.86 / 1.196 = 30.81939799…, 41.86 / 1.196 = 35, 46.86 / 1.196 = 39.18060201…
    expect(priceOf('000/ihdp-1m')).toEqual({ kind: 'printed', microEuros: 30_819_398 });
    expect(priceOf('000/ihdp-8m')).toEqual({ kind: 'printed', microEuros: 35_000_000 });
    expect(priceOf('000/ihdp-18m')).toEqual({ kind: 'printed', microEuros: 39_180_602 });
    // 5.98 / 1.196 = 5, 17.94 / 1.196 = 15: the Contrat Assistance Pro is printed both ways.
    expect(priceOf('000/livebox-pro')).toEqual({ kind: 'printed', microEuros: 5_000_000 });
    expect(priceOf('000/nom-de-domaine')).toEqual({ kind: 'printed', microEuros: 15_000_000 });
    expect(priceOf('000/assistance-pro')).toEqual({ kind: 'printed', microEuros: 15_000_000 });
  });

  it('sums the example of 000 to 67.84 and 62.84, which the document prints 0.18 lower (A1)', () => {
    const printed = (name: string) =>
      Math.round(Number(catalogue.recurringFees.get(`000/${name}`)?.price) * 100);
    const telephoneLine = 1500;
    expect(printed('ihdp-18m') + printed('livebox-pro') + telephoneLine).toBe(6784);
    expect(printed('ihdp-8m') + printed('livebox-pro') + telephoneLine).toBe(6284);
    expect([6784 - 6766, 6284 - 6266]).toEqual([18, 18]);
  });

  it('asks for a fixed IP address with 1 MégaMax only (A5)', () => {
    expect(recurring('000/ip-fixe')).toMatchObject({
      offers: ['ihdp-8m', 'ihdp-18m'],
      price: { kind: 'printed', microEuros: 0 },
    });
    expect(recurring('000/ip-fixe-1m')).toMatchObject({
      item: 'ip-fixe',
      offers: ['ihdp-1m'],
      price: { kind: 'required', revision: null },
    });
  });

  it('installs by rank, or at the price of one service (A3)', () => {
    expect(oneOff('000/prestation-installation').price).toEqual({
      kind: 'by_rank',
      microEuros: [91_140_000, 45_570_000, 0],
    });
    expect(oneOff('000/installation-internet-telephone-migration').price).toEqual({
      kind: 'printed',
      microEuros: 234_570_000,
    });
    expect(oneOff('000/etat-de-parc')).toMatchObject({ per: 'order', maximumQuantity: 200 });
  });

  it('bills every offer a subscription, or the fee of the month’s optima tier (E8, E23)', () => {
    const billed = new Set([
      ...billing.recurringFees.flatMap(({ kind, offers }) => (kind === 'option' ? [] : offers)),
      ...billing.optima.flatMap(({ sold }) => sold.map(({ offer }) => offer)),
    ]);
    expect(billing.offers.map(({ offer }) => offer).filter((offer) => !billed.has(offer))).toEqual(
      [],
    );
    expect(billed.size).toBe(billing.offers.length);
    expect(recurring('004/m2m-intense-prototype').price).toEqual({
      kind: 'printed',
      microEuros: 0,
    });
  });

  it('frees what failed and what a home visit replaced, but not a virus (C3, C4)', () => {
    expect(oneOff('002/assistance-professionnel-utilisation')).toMatchObject({
      trigger: { kind: 'order', item: 'assistance-professionnel-utilisation' },
      offers: null,
      freeOutcomes: ['failed'],
      cancelledBy: ['assistance-informatique-a-domicile'],
    });
    expect(oneOff('002/assistance-professionnel-virus')).toMatchObject({
      freeOutcomes: [],
      cancelledBy: [],
    });
    expect(oneOff('002/assistance-informatique-a-domicile').price).toEqual({ kind: 'required' });
  });

  it('charges a start of an option once per SIM, a service once per customer (E25, E27)', () => {
    expect(oneOff('004/facturation-premier-trafic')).toMatchObject({
      item: 'facturation-premier-trafic',
      trigger: { kind: 'option_start', option: 'facturation-premier-trafic' },
      oncePer: 'line',
      price: { kind: 'printed', microEuros: 3_000_000 },
    });
    expect(oneOff('004/mise-en-service-secure-mobile-access-intranet')).toMatchObject({
      trigger: { kind: 'option_start', option: 'secure-mobile-access-intranet' },
      oncePer: 'customer',
      price: { kind: 'printed', microEuros: 2_000_000_000 },
    });
  });

  it('has credits and terminations that follow from other prices (B23, D21)', () => {
    expect(oneOff('001/penalite-retablissement').price).toEqual({
      kind: 'subscription_credit',
      months: 1,
    });
    expect(oneOff('003/resiliation-anticipee').price).toEqual({
      kind: 'remaining_commitment',
      percent: 100,
    });
  });

  it('takes the tiers of SMS from the price list they are rated by (E14)', () => {
    expect(billing.monthTiers).toContainEqual({
      id: '004/m2m-sms/sms/metropole',
      item: 'm2m-sms',
      label: 'SMS',
      document: '004',
      section: 'Tarifs des communications, SMS',
      readings: ['E14', 'E15', 'E16', 'E17'],
      assumed: false,
      rules: ['004/m2m-sms/sms/metropole'],
      mode: 'whole_volume',
      tiers: [
        { from: 1, microEuros: 70_000 },
        { from: 10_000, microEuros: 60_000 },
        { from: 50_000, microEuros: 56_000 },
      ],
    });
  });

  it('knows options with their offers, what they require and what they exclude', () => {
    const option = (name: string) => billing.options.find(({ option }) => option === name);
    expect(option('livebox-pro')?.offers).toContain('optimale-pro-initial');
    expect(option('livebox-pro')?.offers).not.toContain('m2m-business-2mo');
    expect(option('autodiagnostic')?.requires).toEqual(['autogestion']);
    expect(option('secure-mobile-access-internet')?.excludes).toEqual([
      'remise-parc',
      'remise-privilege',
    ]);
    expect(option('assistance-dediee-24h24')?.quantityCounts).toContain('managers');
    expect(option('livebox-pro')?.quantityCounts).toBeNull();
  });

  it('gives the discount from 50 SIMs and the tax by date and territory (E20, G10)', () => {
    expect(billing.fleetDiscounts).toEqual([
      expect.objectContaining({ id: '004/remise-50-lignes', minimumContracts: 50, percent: 5 }),
    ]);
    const metropole = billing.vat.filter(({ territory }) => territory === 'metropole');
    expect(metropole).toEqual([
      { territory: 'metropole', startsOn: '2000-04-01', percent: 19.6 },
      { territory: 'metropole', startsOn: '2014-01-01', percent: 20 },
    ]);
    expect([billing.lineDecimals, billing.vatDecimals]).toEqual([2, 2]);
  });

  it('is plain data: JSON gives it back', () => {
    expect(JSON.parse(JSON.stringify(billing))).toEqual(billing);
  });
});

describe('prices of a catalogue of one’s own', () => {
  const fees = `
recurring_fees:
  plan-a: { label: "Plan A", section: "1", offers: [plan-a], price: "10", to_date: "2025-12-31" }
  plan-a-2026: { label: "Plan A", section: "1", item: plan-a, offers: [plan-a], price: "12", from_date: "2026-01-01" }
one_off_fees:
  set-up: { label: "Set-up", section: "2", price: { by_rank: ["91.14", "45.57", "0"] } }
  report: { label: "Report", section: "2", price: "200", per: order, quantity_counts: "accesses", maximum_quantity: 200 }
  deposit: { label: "Deposit", section: "2", order: guarantee, price: "49", outside_vat: true }
`;
  const own = compileBilling(loadFiles({ 'settings.yaml': SETTINGS, '900.yaml': DOCUMENT + fees }));

  it('may change from a day on', () => {
    expect(
      own.recurringFees.map(({ id, item, startsOn, endsOn }) => [id, item, startsOn, endsOn]),
    ).toEqual([
      ['900/plan-a', 'plan-a', '0001-01-01', '2025-12-31'],
      ['900/plan-a-2026', 'plan-a', '2026-01-01', null],
    ]);
  });

  it('may go by rank, by order whatever its quantity, and outside the tax', () => {
    expect(own.oneOffFees[0].price).toEqual({
      kind: 'by_rank',
      microEuros: [91_140_000, 45_570_000, 0],
    });
    expect(own.oneOffFees[1]).toMatchObject({
      per: 'order',
      quantityCounts: 'accesses',
      maximumQuantity: 200,
    });
    expect(own.oneOffFees[2]).toMatchObject({
      item: 'guarantee',
      trigger: { kind: 'order', item: 'guarantee' },
      isOutsideVat: true,
    });
  });
});
