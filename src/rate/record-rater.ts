import { DATA } from '../batch/services.ts';
import { FLAG_CORRESPONDENT_LIMIT, FLAG_SPLIT, FLAG_UNDELIVERED } from '../batch/usage-flags.ts';
import {
  CALLED,
  CELL,
  CONTRACT,
  DAY,
  flagsIn,
  MEASURE,
  SESSION_KEY_HIGH,
  SESSION_KEY_LOW,
  SESSION_STARTED_AT,
  STARTED_AT,
  serviceIn,
  TRAITS,
  type UsageRecords,
  withFlags,
} from '../batch/usage-records.ts';
import {
  ALLOWANCE_NONE,
  ALLOWANCE_UNLIMITED,
  RULE_CALL,
  RULE_DATA,
  RULE_FREE,
  RULE_MONTH_TIER,
  RULE_OPTIMA,
  RULE_UNIT,
} from '../catalogue/tariff-tables.ts';
import type { RatingTables } from '../classify/rating-tables.ts';
import { monthOfDay } from '../normalise/paris-calendar.ts';
import { priceAt } from '../reference/price-at.ts';
import { AllowanceBalances } from './accumulate/allowance-balances.ts';
import { Correspondents } from './accumulate/correspondents.ts';
import { SessionPeriods } from './accumulate/session-periods.ts';
import type { CarriedState, LeftState } from './carried-state.ts';
import type { PartitionResult } from './partition-result.ts';
import { callMicroEuros } from './rules/call.ts';
import { koMicroEuros, periodKo, periodStartUs } from './rules/data.ts';

/** Prices records one after the other, in order of start, and keeps what they share: allowances, periods. */
export class RecordRater {
  /** Outcome for the record rated last. */
  quantity = 0;
  included = 0;
  amountMicroEuros = 0;
  /** True when only the month's close can price the record. */
  isPending = false;

  private rule = 0;
  private readonly tables: RatingTables;
  private readonly words: Int32Array;
  private readonly doubles: Float64Array;
  private readonly balances: AllowanceBalances;
  private readonly correspondents = new Correspondents();
  private readonly periods = new SessionPeriods();
  /** Price that applies to the record, when findPrice found one. */
  private connectionFeeMicroEuros = 0;
  private priceMicroEuros = 0;
  private priceUnits = 1;

  constructor(tables: RatingTables, records: UsageRecords, carried: CarriedState) {
    this.tables = tables;
    this.words = records.words;
    this.doubles = records.doubles;
    this.balances = new AllowanceBalances(tables, carried.balances);
    this.correspondents.carry(carried.numbers, carried.places);
    this.periods.carry(carried.periods);
  }

  /** A call that costs nothing whatever its number: unanswered (G3) or incoming (G12). */
  rateFree(at: number): void {
    const quantity = this.measure(at);
    this.set(quantity, quantity, 0);
  }

  /** @returns false when the record has no price: it is suspended, but what it drew stays drawn (FLAG_SPLIT). */
  rate(at: number): boolean {
    const { tariffs } = this.tables;
    this.rule = tariffs.ruleOf[this.words[at + CELL]];
    switch (tariffs.ruleKind[this.rule]) {
      case RULE_FREE:
        return this.rateIncluded(at);
      case RULE_CALL:
        return this.rateCall(at);
      case RULE_DATA:
        return this.rateData(at);
      case RULE_OPTIMA:
        this.set(this.ko(at), 0, 0);
        this.isPending = true;
        return true;
      case RULE_MONTH_TIER:
        return this.rateByTier(at);
      case RULE_UNIT:
        return this.rateUnit(at);
      default:
        throw new Error(`rule ${tariffs.ruleId[this.rule]} is of an unknown kind`);
    }
  }

