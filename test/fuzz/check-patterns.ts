import { formatNamed } from '../../src/decode/formats.ts';
import { decodeFile } from '../decode/decode-file.ts';
import { type Random, randomFrom } from '../generators/prng.ts';

const TOKENS = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\\',
    '\n',
    '\r',
    'a',
    '1',
    't',
    ' ',
    '""',
    '":',
    '{"a":[',
    '{"a":',
  ],
  ...['{"items":[', '\0', '\xff', 'x'.repeat(50), '},', ',{', ']}', '"a":"b"'],
];
const HEADS = { octroi: 'event_id,service,line,started_at\n', 'webex-json': '', 'webex-csv': '' };
const PATTERN_BYTES = 1 << 18;
/** Reading it takes some milliseconds; where time grows with the square of the length, minutes. */
const MOST_MILLISECONDS = 8000;

/** Short patterns over and over: what a decoder reads again and again would take for ever. */
export function patternFaults(seed: number, patterns: number): string[] {
  const random = randomFrom(seed);
  return Array.from({ length: patterns }, () => patternFault(random)).flatMap(
    (fault) => fault ?? [],
  );
}

function patternFault(random: Random): string | null {
  const name = random.pick(['octroi', 'webex-json', 'webex-json'] as const);
  const tokens = (most: number) =>
    Array.from({ length: random.between(1, most) }, () => random.pick(TOKENS)).join('');
  const pattern = tokens(6);
  const body = tokens(4) + pattern.repeat(Math.ceil(PATTERN_BYTES / pattern.length));
  const bytes = Buffer.concat([Buffer.from(HEADS[name]), Buffer.from(body, 'latin1')]);
  const format = formatNamed(name);
  if (format === undefined) return `no format ${name}`;
  const startedAt = process.cpuUsage();
  decodeFile(format, bytes, { windowBytes: 1 << 16, capacity: 500 });
  // Time of the processor, whoever else uses it.
  const milliseconds = process.cpuUsage(startedAt).user / 1000;
  if (milliseconds < MOST_MILLISECONDS) return null;
  return `${name}: ${JSON.stringify(pattern)} again and again takes ${milliseconds.toFixed(0)} ms`;
}
