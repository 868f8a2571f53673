import { join } from 'node:path';
import { writeFiles } from './run-octroi.ts';

/** A customer with a contract of each family, and a few records whose every amount is known. */
const REFERENCE = {
  'customers.csv': `customer_id,name,territory,siren,vat_number,address,postal_code,city,country
C1,Ateliers du Port,metropole,000000018,FR66000000018,1 rue du Port,69003,Lyon,FR
`,
  'sites.csv': `site_id,customer_id,name,site_code
S1,C1,Siège,12
`,
  'contracts.csv': `contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on
OP1,C1,,optimale-pro-equilibre,12,2026-10-01,
WT1,C1,S1,wte-calling,36,2026-01-01,
MM1,C1,,m2m-business-2mo,24,2026-01-01,
`,
  'lines.csv': `line,contract_id,starts_on,ends_on
33140000001,OP1,2026-10-01,
33140000002,WT1,2026-01-01,
337000000000001,MM1,2026-01-01,
`,
  // Calls from Webex lines have a price to mobiles only.
  'prices.csv': `customer_id,item,zone,unit_price,connection_fee,unit,starts_on,ends_on
,wte-calling/voice,mobile-metropole,0.12,0.05,minute,2026-01-01,
`,
};

export const HEADER =
  'event_id,service,line,started_at,duration_s,called,bytes_up,bytes_down,session_id,' +
  'session_started_at,country,outcome';

const NIGHT_1 = `${HEADER}
a1,voice,33140000001,2026-10-01T08:00:00+02:00,3560,0612345678,,,,,,
a2,voice,33140000001,2026-10-01T10:00:00+02:00,100,0612345679,,,,,,
a3,voice,33140000001,2026-10-01T10:05:00+02:00,0,0612345679,,,,,,
a4,voice,33140000001,2026-10-01T10:06:00+02:00,30,15,,,,,,
a5,voice,33140000001,2026-10-01T10:07:00+02:00,61,0142345678,,,,,,
w1,voice,33140000002,2026-10-01T09:00:00+02:00,29900,0142345678,,,,,,
w2,voice,33140000002,2026-10-02T09:00:00+02:00,300,0142345679,,,,,,
w3,voice,33140000002,2026-10-03T09:00:00+02:00,60,0612345678,,,,,,
w4,voice,33140000002,2026-10-03T10:00:00+02:00,60,512345,,,,,,
d1,data,337000000000001,2026-10-01T08:00:00Z,,,1000,200,s1,2026-10-01T08:00:00Z,,
d2,data,337000000000001,2026-10-01T09:00:00Z,,,900,0,s1,2026-10-01T08:00:00Z,,
d3,data,337000000000001,2026-10-01T21:00:00Z,,,1,0,s1,2026-10-01T08:00:00Z,,
d4,data,337000000000001,2026-10-02T08:00:00Z,,,5000,0,,,DE,
m1,sms,337000000000001,2026-10-25T00:30:00Z,,0612345678,,,,,,
u1,voice,33199999999,2026-10-01T08:00:00+02:00,60,0612345678,,,,,,
bad1,voice,33140000001,2026-10-01T08:00:00,60,0612345678,,,,,,
`;

/** Repeats a1 as it was, and a2 with another duration. */
const NIGHT_2 = `${HEADER}
a1,voice,33140000001,2026-10-01T08:00:00+02:00,3560,0612345678,,,,,,
a2,voice,33140000001,2026-10-01T10:00:00+02:00,101,0612345679,,,,,,
`;

/** Writes the month into a folder: `reference`, `usage/night-1.csv` and `usage/night-2.csv`. */
export function writeSmallMonth(folder: string): { reference: string; usage: string } {
  return {
    reference: writeFiles(join(folder, 'reference'), REFERENCE),
    usage: writeFiles(join(folder, 'usage'), { 'night-1.csv': NIGHT_1, 'night-2.csv': NIGHT_2 }),
  };
}
