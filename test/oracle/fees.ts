/**
 * The monthly prices of the documents, written down a second time: what the bill's oracle knows. Euros
 * excluding tax; of document 000, TTC prices divided by 1.196 and rounded half up to the micro-euro.
 */

/** Offer -> price per month, or by commitment. */
export const SUBSCRIPTIONS: Record<string, string | Record<number, string>> = {
  'optimale-pro-initial': '59',
  'optimale-pro-equilibre': '65',
  'optimale-pro-intense': '75',
  'm2m-business-2mo': { 24: '8', 36: '7.5' },
  'm2m-business-5mo': { 24: '10', 36: '9.5' },
  'm2m-business-compteur': { 24: '5.5', 36: '5' },
  'm2m-europe-2mo': { 24: '9', 36: '8.5' },
  'm2m-europe-5mo': { 24: '13', 36: '12.5' },
  'm2m-intense-prototype': '0',
  'm2m-europe-prototype': '0',
  'sms-internet': '140',
  localisation: '100',
  'ihdp-1m': '30.819398',
  'ihdp-8m': '35',
  'ihdp-18m': '39.180602',
};

/** Options by offer family; an offer's family is its name up to the first dash. */
export const OPTIONS: Record<string, Record<string, string>> = {
  optimale: { 'livebox-pro': '5', 'ip-fixe': '0' },
  ihdp: {
    'livebox-pro': '5',
    'antivirus-firewall': '4.180602',
    'giga-mail': '1.672241',
    'espace-partage': '8.001672',
    'nom-de-domaine': '15',
    'pass-wifi': '10.033445',
    'assistance-pro': '15',
  },
  m2m: {
    'emission-exclusive-france': '3',
    'reception-exclusive-france': '3',
    'emission-exclusive-hors-france': '3',
    autogestion: '0',
    autodiagnostic: '1',
  },
};

/** Charged once per SIM, in the month the option starts. */
export const FIRST_TRAFFIC = { option: 'facturation-premier-trafic', price: '3' };

/** Ko, fee, price per ko. */
export const OPTIMA: [number, string, string][] = [
  [500, '6', '0.001'],
  [500_000, '26', '0.0001'],
  [1_000_000, '36', '0.0001'],
  [2_000_000, '60', '0.0001'],
  [5_000_000, '75', '0.0001'],
];

/** Service -> tiers of the month's volume: from how many, price of each. */
export const MONTH_TIERS: Record<string, [number, string][]> = {
  sms: [
    [1, '0.07'],
    [10_000, '0.06'],
    [50_000, '0.056'],
  ],
  sms_internet: [
    [1, '0.094'],
    [2_001, '0.076'],
    [30_001, '0.070'],
    [50_001, '0.060'],
  ],
  location: [
    [1, '0.08'],
    [2_001, '0.0664'],
    [30_001, '0.0608'],
    [50_001, '0.0552'],
    [500_001, '0.0488'],
    [1_000_001, '0.0416'],
  ],
};

/** Percent by territory for months from 2014 on. */
export const VAT: Record<string, string> = {
  metropole: '20',
  guadeloupe: '8.5',
  martinique: '8.5',
  reunion: '8.5',
  guyane: '0',
  mayotte: '0',
  'saint-pierre-et-miquelon': '0',
  pacifique: '0',
};
