import { DATA } from '../batch/services.ts';
import type { UsageColumns } from '../batch/usage-columns.ts';
import { FLAG_CORRESPONDENT_LIMIT, FLAG_SPLIT, FLAG_UNDELIVERED } from '../batch/usage-flags.ts';
import {
  ALLOWANCE_NONE,
  ALLOWANCE_UNLIMITED,
  RULE_CALL,
  RULE_DATA,
  RULE_FREE,
  RULE_MONTH_TIER,
  RULE_OPTIMA,
  RULE_UNIT,
  SCOPE_SITE,
} from '../catalogue/tariff-tables.ts';
import type { RatingTables } from '../classify/rating-tables.ts';
import { monthOfDay } from '../normalise/paris-calendar.ts';
import { priceAt } from '../reference/price-at.ts';
import { AllowanceBalances, type StoredBalance } from './accumulate/allowance-balances.ts';
import { Correspondents } from './accumulate/correspondents.ts';
import { SessionPeriods } from './accumulate/session-periods.ts';
import type { PartitionResult } from './rate-partition.ts';
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
  rule = 0;

  private readonly tables: RatingTables;
  private readonly columns: UsageColumns;
  private readonly balances: AllowanceBalances;
  private readonly correspondents = new Correspondents();
  private readonly periods = new SessionPeriods();
  /** Price that applies to the record, when priceOf found one. */
  private connectionFeeMicroEuros = 0;
  private priceMicroEuros = 0;
  private priceUnits = 1;

  constructor(tables: RatingTables, columns: UsageColumns, stored: StoredBalance[]) {
    this.tables = tables;
    this.columns = columns;
    this.balances = new AllowanceBalances(tables, stored);
  }

  /** A call that costs nothing whatever its number: unanswered (G3) or incoming (G12). */
  rateFree(i: number): void {
    this.set(this.columns.measure[i], this.columns.measure[i], 0);
    this.rule = -1;
  }

  /** @returns false when the record has no price: it is suspended, but what it drew stays drawn. */
  rate(i: number): boolean {
    const { tariffs } = this.tables;
    this.rule = tariffs.ruleOf[this.columns.cell[i]];
    switch (tariffs.ruleKind[this.rule]) {
      case RULE_FREE:
        return this.rateIncluded(i);
      case RULE_CALL:
        return this.rateCall(i);
      case RULE_DATA:
        return this.rateData(i);
      case RULE_OPTIMA:
        this.set(this.ko(i), 0, 0);
        this.isPending = true;
        return true;
      case RULE_MONTH_TIER:
        return this.rateByTier(i);
      case RULE_UNIT:
        return this.rateUnit(i);
      default:
        throw new Error(`rule ${tariffs.ruleId[this.rule]} is of an unknown kind`);
    }
  }

  /** Free of charge, consuming nothing (G6, G12): the whole quantity is included. */
  private rateIncluded(i: number): boolean {
    const { service, measure } = this.columns;
    const quantity = service[i] === DATA ? this.ko(i) : measure[i];
    this.set(quantity, quantity, 0);
    return true;
  }

  private rateCall(i: number): boolean {
    const { tariffs } = this.tables;
    const rule = this.rule;
    const seconds = this.columns.measure[i];
    const freeSeconds = this.secondsInAllowance(i, seconds);
    const paidSeconds = seconds - freeSeconds;
    if (paidSeconds > 0 && !this.findPrice(i)) return false;
    if (freeSeconds > 0 && paidSeconds > 0) this.columns.flags[i] |= FLAG_SPLIT;
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
  private secondsInAllowance(i: number, seconds: number): number {
    const { tariffs } = this.tables;
    const allowance = tariffs.ruleAllowance[this.rule];
    if (allowance === ALLOWANCE_NONE) return 0;
    const contract = this.columns.contract[i];
    const month = monthOfDay(this.columns.day[i]);
    const isUnlimited = tariffs.allowanceKind[allowance] === ALLOWANCE_UNLIMITED;
    const slot = isUnlimited ? -1 : this.balances.slotOf(allowance, contract, month);
    if (!isUnlimited && this.balances.left(slot) <= 0) return 0;
    const limit = tariffs.allowanceCorrespondents[allowance];
    if (limit > 0) {
      const months = this.correspondents.slotOf(contract, month, limit);
      if (!this.correspondents.admit(months, this.columns.called[i], limit)) {
        this.columns.flags[i] |= FLAG_CORRESPONDENT_LIMIT;
        return 0;
      }
    }
    return isUnlimited ? seconds : this.balances.take(slot, seconds);
  }

  /** Takes a stored record of the month before into account, without rating it again. */
  addToPeriod(i: number): void {
    this.ko(i);
  }

  private rateData(i: number): boolean {
    const { tariffs } = this.tables;
    const ko = this.ko(i);
    const allowance = tariffs.ruleAllowance[this.rule];
    let includedKo = 0;
    if (allowance !== ALLOWANCE_NONE && ko > 0) {
      const month = monthOfDay(this.columns.day[i]);
      const slot = this.balances.slotOf(allowance, this.columns.contract[i], month);
      includedKo = this.balances.take(slot, ko);
    }
    const paidKo = ko - includedKo;
    if (paidKo > 0 && !this.findPrice(i)) return false;
    const amount = paidKo > 0 ? koMicroEuros(paidKo, this.priceMicroEuros, this.priceUnits) : 0;
    this.set(ko, includedKo, amount);
    return true;
  }

  /** Kilo-octets the record adds to its session period; a record without a session is its own (G9). */
  private ko(i: number): number {
    const { tariffs } = this.tables;
    const { measure, sessionKeyLow, sessionKeyHigh, startedAtUnixUs } = this.columns;
    if (sessionKeyHigh[i] === 0) return Math.ceil(measure[i] / tariffs.octetsPerKo);
    const period = periodStartUs(
      startedAtUnixUs[i],
      this.columns.sessionStartedAtUnixUs[i],
      tariffs.sessionPeriodUs,
    );
    const before = this.periods.add(sessionKeyLow[i], sessionKeyHigh[i], period, measure[i]);
    return periodKo(before, measure[i], tariffs.octetsPerKo);
  }

  /** Priced by the month's total at billing; what was not delivered is never charged (E18). */
  private rateByTier(i: number): boolean {
    const isUndelivered = (this.columns.flags[i] & FLAG_UNDELIVERED) !== 0;
    this.set(1, isUndelivered ? 1 : 0, 0);
    this.isPending = !isUndelivered;
    return true;
  }

  private rateUnit(i: number): boolean {
    if (!this.findPrice(i)) return false;
    this.set(
      1,
      0,
      this.connectionFeeMicroEuros + koMicroEuros(1, this.priceMicroEuros, this.priceUnits),
    );
    return true;
  }

  /** Price of the record: the one in the reference data if there is one, else the catalogue's. */
  private findPrice(i: number): boolean {
    const { tariffs, reference } = this.tables;
    const { contract, cell, day } = this.columns;
    const customer = reference.contractCustomer[contract[i]];
    const price = priceAt(reference, cell[i], customer, day[i]);
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

  private set(quantity: number, included: number, amountMicroEuros: number): void {
    this.quantity = quantity;
    this.included = included;
    this.amountMicroEuros = amountMicroEuros;
    this.isPending = false;
  }

  /** What the allowances stand at after the last record. */
  endOfRun(): Pick<PartitionResult, 'balances' | 'correspondents'> {
    const { balances, correspondents } = this;
    const { tariffs } = this.tables;
    return {
      balances: balances.allowances.map((allowance, slot) => ({
        allowance,
        scope: balances.scopes[slot],
        contract: tariffs.allowanceScope[allowance] === SCOPE_SITE ? -1 : balances.scopes[slot],
        month: balances.months[slot],
        granted: balances.granted[slot],
        rolledIn: balances.rolledIn[slot],
        used: balances.used[slot],
      })),
      correspondents: correspondents.counts.map((used, slot) => ({
        contract: correspondents.contracts[slot],
        month: correspondents.months[slot],
        limit: correspondents.limits[slot],
        used,
      })),
    };
  }
}
