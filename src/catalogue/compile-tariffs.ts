import { SERVICE_COUNT, SERVICES } from '../batch/services.ts';
import type { NumberEntry } from '../numbering/number-tables.ts';
import { shareArray } from '../reference/shared-array.ts';
import type { Catalogue } from './catalogue.ts';
import type { Allowance, OfferVersion } from './catalogue-schema.ts';
import { compileDestinations, type Destinations } from './compile-destinations.ts';
import { allowanceFor, type CompiledRule, compileRule, tableFor } from './compile-rules.ts';
import { type OfferForm, offerForms, zoneSetOfVersion } from './offer-forms.ts';
import {
  ALLOWANCE_METERED,
  ALLOWANCE_UNLIMITED,
  SCOPE_CONTRACT,
  SCOPE_SITE,
  type TariffTables,
} from './tariff-tables.ts';
import { COUNTRY_CODES, COUNTRY_SLOTS, countryNumber } from './territories.ts';
import { NO_ZONE_NAME } from './zone-sets.ts';

export { planEntries } from './plan-entries.ts';

const MS_PER_DAY = 86_400_000;
const US_PER_HOUR = 3_600_000_000;

/**
 * The catalogue as tables in shared memory.
 * @param entries the number plan, planEntries(catalogue, loadNumberPlan()), which indexes
 *   destinationOfEntry
 */
export function compileTariffs(
  catalogue: Catalogue,
  entries: readonly NumberEntry[],
): TariffTables {
  const destinations = compileDestinations(catalogue, entries);
  const { settings } = catalogue;
  const countryAssigned = new Uint8Array(COUNTRY_SLOTS);
  countryAssigned[0] = 1;
  for (const country of COUNTRY_CODES) countryAssigned[countryNumber(country)] = 1;
  return {
    ...offerTables(catalogue, destinations),
    ...ruleTables(catalogue, destinations),
    ...allowanceTables(catalogue),
    destinationCount: destinations.all.length,
    destinationZone: destinations.all.map((destination) => destination?.zone ?? ''),
    destinationOfEntry: shareArray(destinations.ofEntry),
    destinationOfCountry: shareArray(destinations.ofCountry),
    destinationInternal: shareArray(destinations.internal),
    destinationAbroad: shareArray(destinations.abroad),
    destinationFree: shareArray(destinations.free),
    countryAssigned: shareArray(countryAssigned),
    octetsPerKo: settings.octets_per_ko,
    sessionPeriodUs: settings.session_period_h * US_PER_HOUR,
  };
}

/** One dated version of an offer, alone or with an option. */
interface Tariff {
  form: OfferForm;
  version: OfferVersion;
}

/** All tariffs in the order of their numbers. */
function tariffsOf(catalogue: Catalogue): Tariff[] {
  return offerForms(catalogue).flatMap((form) =>
    form.versions.map((version) => ({ form, version })),
  );
}

function zoneSetOf(catalogue: Catalogue, version: OfferVersion): string {
  return zoneSetOfVersion(catalogue, version) as string;
}

function offerTables(catalogue: Catalogue, { zoneSets }: Destinations) {
  const tariffs = tariffsOf(catalogue);
  const forms = offerForms(catalogue);
  const firstTariff = [0];
  for (const { versions } of forms) firstTariff.push(versions.length + (firstTariff.at(-1) ?? 0));
  const hasService = tariffs.flatMap(({ version }) =>
    SERVICES.map((service) =>
      version.price_lists.some((name) => catalogue.priceLists.get(name)?.[service]) ? 1 : 0,
    ),
  );
  const ofTariffs = <T>(value: (tariff: Tariff) => T) => tariffs.map(value);
  const allowanceNames = [...catalogue.allowances.keys()];
  return {
    ...stageTables(catalogue, forms),
    offerFirstTariff: shareArray(Int32Array.from(firstTariff)),
    tariffFromDay: shareArray(
      Int32Array.from(
        ofTariffs(({ version }) => Date.parse(`${version.from_date}T00:00:00Z`) / MS_PER_DAY),
      ),
    ),
    tariffIsSim: shareArray(
      Uint8Array.from(ofTariffs(({ form }) => (form.lines === 'sim' ? 1 : 0))),
    ),
    tariffIsWebex: shareArray(
      Uint8Array.from(ofTariffs(({ form }) => (form.lines === 'webex' ? 1 : 0))),
    ),
    tariffZoneSet: shareArray(
      Int32Array.from(ofTariffs(({ version }) => zoneSets.indexOf(zoneSetOf(catalogue, version)))),
    ),
    tariffLongCallSeconds: shareArray(
      Int32Array.from(ofTariffs(({ form }) => form.longCallSeconds)),
    ),
    tariffHasService: shareArray(Uint8Array.from(hasService)),
    tariffAllowances: ofTariffs(({ version }) =>
      (version.allowances ?? []).map((name) => allowanceNames.indexOf(name)),
    ),
  };
}