  /** Free of charge, consuming nothing (G6, G12): the whole quantity is included. */
  private rateIncluded(at: number): boolean {
    const isData = serviceIn(this.words[at + TRAITS]) === DATA;
    const quantity = isData ? this.ko(at) : this.measure(at);
    this.set(quantity, quantity, 0);
    return true;
  }

  private rateCall(at: number): boolean {
    const { tariffs } = this.tables;
    const rule = this.rule;
    const seconds = this.measure(at);
    const freeSeconds = this.secondsInAllowance(at, seconds);
    const paidSeconds = seconds - freeSeconds;
    if (freeSeconds > 0 && paidSeconds > 0) this.addFlag(at, FLAG_SPLIT);
    if (paidSeconds > 0 && !this.findPrice(at)) return false;
    const amountMicroEuros = callMicroEuros(
      paidSeconds,
      this.connectionFeeMicroEuros,
      this.priceMicroEuros,
      this.priceUnits,
      tariffs.ruleFirstSeconds[rule],
      tariffs.ruleFirstMicroEuros[rule],
    );
    this.set(seconds, freeSeconds, amountMicroEuros);
    return true;
  }

  /** Seconds of the call that lie in an allowance, drawn from it (G5, B3–B7, D3, D8). */
  private secondsInAllowance(at: number, seconds: number): number {
    const { tariffs } = this.tables;
    const allowance = tariffs.ruleAllowance[this.rule];
    if (allowance === ALLOWANCE_NONE) return 0;
    const contract = this.words[at + CONTRACT];
    const month = monthOfDay(this.words[at + DAY]);
    const isUnlimited = tariffs.allowanceKind[allowance] === ALLOWANCE_UNLIMITED;
    const slot = isUnlimited ? -1 : this.balances.slotOf(allowance, contract, month);
    if (!isUnlimited && this.balances.left(slot) <= 0) return 0;
    const limit = tariffs.allowanceCorrespondents[allowance];
    if (limit > 0) {
      const months = this.correspondents.slotOf(contract, month, limit);
      if (
        !this.correspondents.admit(
          months,
          this.doubles[(at >> 1) + CALLED],
          limit,
          this.startedAtUs(at),
        )
      ) {
        this.addFlag(at, FLAG_CORRESPONDENT_LIMIT);
        return 0;
      }
    }
    return isUnlimited ? seconds : this.balances.take(slot, seconds, this.startedAtUs(at));
  }

  /** Takes a stored record of the month before into account, without rating it again. */
  addToPeriod(at: number): void {
    this.ko(at);
  }

  private rateData(at: number): boolean {
    const { tariffs } = this.tables;
    const ko = this.ko(at);
    const allowance = tariffs.ruleAllowance[this.rule];
    let includedKo = 0;
    if (allowance !== ALLOWANCE_NONE && ko > 0) {
      const month = monthOfDay(this.words[at + DAY]);
      const slot = this.balances.slotOf(allowance, this.words[at + CONTRACT], month);
      includedKo = this.balances.take(slot, ko, this.startedAtUs(at));
    }
    const paidKo = ko - includedKo;
    if (paidKo > 0 && !this.findPrice(at)) {
      if (includedKo > 0) this.addFlag(at, FLAG_SPLIT);
      return false;
    }
    const amount = paidKo > 0 ? koMicroEuros(paidKo, this.priceMicroEuros, this.priceUnits) : 0;
    this.set(ko, includedKo, amount);
    return true;
  }

  /** Kilo-octets the record adds to its session period; a record without a session is its own (G9). */
  private ko(at: number): number {
    const { tariffs } = this.tables;
    const { words, doubles } = this;
    const octets = this.measure(at);
    if (words[at + SESSION_KEY_HIGH] === 0) return Math.ceil(octets / tariffs.octetsPerKo);
    const period = periodStartUs(
      doubles[(at >> 1) + STARTED_AT],
      doubles[(at >> 1) + SESSION_STARTED_AT],
      tariffs.sessionPeriodUs,
    );
    const before = this.periods.add(
      words[at + SESSION_KEY_LOW],
      words[at + SESSION_KEY_HIGH],
      period,
      octets,
      words[at + CONTRACT],
    );
    return periodKo(before, octets, tariffs.octetsPerKo);
  }

