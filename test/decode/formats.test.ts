import { describe, expect, it } from 'vitest';
import { FORMATS, formatNamed, formatOf } from '../../src/decode/formats.ts';
import { fileOf, VOICE } from './native-rows.ts';
import { bodyOf, item, reportOf } from './webex-legs.ts';

const nameOf = (text: string) => formatOf(new TextEncoder().encode(text))?.name;

describe('formats', () => {
  it('are known by their names', () => {
    expect(FORMATS.map(({ name }) => name)).toEqual(['octroi', 'webex-csv', 'webex-json']);
    for (const format of FORMATS) expect(formatNamed(format.name)).toBe(format);
    expect(formatNamed('tap3')).toBeUndefined();
  });

  it.each([
    ['octroi', fileOf(VOICE)],
    ['octroi', '\ufeffline,service,started_at,EVENT_ID,note,note\r\n'],
    ['webex-csv', reportOf(item())],
    ['webex-csv', `\ufeff${reportOf(item())}`],
    ['webex-csv', reportOf(item()).replace('Report ID', '"REPORT ID"')],
    ['webex-json', bodyOf([item()])],
    ['webex-json', `\ufeff${JSON.stringify({ items: [item()] })}`],
    ['webex-json', '{"items":[]}'],
    ['webex-json', `\n${JSON.stringify([item()])}`],
    ['webex-json', `${JSON.stringify(item())}\n${JSON.stringify(item())}\n`],
    ['webex-json', JSON.stringify({ 'report id': 'x' })],
  ])('recognise %s from the first bytes', (name, text) => {
    expect(nameOf(text)).toBe(name);
  });

  it.each(['', '\n', 'a,b\n1,2\n', '<html>', '{}', '{"data":[1]}', 'Report ID,x\n', 'a,a,b\n'])(
    'do not recognise %j',
    (text) => {
      expect(nameOf(text)).toBeUndefined();
    },
  );

  it.each([
    ['octroi', `${fileOf(VOICE)}`, fileOf(VOICE).indexOf('\n') + 1, 2],
    ['octroi', `\ufeff${fileOf(VOICE)}`, fileOf(VOICE).indexOf('\n') + 4, 2],
    ['webex-csv', `\ufeff${reportOf(item())}`, reportOf(item()).indexOf('\n') + 4, 2],
    ['webex-json', bodyOf([item()]), 0, 1],
    ['webex-json', `\ufeff${bodyOf([item()])}`, 3, 1],
  ])('of %s know where the records begin', (name, text, start, firstRow) => {
    const format = formatNamed(name);
    expect(format?.dataStart(new TextEncoder().encode(text))).toBe(start);
    expect(format?.firstRow).toBe(firstRow);
  });
});
