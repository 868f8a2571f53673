import {
  CSD,
  DATA,
  LOCATION,
  SMS,
  SMS_INTERNET,
  TRANSFER_ACTIVATION,
  VOICE,
} from '../batch/services.ts';
import { MACHINE_CALLS, MESSAGES, OFFICE_CALLS, writeCalled } from './called-numbers.ts';
import type { GeneratePlan, Workload } from './generate-options.ts';
import { mix32, nextU32, type RandomState, skewedIndex } from './random.ts';
import { writePadded } from './row-bytes.ts';
import { ACCOUNT, OPTIMALE, PHONE, SHORT_ID, SIM, type Subscribers, WEBEX } from './subscribers.ts';
import { HOUR_MS } from './traffic-calendar.ts';
import { COUNTRIES, type UsageRecord } from './usage-record.ts';

/**
 * Draws usage records: who, what, when, how much. No memory of earlier records is needed, because
 * correspondents, sessions and roaming are functions of the line, so a month of any size fits.
 */
export interface Traffic {
  subscribers: Subscribers;
  random: RandomState;
  monthStartUnixMs: number;
  /** 1 for the offers of `subscribers.simOffers` that carry voice, and those of large volumes. */
  simOfferHasVoice: Uint8Array;
  simOfferIsIntense: Uint8Array;
  /** A machine calls from a SIM that carries voice unless these random bits are all 0. */
  voiceSimMask: number;
  /**
   * A number below the first is an Optimale pro call, then Webex call, machine call, SMS, any
   * other service; else data.
   */
  kindBounds: Float64Array;
}

/** Thousandths of the records: Optimale pro, Webex and machine calls, SMS, all else; the rest is data. */
const SHARES: Record<Workload, [number, number, number, number, number]> = {
  mixed: [270, 300, 30, 100, 0],
  skewed: [270, 300, 30, 100, 0],
  webex: [0, 1000, 0, 0, 0],
  m2m: [0, 0, 50, 150, 0],
  all: [255, 285, 30, 95, 50],
};

/** Traffic of a plan; the same seed and plan give the same records. */
export function startTraffic(plan: GeneratePlan, random: RandomState): Traffic {
  const { subscribers, calendar, options } = plan;
  let sum = 0;
  const bounds = SHARES[options.workload].map((share) => {
    sum += share;
    return (sum / 1000) * 0x1_0000_0000;
  });
  const { simOffers } = subscribers;
  return {
    subscribers,
    random,
    monthStartUnixMs: calendar.monthStartUnixMs,
    simOfferHasVoice: Uint8Array.from(simOffers, (offer) => (offer.endsWith('-dtmf') ? 1 : 0)),
    simOfferIsIntense: Uint8Array.from(simOffers, (offer) => (offer.includes('intense') ? 1 : 0)),
    // CSD is for the month of machines; the mixed one has nearly only voice.
    voiceSimMask: options.workload === 'm2m' ? 1 : 15,
    kindBounds: Float64Array.from(bounds),
  };
}

/**
 * Draws the next record.
 * @param deliveredAtUnixMs when the network hands it over: calls start their duration earlier, and
 *   one record in a thousand comes up to two days late
 */
export function drawRecord(traffic: Traffic, deliveredAtUnixMs: number, record: UsageRecord): void {
  const { random, kindBounds } = traffic;
  const kind = nextU32(random);
  const delay = nextU32(random);
  record.calledLength = 0;
  record.isInternal = false;
  record.country = 0;
  record.sessionNumber = 0;
  record.isFailed = false;
  let delayMs: number;
  if (kind < kindBounds[2]) {
    if (kind < kindBounds[0]) drawOptimaleCall(traffic, record);
    else if (kind < kindBounds[1]) drawWebexCall(traffic, record);
    else drawMachineCall(traffic, record);
    delayMs = record.durationSeconds * 1000 + (delay & 8191);
  } else if (kind < kindBounds[3]) {
    drawMessage(traffic, record);
    delayMs = delay & 4095;
  } else if (kind < kindBounds[4]) {
    drawOther(traffic, record);
    delayMs = record.durationSeconds * 1000 + (delay & 8191);
  } else {
    delayMs = (delay & 0xffff) * 50;
  }
  if (delay >>> 22 === 0) delayMs += ((delay & 0xffff) % 48) * HOUR_MS;
  record.startedAtUnixMs = withinMonth(traffic, deliveredAtUnixMs - delayMs);
  if (kind >= kindBounds[4]) drawData(traffic, record);
}

/** Starts that would fall before the month are moved into its first hour. */
function withinMonth(traffic: Traffic, unixMs: number): number {
  const early = traffic.monthStartUnixMs - unixMs;
  return early <= 0 ? unixMs : traffic.monthStartUnixMs + (early % HOUR_MS);
}