  /** Priced by the month's total at billing; what was not delivered is never charged (E18). */
  private rateByTier(at: number): boolean {
    const isUndelivered = (flagsIn(this.words[at + TRAITS]) & FLAG_UNDELIVERED) !== 0;
    this.set(1, isUndelivered ? 1 : 0, 0);
    this.isPending = !isUndelivered;
    return true;
  }

  private rateUnit(at: number): boolean {
    if (!this.findPrice(at)) return false;
    this.set(
      1,
      0,
      this.connectionFeeMicroEuros + koMicroEuros(1, this.priceMicroEuros, this.priceUnits),
    );
    return true;
  }

  /** Price of the record: the one in the reference data if there is one, else the catalogue's. */
  private findPrice(at: number): boolean {
    const { tariffs, reference } = this.tables;
    const { words } = this;
    const customer = reference.contractCustomer[words[at + CONTRACT]];
    const price = priceAt(reference, words[at + CELL], customer, words[at + DAY]);
    if (price >= 0) {
      this.connectionFeeMicroEuros = reference.priceConnectionFeeMicroEuros[price];
      this.priceMicroEuros = reference.priceMicroEuros[price];
      this.priceUnits = reference.priceUnits[price];
      return true;
    }
    if (tariffs.ruleNeedsPrice[this.rule] === 1) return false;
    this.connectionFeeMicroEuros = tariffs.ruleConnectionFeeMicroEuros[this.rule];
    this.priceMicroEuros = tariffs.rulePriceMicroEuros[this.rule];
    this.priceUnits = tariffs.rulePriceUnits[this.rule];
    return true;
  }

  private measure(at: number): number {
    return this.doubles[(at >> 1) + MEASURE];
  }

  private addFlag(at: number, flag: number): void {
    this.words[at + TRAITS] = withFlags(this.words[at + TRAITS], flag);
  }

  private set(quantity: number, included: number, amountMicroEuros: number): void {
    this.quantity = quantity;
    this.included = included;
    this.amountMicroEuros = amountMicroEuros;
    this.isPending = false;
  }

  /** What the allowances stand at after the last record. */
  endOfRun(): Pick<PartitionResult, 'balances' | 'correspondents'> {
    const { balances, correspondents } = this;
    return {
      balances: balances.allowances.map((allowance, slot) => ({
        allowance,
        scope: balances.scopes[slot],
        month: balances.months[slot],
        granted: balances.granted[slot],
        rolledIn: balances.rolledIn[slot],
        used: balances.used[slot],
        spentAtUs: balances.spentAtUs[slot],
      })),
      correspondents: correspondents.counts
        .map((used, slot) => ({
          contract: correspondents.contracts[slot],
          month: correspondents.months[slot],
          limit: correspondents.limits[slot],
          used,
        }))
        .filter(({ limit }) => limit > 0),
    };
  }

  private startedAtUs(at: number): number {
    return this.doubles[(at >> 1) + STARTED_AT];
  }

  /** What later runs go on from. @param until how far each component has been rated */
  leftState(until: Pick<LeftState, 'component' | 'ratedUntilUs'>): LeftState {
    const { tariffs, reference } = this.tables;
    const ratedUntilUs = new Map(
      Array.from(until.component, (component, k) => [component, until.ratedUntilUs[k]]),
    );
    const periods = this.periods.open((contract, periodStartUs) => {
      const untilUs = ratedUntilUs.get(reference.contractComponent[contract]);
      // Without records in this run nothing was closed by them.
      return untilUs === undefined || periodStartUs + tariffs.sessionPeriodUs > untilUs;
    });
    return { ...until, numbers: this.correspondents.added(), periods };
  }
}
