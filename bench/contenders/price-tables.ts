import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICE_COUNT, SERVICES } from '../../src/batch/services.ts';
import {
  RULE_CALL,
  RULE_DATA,
  RULE_FREE,
  RULE_MONTH_TIER,
  RULE_OPTIMA,
  RULE_UNIT,
  SCOPE_SITE,
  type TariffTables,
} from '../../src/catalogue/tariff-tables.ts';
import { COUNTRY_CODES, countryNumber } from '../../src/catalogue/territories.ts';
import type { CompiledCatalogue } from '../../src/compile-tables.ts';

/** Digits of a number that the first look-up takes; few prefixes are longer. */
const HEAD_DIGITS = 5;

const RULE_KINDS: Record<number, string> = {
  [RULE_FREE]: 'free',
  [RULE_CALL]: 'call',
  [RULE_DATA]: 'data',
  [RULE_UNIT]: 'unit',
  [RULE_MONTH_TIER]: 'month_tier',
  [RULE_OPTIMA]: 'optima',
};

/**
 * Writes the price list and the number plan as CSV tables, so that a contender that knows nothing of octroi
 * starts from what a user of SQL would have in the database already. Making them is not timed.
 *
 * Numbers are looked up by dialled digits (`0` and a national number) or by E.164 digits, which never begin
 * with 0. `number_heads` answers for five digits; where `deeper` is 1, `number_prefixes` has the longer ones.
 */
export function writePriceTables(compiled: CompiledCatalogue, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, columns: string, rows: (string | number)[][]) => {
    const lines = rows.map((row) => row.join(','));
    writeFileSync(join(folder, `${name}.csv`), `${[columns, ...lines].join('\n')}\n`);
  };
  const { tariffs, entries, numbers } = compiled;
  const { heads, prefixes } = numberRows(compiled);
  write('number_heads', 'head,entry,country_code,deeper', heads);
  write('number_prefixes', 'prefix,entry,country_code', prefixes);
  const short = entries.flatMap((entry, at) => (entry.short ? [[entry.digits || '?', at]] : []));
  write('short_numbers', 'digits,entry', short);
  const zoneSets = [...tariffs.destinationInternal.keys()];
  write(
    'destinations',
    'zone_set,entry,destination',
    zoneSets.flatMap((set) =>
      entries.flatMap((_, entry) => {
        const destination = tariffs.destinationOfEntry[set * numbers.entryCount + entry];
        return destination === 0 ? [] : [[set, entry, destination]];
      }),
    ),
  );
  write('countries', 'zone_set,country,destination', countryRows(tariffs, zoneSets));
  write('offers', OFFER_COLUMNS, offerRows(tariffs));
  write('cells', 'offer,tariff,service,destination,zone,rule', cellRows(tariffs));
  write('rules', RULE_COLUMNS, ruleRows(tariffs));
  write('allowances', ALLOWANCE_COLUMNS, allowanceRows(tariffs));
}

type Rows = (string | number)[][];

function numberRows({ numbers }: CompiledCatalogue): { heads: Rows; prefixes: Rows } {
  const heads: Rows = [];
  const prefixes: Rows = [];
  const walk = (digits: string, child: Int32Array, entry: Int32Array, node: number) => {
    for (let digit = 0; digit < 10; digit++) {
      const next = child[node * 10 + digit];
      const reached = digits + digit;
      if (next > 0) {
        if (reached.length === HEAD_DIGITS) heads.push([reached, ...named(entry[next]), 1]);
        walk(reached, child, entry, next);
      } else if (reached.length > HEAD_DIGITS) prefixes.push([reached, ...named(~next)]);
      else for (const head of headsOf(reached)) heads.push([head, ...named(~next), 0]);
    }
  };
  const named = (entry: number) =>
    entry < 0 ? ['', ''] : [entry, numbers.nationalCountryCode[entry] || ''];
  walk('', numbers.e164Child, numbers.e164Entry, 0);
  // No E.164 number begins with 0: there the national numbers stand, with the 0 they are dialled with.
  const isE164 = ([digits]: (string | number)[]) => !String(digits).startsWith('0');
  const e164 = { heads: heads.filter(isE164), prefixes: prefixes.filter(isE164) };
  heads.length = 0;
  prefixes.length = 0;
  walk('0', numbers.nationalChild, numbers.nationalEntry, 0);
  return { heads: [...e164.heads, ...heads], prefixes: [...e164.prefixes, ...prefixes] };
}

