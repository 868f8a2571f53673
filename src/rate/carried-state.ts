/**
 * What rating needs of earlier runs to go on where they stopped, and what it leaves for the next: balances,
 * different numbers called, open session periods. Parallel columns throughout; contracts, sites and components
 * are indices of the reference data.
 */

/** Balances of the months being rated and of the month before, which a rollover starts from. */
export interface CarriedBalances {
  allowance: Int32Array;
  /** Site when the allowance belongs to one, else the contract. */
  scope: Int32Array;
  /** Months since 1970-01. */
  month: Int32Array;
  granted: Float64Array;
  rolledIn: Float64Array;
  used: Float64Array;
  /** Start of the record that took the last of it; Infinity = some is left. */
  spentAtUs: Float64Array;
}

/** Numbers that have a place among a contract's correspondents of a month (B3, B4): those that are called again. */
export interface CarriedNumbers {
  contract: Int32Array;
  month: Int32Array;
  number: Float64Array;
  /** Start of the earliest call with that place known so far. */
  sinceUs: Float64Array;
}

/** How many numbers have a place, of contracts and months of which not all numbers are carried. */
export interface CarriedPlaces {
  contract: Int32Array;
  month: Int32Array;
  taken: Int32Array;
}

/** Octets of session periods that may still get records. */
export interface CarriedPeriods {
  keyLow: Int32Array;
  keyHigh: Int32Array;
  periodStartUs: Float64Array;
  octets: Float64Array;
  contract: Int32Array;
}

/** What a partition starts from. */
export interface CarriedState {
  balances: CarriedBalances;
  numbers: CarriedNumbers;
  places: CarriedPlaces;
  periods: CarriedPeriods;
}

/** What a partition leaves besides its balances. */
export interface LeftState {
  /** Components with records, and the start of the last of them. */
  component: Int32Array;
  ratedUntilUs: Float64Array;
  /** Numbers that took a place in this run, or turn out to have had one earlier than was known. */
  numbers: CarriedNumbers;
  /** Periods open at the end of their component's records, those carried in included. */
  periods: CarriedPeriods;
}

/** Nothing carried: a first run, or components without stored usage. */
export function nothingCarried(): CarriedState {
  return {
    balances: {
      allowance: new Int32Array(0),
      scope: new Int32Array(0),
      month: new Int32Array(0),
      granted: new Float64Array(0),
      rolledIn: new Float64Array(0),
      used: new Float64Array(0),
      spentAtUs: new Float64Array(0),
    },
    numbers: noNumbers(),
    places: noPlaces(),
    periods: noPeriods(),
  };
}

export function noNumbers(): CarriedNumbers {
  return {
    contract: new Int32Array(0),
    month: new Int32Array(0),
    number: new Float64Array(0),
    sinceUs: new Float64Array(0),
  };
}

export function noPlaces(): CarriedPlaces {
  return {
    contract: new Int32Array(0),
    month: new Int32Array(0),
    taken: new Int32Array(0),
  };
}

export function noPeriods(): CarriedPeriods {
  return {
    keyLow: new Int32Array(0),
    keyHigh: new Int32Array(0),
    periodStartUs: new Float64Array(0),
    octets: new Float64Array(0),
    contract: new Int32Array(0),
  };
}
