import type { OfferTrial, TariffTables } from '../catalogue/tariff-tables.ts';
import { monthOfDay, monthStartDay } from '../normalise/paris-calendar.ts';
import { intsOf } from './int-column.ts';
import type { Contracts } from './load-contracts.ts';
import type { UsageOption } from './load-options.ts';
import { NO_END_DAY, type ReferenceTables } from './reference-tables.ts';
import { shareArray } from './shared-array.ts';

type StageTables = Pick<ReferenceTables, 'stageContract' | 'stageFromDay' | 'stageOffer'>;

interface Stage {
  contract: number;
  fromDay: number;
  offer: number;
}

/** First day on which a trial that began on a day is over: the first of a calendar month (004, E23). */
export function trialEndDay({ afterMonths }: OfferTrial, startDay: number): number {
  return monthStartDay(monthOfDay(startDay) + afterMonths);
}

/**
 * From which day on a contract is priced as which offer, for contracts whose offer changes: after a trial, and
 * on the days they have an option that an offer's usage depends on.
 */
export function contractStages(
  contracts: Contracts,
  options: readonly UsageOption[],
  tariffs: TariffTables,
): StageTables {
  const offers = intsOf(contracts.offer);
  const optionsOf = new Map<number, UsageOption[]>();
  for (const option of options) {
    const own = optionsOf.get(option.contract);
    if (own === undefined) optionsOf.set(option.contract, [option]);
    else own.push(option);
  }
  const stages: Stage[] = [];
  for (let contract = 0; contract < offers.length; contract++) {
    const offer = offers[contract];
    if (tariffs.offerHasStages[offer] === 0) continue;
    const trial = tariffs.offerTrials[offer];
    const startDay = contracts.fromDay.values[contract];
    const trialOverDay = trial === null ? NO_END_DAY : trialEndDay(trial, startDay);
    const own = optionsOf.get(contract) ?? [];
    const days = new Set([trialOverDay]);
    for (const { fromDay, toDay } of own) days.add(fromDay).add(toDay + 1);
    let before = offer;
    for (const day of [...days].filter((day) => day < NO_END_DAY).sort((a, b) => a - b)) {
      const sold = trial !== null && day >= trialOverDay ? trial.becomes : offer;
      const held = own.filter(({ fromDay, toDay }) => fromDay <= day && day <= toDay);
      const now = formOf(tariffs, sold, held);
      if (now !== before) stages.push({ contract, fromDay: day, offer: now });
      before = now;
    }
  }
  return {
    stageContract: shareArray(Int32Array.from(stages, ({ contract }) => contract)),
    stageFromDay: shareArray(Int32Array.from(stages, ({ fromDay }) => fromDay)),
    stageOffer: shareArray(Int32Array.from(stages, ({ offer }) => offer)),
  };
}

/** The offer with the option that is held, if its usage depends on one; else the offer alone. */
function formOf(tariffs: TariffTables, offer: number, held: readonly UsageOption[]): number {
  const form = tariffs.optionForms.findIndex(
    (candidate) =>
      candidate.offer === offer && held.some(({ option }) => option === candidate.option),
  );
  return form < 0 ? offer : tariffs.offerNames.length + form;
}