/** A line or contract of a family; with a dominant customer, one of his every second time. */
function drawIndex(random: RandomState, count: number, dominantCount: number): number {
  const u32 = nextU32(random);
  if (dominantCount === 0) return skewedIndex(u32, count);
  const rest = nextU32(random);
  if ((u32 & 1) === 0) return skewedIndex(rest, dominantCount);
  return dominantCount + skewedIndex(rest, count - dominantCount);
}

/**
 * Contracts that call for a living: an eighth of all calls more, so that many exceed 500
 * correspondents.
 */
const CALL_CENTRE_EVERY = 16;
const CALL_CENTRE_CORRESPONDENTS = 4000;
const OFFICE_CORRESPONDENTS = 80;

function drawOptimaleCall(traffic: Traffic, record: UsageRecord): void {
  const { subscribers, random } = traffic;
  let contract = drawIndex(
    random,
    subscribers.optimaleContractCount,
    subscribers.dominantContractCount,
  );
  const bits = nextU32(random);
  if (bits >>> 29 === 0) contract -= contract % CALL_CENTRE_EVERY;
  const isCallCentre = contract % CALL_CENTRE_EVERY === 0;
  record.service = VOICE;
  record.family = OPTIMALE;
  record.line = contract * 2 + (bits & 1);
  record.durationSeconds = drawDuration(nextU32(random));
  const known = isCallCentre ? CALL_CENTRE_CORRESPONDENTS : OFFICE_CORRESPONDENTS;
  dial(record, OFFICE_CALLS, mix32(contract ^ 0x0a11) + ((bits >>> 8) % known), bits >>> 1);
}

/** Sites of a hotline: their calls last five times as long, so that many exceed their pools. */
const HOTLINE_EVERY = 12;
const HOTLINE_FACTOR = 5;

function drawWebexCall(traffic: Traffic, record: UsageRecord): void {
  const { subscribers, random } = traffic;
  const line = drawIndex(random, subscribers.webexLineCount, subscribers.dominantLineCount);
  const bits = nextU32(random);
  record.service = VOICE;
  record.family = WEBEX;
  record.line = line;
  const isHotline = subscribers.siteOfLine[line] % HOTLINE_EVERY === 3;
  record.durationSeconds = drawDuration(nextU32(random)) * (isHotline ? HOTLINE_FACTOR : 1);
  if ((bits & 7) === 0) dialExtension(subscribers, record, bits >>> 3);
  else {
    const correspondent = mix32(line ^ 0x3eb0) + ((bits >>> 8) % OFFICE_CORRESPONDENTS);
    dial(record, OFFICE_CALLS, correspondent, bits >>> 3);
  }
}

/**
 * `5`, site code, extension; one in 512 has the code of no site of the customer, if any is free.
 */
function dialExtension(subscribers: Subscribers, record: UsageRecord, bits: number): void {
  const customer = subscribers.siteCustomer[subscribers.siteOfLine[record.line]];
  const sites = subscribers.siteFirst[customer + 1] - subscribers.siteFirst[customer];
  const isWrong = (bits & 511) === 0 && sites < 100;
  const siteCode = isWrong ? sites : (bits >>> 9) % sites;
  const width = (bits >>> 18) & 1 ? 3 : 4;
  record.isInternal = true;
  record.called[0] = 53;
  const at = writePadded(record.called, 1, siteCode, 2);
  record.calledLength = writePadded(record.called, at, bits % 1000, width);
}

/** Voice where the offer has DTMF, else CSD. */
function drawMachineCall(traffic: Traffic, record: UsageRecord): void {
  const { random, subscribers, simOfferHasVoice } = traffic;
  const bits = nextU32(random);
  const offerCount = simOfferHasVoice.length;
  let sim = drawIndex(random, subscribers.simCount, subscribers.dominantSimCount);
  // The first offer of the list has DTMF.
  if ((bits & traffic.voiceSimMask) !== 0) sim -= sim % offerCount;
  // One call in 1,024 is of the service the SIM's offer does not have.
  const hasVoice = (simOfferHasVoice[sim % offerCount] === 1) !== (bits >>> 22 === 0);
  record.service = hasVoice ? VOICE : CSD;
  record.family = SIM;
  record.line = sim;
  record.durationSeconds = drawDuration(nextU32(random)) % 240;
  dial(record, MACHINE_CALLS, mix32(sim ^ 0x0d7f) + ((bits >>> 8) % 6), bits >>> 4);
}

function drawMessage(traffic: Traffic, record: UsageRecord): void {
  const { random, subscribers } = traffic;
  const bits = nextU32(random);
  const sim = drawIndex(random, subscribers.simCount, subscribers.dominantSimCount);
  record.service = SMS;
  record.family = SIM;
  record.line = sim;
  if (bits >>> 24 === 0) record.country = roamingCountry(sim);
  dial(record, MESSAGES, mix32(sim ^ 0x05e5) + ((bits >>> 8) % 8), bits >>> 4);
}

