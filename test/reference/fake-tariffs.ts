import { SERVICE_COUNT } from '../../src/batch/services.ts';
import {
  ALLOWANCE_METERED,
  ALLOWANCE_UNLIMITED,
  RULE_CALL,
  RULE_DATA,
  RULE_FREE,
  RULE_UNIT,
  SCOPE_CONTRACT,
  SCOPE_SITE,
  type TariffTables,
} from '../../src/catalogue/tariff-tables.ts';

export const ZONES = ['', 'Métropole', 'Asie 1', 'Urgences', 'France'];
const DESTINATION_COUNT = ZONES.length;

const OFFERS = ['optimale-pro-equilibre', 'wte-calling', 'm2m-business-5mo'];
/** The first offer has two versions: tariffs 0 and 1. */
const OFFER_FIRST_TARIFF = [0, 2, 3, 4];
const TARIFF_COUNT = 4;

interface FakeRule {
  id: string;
  service: number;
  kind: number;
  allowance: number;
  /** 1 = the documents print no price. */
  needsPrice: number;
}

const RULES: FakeRule[] = [
  { id: 'free/voice', service: 0, kind: RULE_FREE, allowance: -1, needsPrice: 0 },
  { id: 'pro/voice/metropole', service: 0, kind: RULE_CALL, allowance: 1, needsPrice: 0 },
  { id: 'shared/voice/asie', service: 0, kind: RULE_CALL, allowance: -1, needsPrice: 1 },
  { id: 'm2m/data/france', service: 3, kind: RULE_DATA, allowance: 2, needsPrice: 1 },
  { id: 'm2m/sms', service: 2, kind: RULE_UNIT, allowance: -1, needsPrice: 1 },
  { id: 'wte/voice/metropole', service: 0, kind: RULE_CALL, allowance: 3, needsPrice: 1 },
];

export function ruleCell(tariff: number, service: number, destination: number): number {
  return (tariff * SERVICE_COUNT + service) * DESTINATION_COUNT + destination;
}

/** [tariff, service, destination, rule]; the rule for Asie is shared by the first two offers. */
const CELLS = [
  [0, 0, 1, 1],
  [0, 0, 2, 2],
  [0, 0, 3, 0],
  [1, 0, 1, 1],
  [1, 0, 2, 2],
  [1, 0, 3, 0],
  [2, 0, 1, 5],
  [2, 0, 2, 2],
  [2, 0, 3, 0],
  [3, 3, 4, 3],
  [3, 2, 4, 4],
];

/** A tiny catalogue: what reference data needs of one, and zeros elsewhere. */
export function fakeTariffs(): TariffTables {
  const ruleOf = new Int32Array(TARIFF_COUNT * SERVICE_COUNT * DESTINATION_COUNT).fill(-1);
  for (const [tariff, service, destination, rule] of CELLS) {
    ruleOf[ruleCell(tariff, service, destination)] = rule;
  }
  const perRule = () => new Float64Array(RULES.length);
  return {
    offerNames: OFFERS,
    optionForms: [],
    offerTrials: OFFERS.map(() => null),
    offerHasOneLine: OFFERS.map((offer) => offer.startsWith('m2m')),
    contractLimits: [],
    offerHasStages: new Uint8Array(OFFERS.length),
    offerFirstTariff: Int32Array.from(OFFER_FIRST_TARIFF),
    tariffFromDay: new Int32Array(TARIFF_COUNT),
    tariffIsSim: Uint8Array.from([0, 0, 0, 1]),
    tariffIsWebex: Uint8Array.from([0, 0, 1, 0]),
    tariffZoneSet: new Int32Array(TARIFF_COUNT),
    tariffLongCallSeconds: new Int32Array(TARIFF_COUNT),
    tariffHasService: new Uint8Array(TARIFF_COUNT * SERVICE_COUNT).fill(1),
    tariffAllowances: Array.from({ length: TARIFF_COUNT }, () => []),
    destinationCount: DESTINATION_COUNT,
    destinationZone: ZONES,
    destinationOfEntry: new Uint16Array(0),
    destinationOfCountry: new Uint16Array(0),
    countryAssigned: new Uint8Array(0),
    destinationInternal: new Uint16Array(0),
    destinationAbroad: new Uint16Array(0),
    destinationFree: new Uint16Array(0),
    ruleOf,
    ruleCount: RULES.length,
    ruleId: RULES.map((rule) => rule.id),
    ruleService: Uint8Array.from(RULES, (rule) => rule.service),
    ruleKind: Uint8Array.from(RULES, (rule) => rule.kind),
    ruleNeedsPrice: Uint8Array.from(RULES, (rule) => rule.needsPrice),
    ruleConnectionFeeMicroEuros: perRule(),
    rulePriceMicroEuros: perRule(),
    rulePriceUnits: perRule(),
    ruleFirstSeconds: perRule(),
    ruleFirstMicroEuros: perRule(),
    ruleAllowance: Int32Array.from(RULES, (rule) => rule.allowance),
    allowanceCount: 4,
    allowanceName: ['unlimited', 'mobile_hour', 'data_bundle', 'site_pool'],
    allowanceKind: Uint8Array.from([
      ALLOWANCE_UNLIMITED,
      ALLOWANCE_METERED,
      ALLOWANCE_METERED,
      ALLOWANCE_METERED,
    ]),
    allowanceScope: Uint8Array.from([SCOPE_CONTRACT, SCOPE_CONTRACT, SCOPE_CONTRACT, SCOPE_SITE]),
    allowanceGranted: Float64Array.from([0, 3600, 5000, 30_000]),
    allowancePerLicence: Uint8Array.from([0, 0, 0, 1]),
    allowanceRolloverMonths: Uint8Array.from([0, 1, 0, 0]),
    allowanceCorrespondents: new Int32Array(4),
    allowanceUnit: ['s', 's', 'ko', 's'],
    octetsPerKo: 1000,
    sessionPeriodUs: 43_200_000_000,
  };
}