/** What a contract may be priced as beside its own offer: with an option, or after a trial. */
function stageTables(catalogue: Catalogue, forms: readonly OfferForm[]) {
  const offers = [...catalogue.offers.values()];
  const offerNames = [...catalogue.offers.keys()];
  const optionForms = forms.flatMap(({ offer, option }) =>
    option === null ? [] : [{ offer, option }],
  );
  const offerTrials = offers.map(({ trial }) =>
    trial === undefined
      ? null
      : { afterMonths: trial.months, becomes: offerNames.indexOf(trial.becomes) },
  );
  const contractLimits = [...catalogue.contractLimits.values()].map((limit) => ({
    offers: limit.offers.map((offer) => offerNames.indexOf(offer)),
    maximumContracts: limit.maximum_contracts,
  }));
  const hasStages = offers.map(
    ({ trial }, offer) => trial !== undefined || optionForms.some((form) => form.offer === offer),
  );
  return {
    offerNames,
    optionForms,
    offerTrials,
    offerHasOneLine: offers.map(({ lines }) => lines === 'sim'),
    contractLimits,
    offerHasStages: shareArray(Uint8Array.from(hasStages, (has) => (has ? 1 : 0))),
  };
}

function ruleTables(catalogue: Catalogue, destinations: Destinations) {
  const { ruleOf, rules } = compileRules(catalogue, destinations);
  const ofRules = (value: (rule: CompiledRule) => number) => rules.map(value);
  return {
    ruleOf: shareArray(ruleOf),
    ruleCount: rules.length,
    ruleId: rules.map(({ id }) => id),
    ruleService: shareArray(Uint8Array.from(ofRules(({ service }) => service))),
    ruleKind: shareArray(Uint8Array.from(ofRules(({ kind }) => kind))),
    ruleNeedsPrice: shareArray(Uint8Array.from(ofRules(({ needsPrice }) => (needsPrice ? 1 : 0)))),
    ruleConnectionFeeMicroEuros: shareArray(
      Float64Array.from(ofRules((rule) => rule.connectionFeeMicroEuros)),
    ),
    rulePriceMicroEuros: shareArray(Float64Array.from(ofRules((rule) => rule.microEuros))),
    rulePriceUnits: shareArray(Float64Array.from(ofRules(({ units }) => units))),
    ruleFirstSeconds: shareArray(Float64Array.from(ofRules((rule) => rule.firstSeconds))),
    ruleFirstMicroEuros: shareArray(Float64Array.from(ofRules((rule) => rule.firstMicroEuros))),
    ruleAllowance: shareArray(Int32Array.from(ofRules(({ allowance }) => allowance))),
  };
}

/** Finds the rule of every (tariff, service, destination); equal ids are one rule. */
function compileRules(catalogue: Catalogue, { all }: Destinations) {
  const tariffs = tariffsOf(catalogue);
  const ruleOf = new Int32Array(tariffs.length * SERVICE_COUNT * all.length).fill(-1);
  const rules: CompiledRule[] = [];
  const indexOfId = new Map<string, number>();
  for (const [t, { version }] of tariffs.entries()) {
    const zoneSet = zoneSetOf(catalogue, version);
    for (const [s, service] of SERVICES.entries()) {
      for (const [d, destination] of all.entries()) {
        // Destination 0: what goes to no zone, such as an activation.
        const place = destination ?? { zone: NO_ZONE_NAME, lists: [], zoneSet };
        if (place.zoneSet !== zoneSet) continue;
        for (const priceList of version.price_lists) {
          const table = tableFor(catalogue, priceList, service, place.zone);
          if (table === undefined) continue;
          const allowance = allowanceFor(catalogue, version.allowances ?? [], service, place);
          const where = { priceList, service, zone: place.zone, allowance };
          const rule = compileRule(catalogue, table, where);
          const index = indexOfId.get(rule.id) ?? rules.push(rule) - 1;
          indexOfId.set(rule.id, index);
          ruleOf[(t * SERVICE_COUNT + s) * all.length + d] = index;
        }
      }
    }
  }
  return { ruleOf, rules };
}

function allowanceTables(catalogue: Catalogue) {
  const allowances = [...catalogue.allowances.values()];
  return {
    allowanceCount: allowances.length,
    allowanceName: allowances.map(({ name }) => name),
    allowanceUnit: allowances.map(({ unit }) => (unit === 'ko' || unit === 'Mo' ? 'ko' : 's')),
    allowanceKind: shareArray(
      Uint8Array.from(
        allowances.map(({ granted }) =>
          granted === 'unlimited' ? ALLOWANCE_UNLIMITED : ALLOWANCE_METERED,
        ),
      ),
    ),
    allowanceScope: shareArray(
      Uint8Array.from(
        allowances.map(({ scope }) => (scope === 'site' ? SCOPE_SITE : SCOPE_CONTRACT)),
      ),
    ),
    allowanceGranted: shareArray(
      Float64Array.from(allowances.map((allowance) => grantedUnits(catalogue, allowance))),
    ),
    allowancePerLicence: shareArray(
      Uint8Array.from(allowances.map(({ per_licence }) => (per_licence ? 1 : 0))),
    ),
    allowanceRolloverMonths: shareArray(
      Uint8Array.from(allowances.map(({ rollover_months }) => rollover_months ?? 0)),
    ),
    allowanceCorrespondents: shareArray(
      Int32Array.from(allowances.map(({ correspondents }) => correspondents ?? 0)),
    ),
  };
}

/** Seconds or ko granted; 0 for an unlimited allowance, which is never counted down. */
function grantedUnits({ settings }: Catalogue, { granted, unit }: Allowance): number {
  if (granted === 'unlimited') return 0;
  const sizes = { s: 1, min: 60, h: 3_600, ko: 1, Mo: settings.ko_per_mo };
  return granted * sizes[unit];
}