/** Half are calls of phones over IP, a quarter SMS Internet, an eighth each transfers and hits. */
function drawOther(traffic: Traffic, record: UsageRecord): void {
  const { random, subscribers } = traffic;
  const bits = nextU32(random);
  const place = nextU32(random);
  record.durationSeconds = 0;
  switch (bits & 7) {
    case 0:
      record.service = TRANSFER_ACTIVATION;
      record.family = OPTIMALE;
      record.line = skewedIndex(place, subscribers.optimaleContractCount) * 2 + ((bits >>> 3) & 1);
      break;
    case 1:
      record.service = LOCATION;
      record.family = ACCOUNT;
      record.line = skewedIndex(place, subscribers.accountCount);
      record.isFailed = bits >>> 28 === 0;
      break;
    case 2:
    case 3:
      record.service = SMS_INTERNET;
      record.family = SHORT_ID;
      record.line = skewedIndex(place, subscribers.shortIdCount);
      record.isFailed = bits >>> 28 === 0;
      dial(record, MESSAGES, mix32(record.line ^ 0x51d5) + ((bits >>> 8) % 5000), bits >>> 4);
      break;
    default:
      record.service = VOICE;
      record.family = PHONE;
      record.line = skewedIndex(place, subscribers.phoneCount);
      record.durationSeconds = drawDuration(nextU32(random));
      dial(record, OFFICE_CALLS, mix32(record.line ^ 0x1bd9) + ((bits >>> 8) % 80), bits >>> 3);
  }
}

function dial(record: UsageRecord, kind: number, correspondent: number, bits: number): void {
  record.calledLength = writeCalled(record.called, 0, kind, correspondent, bits);
}

/**
 * Seconds of a call: one in twenty is not answered, half last less than a minute, the mean is under
 * three, and one in 65,536 lasts more than eight hours.
 */
function drawDuration(u32: number): number {
  if (u32 >>> 16 === 0) return 29_000 + (u32 & 8191);
  if (u32 % 20 === 0) return 0;
  const x = u32 / 0x1_0000_0000;
  return 1 + Math.floor(4 + (55 * x) / (1.02 - x));
}

/**
 * Lengths of sessions in seconds; each SIM keeps to one. Several are longer than a 12-hour period.
 */
const SESSION_SECONDS = [3 * 3600, 6 * 3600, 17 * 3600, 36 * 3600, 61 * 3600, 7 * 86_400];

/** How many times the volumes of other offers, by SIM: all tiers of the optima occur. */
const INTENSE_FACTORS = [4, 64, 64, 256];

/**
 * Data: two in five records are a session of their own; the others are parts of sessions that
 * follow each other without a gap on their SIM, so the session of an instant needs no memory.
 */
function drawData(traffic: Traffic, record: UsageRecord): void {
  const { random, subscribers } = traffic;
  const sim = drawIndex(random, subscribers.simCount, subscribers.dominantSimCount);
  const bits = nextU32(random);
  const profile = mix32(sim ^ 0x5e55);
  record.service = DATA;
  record.family = SIM;
  record.line = sim;
  record.durationSeconds = 0;
  if (bits % 5 >= 2) {
    const lengthMs = SESSION_SECONDS[profile % SESSION_SECONDS.length] * 1000;
    const phaseMs = (profile % 604_800) * 1000;
    const session = Math.floor((record.startedAtUnixMs - phaseMs) / lengthMs);
    record.sessionStartedAtUnixMs = session * lengthMs + phaseMs;
    record.sessionNumber = mix32(session ^ profile) || 1;
  }
  const isIntense = traffic.simOfferIsIntense[sim % traffic.simOfferIsIntense.length] === 1;
  drawOctets(nextU32(random), isIntense ? INTENSE_FACTORS[(profile >>> 8) & 3] : 1, record);
  if ((profile & 15) === 0 && (bits & 0x100) === 0) {
    record.country = bits >>> 20 === 0 ? COUNTRIES.length - 1 : roamingCountry(sim);
  } else if ((bits & 0x3f00) === 0) record.country = 1;
}

/** The country a SIM travels to, mostly in Europe. */
function roamingCountry(sim: number): number {
  const { length } = COUNTRIES;
  return 2 + (mix32(sim ^ 0x70a4) % (length - 3));
}

const VOLUMES = volumeTable();

/**
 * 256 volumes from 64 octets to 0.7 Mo in equal ratios: most records are small, most octets in few.
 */
function volumeTable(): Float64Array {
  const volumes = new Float64Array(256);
  let octets = 64;
  for (let step = 0; step < volumes.length; step++) {
    volumes[step] = octets;
    octets = (octets * 10_370) / 10_000;
  }
  return volumes;
}

function drawOctets(u32: number, factor: number, record: UsageRecord): void {
  const isEmpty = (u32 & 7) === 0;
  const volume = VOLUMES[(u32 >>> 8) & 255] * (1 + ((u32 >>> 16) & 255) / 6144);
  record.octetsDown = isEmpty ? 0 : Math.floor(volume * factor);
  record.octetsUp = isEmpty ? 0 : Math.floor((volume * factor * ((u32 >>> 24) & 127)) / 256);
}