/** Every continuation of the digits to the length of a head. */
function headsOf(digits: string): string[] {
  const missing = HEAD_DIGITS - digits.length;
  return Array.from({ length: 10 ** missing }, (_, rest) =>
    missing === 0 ? digits : digits + String(rest).padStart(missing, '0'),
  );
}

function countryRows(tariffs: TariffTables, zoneSets: number[]): Rows {
  const slots = tariffs.countryAssigned.length;
  const of = (set: number, country: number) => tariffs.destinationOfCountry[set * slots + country];
  return zoneSets.flatMap((set) => [
    [set, '""', of(set, 0)],
    ...COUNTRY_CODES.map((code) => [set, code, of(set, countryNumber(code))]),
  ]);
}

const OFFER_COLUMNS =
  'offer,tariff,from_day,zone_set,is_sim,is_webex,internal_destination,abroad_destination,services,' +
  'trial_months,becomes';

function offerRows(tariffs: TariffTables): Rows {
  return tariffs.offerNames.flatMap((offer, index) => {
    const first = tariffs.offerFirstTariff[index];
    const trial = tariffs.offerTrials[index];
    return Array.from({ length: tariffs.offerFirstTariff[index + 1] - first }, (_, version) => {
      const tariff = first + version;
      const zoneSet = tariffs.tariffZoneSet[tariff];
      const services = SERVICES.filter(
        (_name, service) => tariffs.tariffHasService[tariff * SERVICE_COUNT + service] === 1,
      );
      return [
        offer,
        tariff,
        version === 0 ? -1_000_000 : tariffs.tariffFromDay[tariff],
        zoneSet,
        tariffs.tariffIsSim[tariff],
        tariffs.tariffIsWebex[tariff],
        tariffs.destinationInternal[zoneSet],
        tariffs.destinationAbroad[zoneSet],
        services.join(' '),
        trial?.afterMonths ?? '',
        trial === null ? '' : tariffs.offerNames[trial.becomes],
      ];
    });
  });
}

/** Cells of the offers as sold alone: an offer with an option that changes its usage is left out. */
function cellRows(tariffs: TariffTables): Rows {
  const offerOf = (tariff: number) =>
    tariffs.offerNames.findIndex((_, offer) => tariffs.offerFirstTariff[offer + 1] > tariff);
  const rows: Rows = [];
  tariffs.ruleOf.forEach((rule, cell) => {
    if (rule < 0) return;
    const destination = cell % tariffs.destinationCount;
    const service = Math.floor(cell / tariffs.destinationCount) % SERVICE_COUNT;
    const tariff = Math.floor(cell / tariffs.destinationCount / SERVICE_COUNT);
    const zone = tariffs.destinationZone[destination];
    const offer = offerOf(tariff);
    if (offer >= 0)
      rows.push([tariffs.offerNames[offer], tariff, SERVICES[service], destination, zone, rule]);
  });
  return rows;
}

const RULE_COLUMNS =
  'rule,rule_id,kind,needs_price,fee,price,price_units,first_seconds,first_price,allowance';

function ruleRows(tariffs: TariffTables): Rows {
  return tariffs.ruleId.map((id, rule) => [
    rule,
    id,
    RULE_KINDS[tariffs.ruleKind[rule]],
    tariffs.ruleNeedsPrice[rule],
    tariffs.ruleConnectionFeeMicroEuros[rule],
    tariffs.rulePriceMicroEuros[rule],
    tariffs.rulePriceUnits[rule],
    tariffs.ruleFirstSeconds[rule],
    tariffs.ruleFirstMicroEuros[rule],
    tariffs.ruleAllowance[rule] < 0 ? '' : tariffs.ruleAllowance[rule],
  ]);
}

const ALLOWANCE_COLUMNS =
  'allowance,name,is_metered,is_of_site,granted,per_licence,rolls_over,correspondents';

function allowanceRows(tariffs: TariffTables): Rows {
  return tariffs.allowanceName.map((name, allowance) => [
    allowance,
    name,
    tariffs.allowanceKind[allowance],
    tariffs.allowanceScope[allowance] === SCOPE_SITE ? 1 : 0,
    tariffs.allowanceGranted[allowance],
    tariffs.allowancePerLicence[allowance],
    tariffs.allowanceRolloverMonths[allowance] > 0 ? 1 : 0,
    tariffs.allowanceCorrespondents[allowance],
  ]);
}
