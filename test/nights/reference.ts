/** Reference data of the tests of nightly runs: one contract of each kind that carries something along. */
export const REFERENCE = {
  'customers.csv':
    'customer_id,name,territory,siren,vat_number,address,postal_code,city,country\n' +
    'C1,Aubry,metropole,,,,,,FR\nC2,Bréhat,metropole,,,,,,FR\n',
  'sites.csv': 'site_id,customer_id,name,site_code\nS1,C1,Lille,01\n',
  'contracts.csv':
    'contract_id,customer_id,site_id,offer,commitment_months,starts_on,ends_on\n' +
    'W1,C1,S1,wte-calling,0,2026-01-01,\n' +
    'O1,C1,,optimale-pro-equilibre,12,2026-09-01,\n' +
    'M1,C2,,m2m-business-2mo,24,2026-01-01,\n',
  'lines.csv':
    'line,contract_id,starts_on,ends_on\n' +
    '33144110001,W1,2026-01-01,\n33144110011,O1,2026-01-01,\n33744110021,M1,2026-01-01,\n',
  'prices.csv':
    'customer_id,item,zone,unit_price,connection_fee,unit,starts_on,ends_on\n' +
    ',wte-calling/voice,,0.06,0,minute,2026-01-01,\n',
};

export const WEBEX_LINE = '33144110001';
export const OPTIMALE_LINE = '33144110011';
export const SIM = '33744110021';

const CALL_COLUMNS = 'event_id,service,line,started_at,duration_s,called';
const DATA_COLUMNS =
  'event_id,service,line,started_at,bytes_up,bytes_down,session_id,session_started_at';

/** A usage file of calls: id, line, start, seconds, number. */
export function calls(...rows: [string, string, string, number, string][]): string {
  const lines = rows.map(
    ([id, line, start, seconds, called]) => `${id},voice,${line},${start},${seconds},${called}`,
  );
  return `${[CALL_COLUMNS, ...lines].join('\n')}\n`;
}

/** A usage file of partial records of data sessions of the SIM: id, start, octets, session, its start. */
export function data(...rows: [string, string, number, string, string][]): string {
  const lines = rows.map(
    ([id, start, octets, session, began]) =>
      `${id},data,${SIM},${start},${octets},0,${session},${began}`,
  );
  return `${[DATA_COLUMNS, ...lines].join('\n')}\n`;
}
