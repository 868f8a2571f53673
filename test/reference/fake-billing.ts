import type {
  BilledOption,
  BillingCatalogue,
  Cited,
  OneOffFee,
  RecurringFee,
} from '../../src/catalogue/billing-catalogue.ts';

const SIM = 'm2m-business-5mo';
const FIXED = 'optimale-pro-equilibre';
const PACK = 'wte-calling';

function cited(item: string): Cited {
  const source = { label: item, document: '900', section: 'page 1', readings: [], assumed: false };
  return { ...source, id: `900/${item}`, item };
}

function recurring(item: string, offers: string[], changes: Partial<RecurringFee>): RecurringFee {
  return {
    ...cited(item),
    kind: 'option',
    offers,
    option: item,
    commitmentMonths: null,
    price: { kind: 'printed', microEuros: 1_000_000 },
    isDiscount: false,
    per: 'contract',
    proration: 'day',
    startsOn: '0001-01-01',
    endsOn: null,
    ...changes,
  };
}

function oneOff(item: string, offers: string[] | null, changes: Partial<OneOffFee>): OneOffFee {
  return {
    ...cited(item),
    trigger: { kind: 'order', item },
    offers,
    price: { kind: 'printed', microEuros: 1_000_000 },
    per: 'quantity',
    quantityCounts: null,
    minimumQuantity: null,
    maximumQuantity: null,
    freeOutcomes: [],
    cancelledBy: [],
    oncePer: null,
    isOutsideVat: false,
    startsOn: '0001-01-01',
    endsOn: null,
    ...changes,
  };
}

function option(name: string, offers: string[], changes: Partial<BilledOption> = {}): BilledOption {
  return {
    option: name,
    offers,
    document: '900',
    section: 'page 1',
    readings: [],
    quantityCounts: null,
    requires: [],
    excludes: [],
    ...changes,
  };
}

const REVISION = {
  decimals: 2,
  indices: [
    { index: 'syntec', share: 0.5 },
    { index: 'insee', share: 0.5 },
  ],
};

/** What is billed to the offers of fakeTariffs, one of each kind that the checks tell apart. */
export function fakeBilling(): BillingCatalogue {
  return {
    offers: [
      { offer: FIXED, document: '900', lines: 'fixed', becomes: null },
      { offer: PACK, document: '900', lines: 'webex', becomes: null },
      { offer: SIM, document: '900', lines: 'sim', becomes: null },
    ],
    recurringFees: [
      recurring(PACK, [PACK], {
        kind: 'subscription',
        option: null,
        price: { kind: 'required', revision: REVISION },
      }),
      recurring('livebox-pro', [FIXED], {}),
      recurring('ip-fixe', [FIXED], { price: { kind: 'required', revision: null } }),
      recurring('remise-parc', [SIM], { price: { kind: 'quote' } }),
    ],
    oneOffFees: [
      oneOff('mise-en-service', [PACK, FIXED], { price: { kind: 'required' } }),
      oneOff('installation', [FIXED], { price: { kind: 'by_rank', microEuros: [2, 1] } }),
      oneOff('repair', null, { freeOutcomes: ['failed'], cancelledBy: ['visit'] }),
      oneOff('visit', null, { price: { kind: 'required' } }),
      oneOff('report', null, { per: 'order', quantityCounts: 'accesses', maximumQuantity: 200 }),
      oneOff('coaching', null, { minimumQuantity: 2 }),
      oneOff('old-repair', null, { startsOn: '2012-01-01', endsOn: '2012-12-31' }),
    ],
    monthTiers: [],
    optima: [],
    fleetDiscounts: [],
    options: [
      option('livebox-pro', [FIXED]),
      option('ip-fixe', [FIXED]),
      option('pop-up', [SIM]),
      option('phone', [FIXED, PACK]),
      option('other', [FIXED]),
      option('autogestion', [SIM]),
      option('autodiagnostic', [SIM], { requires: ['autogestion'] }),
      option('dedicated-apn', [SIM], { excludes: ['remise-parc'] }),
      option('remise-parc', [SIM]),
      option('assistance', [SIM], { quantityCounts: 'extra managers' }),
    ],
    vat: [],
    lineDecimals: 2,
    vatDecimals: 2,
    form: 2,
    zoneLabels: {},
  };
}
