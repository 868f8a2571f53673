import type { Random } from './prng.ts';
import type { UsageFields } from './random-usage.ts';

/** Damage that only the written line can have. */
export type LineDamage = 'none' | 'field_too_many' | 'field_missing' | 'open_quote' | 'stray_quote';

type Fault = (fields: UsageFields) => UsageFields;

const ANY_ROW: Fault[] = [
  (fields) => ({ ...fields, event_id: '' }),
  (fields) => ({ ...fields, line: '' }),
  (fields) => ({ ...fields, service: 'Voice' }),
  (fields) => ({ ...fields, service: '' }),
  (fields) => ({ ...fields, started_at: '2013-10-05T10:00:00' }),
  (fields) => ({ ...fields, started_at: '2013-02-30T10:00:00Z' }),
  (fields) => ({ ...fields, started_at: '2013-10-05T10:00Z' }),
  (fields) => ({ ...fields, started_at: '05/10/2013 10:00:00' }),
  (fields) => ({ ...fields, started_at: '' }),
  (fields) => ({ ...fields, country: 'FRA' }),
  (fields) => ({ ...fields, country: 'F1' }),
];

const BY_SERVICE: Record<string, Fault[]> = {
  voice: [
    (fields) => ({ ...fields, duration_s: '' }),
    (fields) => ({ ...fields, duration_s: '-5' }),
    (fields) => ({ ...fields, duration_s: '12.5' }),
    (fields) => ({ ...fields, duration_s: '4294967296' }),
    (fields) => ({ ...fields, called: '' }),
    (fields) => ({ ...fields, called: 'anonymous' }),
    (fields) => ({ ...fields, called: '+' }),
    (fields) => ({ ...fields, called: '123456789012345678' }),
  ],
  sms: [(fields) => ({ ...fields, called: '' })],
  data: [
    (fields) => ({ ...fields, bytes_up: '' }),
    (fields) => ({ ...fields, bytes_down: '-1' }),
    (fields) => ({ ...fields, bytes_up: '1e3' }),
    (fields) => ({ ...fields, session_id: 'alone', session_started_at: '' }),
    (fields) => ({ ...fields, session_id: '', session_started_at: '2013-10-01T00:00:00Z' }),
    (fields) => ({ ...fields, session_id: 's', session_started_at: '2199-01-01T00:00:00Z' }),
    (fields) => ({ ...fields, session_id: 's', session_started_at: 'yesterday' }),
  ],
};

/** Makes a readable row unreadable in one of many ways. */
export function damaged(
  random: Random,
  fields: UsageFields,
): { fields: UsageFields; damage: LineDamage } {
  if (random.chance(0.2)) {
    const damages: LineDamage[] = ['field_too_many', 'field_missing', 'open_quote', 'stray_quote'];
    return { fields, damage: random.pick(damages) };
  }
  const faults = [...ANY_ROW, ...(BY_SERVICE[fields.service ?? ''] ?? [])];
  return { fields: random.pick(faults)(fields), damage: 'none' };
}

/** The same event id with other content. */
export function contradicted(fields: UsageFields): UsageFields {
  if (fields.duration_s) return { ...fields, duration_s: String(Number(fields.duration_s) + 1) };
  if (fields.bytes_up) return { ...fields, bytes_up: String(Number(fields.bytes_up) + 1) };
  return { ...fields, line: `${fields.line}9` };
}
