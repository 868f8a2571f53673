import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { MAX_HEADER_BYTES } from '../../src/bounds.ts';
import { checkUnchanged, findInputs } from '../../src/read/find-inputs.ts';
import { HEADER } from '../decode/native-rows.ts';

const root = mkdtempSync(join(tmpdir(), 'octroi-inputs-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A new folder with files. */
function folderOf(name: string, files: Record<string, string | Uint8Array> = {}): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  return folder;
}

const pathsOf = (...inputs: string[]) => findInputs(inputs).map(({ path }) => path);
const TEXT = `${HEADER}\n`;

describe('names of input files', () => {
  it('may hold quotes, line feeds, dashes and any letters', () => {
    const names = ['-rf.csv', 'a\nb.csv', 'a"b.csv', "a'b.csv", 'é😀.csv'];
    const folder = folderOf('odd names', Object.fromEntries(names.map((name) => [name, TEXT])));
    expect(pathsOf(folder)).toEqual(names.map((name) => join(folder, name)));
  });

  it('are taken once each, from directories below too', () => {
    const folder = folderOf('nested', { 'a.csv': TEXT });
    const below = folderOf('nested/b/c', { 'd.csv': TEXT });
    const all = [join(folder, 'a.csv'), join(below, 'd.csv')];
    expect(pathsOf(below, folder, join(folder, 'a.csv'), folder)).toEqual(all);
  });
});

describe('what is no file', () => {
  it('is refused when it is named: opening a pipe would wait for ever', () => {
    const pipe = join(folderOf('pipe'), 'pipe.csv');
    execFileSync('mkfifo', [pipe]);
    expect(() => pathsOf(pipe)).toThrow(`${pipe}: is a pipe, socket or device`);
    expect(() => pathsOf('/dev/zero')).toThrow('/dev/zero: is a pipe, socket or device');
  });

  it('is left alone in a directory', () => {
    const folder = folderOf('pipes', { 'a.csv': TEXT });
    execFileSync('mkfifo', [join(folder, 'b.csv')]);
    symlinkSync('b.csv', join(folder, 'c.csv'));
    expect(pathsOf(folder)).toEqual([join(folder, 'a.csv')]);
  });
});

describe('a symbolic link', () => {
  it('to a file is that file', () => {
    const target = join(folderOf('target', { 'a.csv': TEXT }), 'a.csv');
    const folder = folderOf('links');
    symlinkSync(target, join(folder, 'b.csv'));
    expect(pathsOf(folder)).toEqual([join(folder, 'b.csv')]);
  });

  it('to a directory, perhaps its own, is refused', () => {
    const folder = folderOf('loop', { 'a.csv': TEXT });
    symlinkSync('.', join(folder, 'again'));
    expect(() => pathsOf(folder)).toThrow(
      `${join(folder, 'again')}: is a symbolic link to a directory`,
    );
  });

  it('to nothing is refused', () => {
    const folder = folderOf('dangling');
    symlinkSync('gone.csv', join(folder, 'a.csv'));
    expect(() => pathsOf(folder)).toThrow(`${join(folder, 'a.csv')}: cannot be read: ENOENT`);
  });
});

describe('a file', () => {
  it.each([
    ['that is empty', '', 'the file is empty, not even a header'],
    ['whose header never ends', 'x'.repeat(1 << 20), 'its first line is longer than 65536 bytes'],
    ['of noughts', new Uint8Array(100), 'no known format recognises it'],
    [
      'with a column twice',
      `${HEADER},line\n`,
      'line 1: the column line stands twice in the header; keep one',
    ],
  ])('%s is refused', (name, content, message) => {
    const folder = folderOf(name, { 'a.csv': content });
    expect(() => pathsOf(folder)).toThrow(`${join(folder, 'a.csv')}: `);
    expect(() => pathsOf(folder)).toThrow(message);
  });

  it('whose known header goes on beyond what is looked at is refused, not read with half of it', () => {
    const header = `${HEADER},${'z'.repeat(MAX_HEADER_BYTES)}`;
    const folder = folderOf('long header', { 'a.csv': `${header}\n` });
    expect(() => pathsOf(folder)).toThrow('its first line is longer than 65536 bytes');
  });

  it('that is compressed keeps no more than its first bytes in memory', () => {
    const bomb = gzipSync(`${TEXT}${'x'.repeat(30 << 20)}`);
    const [input] = findInputs([folderOf('bomb', { 'a.csv.gz': bomb })]);
    expect(input.isGzip).toBe(true);
    expect(input.head.buffer.byteLength).toBeLessThanOrEqual(MAX_HEADER_BYTES);
  });

  it('that grows or is written anew while it is read is refused', () => {
    const path = join(folderOf('growing', { 'a.csv': TEXT }), 'a.csv');
    const files = findInputs([path]);
    checkUnchanged(files);
    appendFileSync(path, 'x');
    const message = `${path}: changed while it was read; run again when it is complete`;
    expect(() => checkUnchanged(files)).toThrow(message);
    writeFileSync(path, TEXT);
    utimesSync(path, 1, 1);
    expect(() => checkUnchanged(files)).toThrow(message);
  });
});

describe('a file that no format recognises is told what its first line is', () => {
  const nearest = 'the nearest format octroi needs the column';
  it.each([
    ['semicolons', HEADER.replaceAll(',', ';'), 'line 1: separated by ;, expected commas'],
    ['tabs', HEADER.replaceAll(',', '\t'), 'line 1: separated by tabs, expected commas'],
    [
      'a column renamed',
      HEADER.replace('line', 'msisdn'),
      `line 1: ${nearest} line; found "event_id`,
    ],
    [
      'a semicolon file with a column renamed',
      HEADER.replace('line', 'msisdn').replaceAll(',', ';'),
      `expected commas; ${nearest} line; found "event_id;`,
    ],
    ['names with spaces', HEADER.replaceAll('_', ' '), 'write event_id for event id'],
    [
      'a report without its direction',
      'Report ID,Start time',
      'format webex-csv needs the column Dir',
    ],
    ["Excel's line", `sep=,\n${HEADER}`, "Excel's note of the separator stands where the header"],
    [
      'no header',
      'e1,voice,33140000001',
      'no header with the columns of octroi (event_id, service,',
    ],
    ['another JSON', '{"data":[1]}', 'like JSON, but not the items of a Webex cdr_feed'],
  ])('%s', (name, text, message) => {
    const folder = folderOf(`odd ${name}`, { 'a.csv': `${text}\n` });
    expect(() => pathsOf(folder)).toThrow(
      'no known format recognises it (known: octroi, webex-csv',
    );
    expect(() => pathsOf(folder)).toThrow(message);
  });

  it('and shows that line cut, printable and without numbers called', () => {
    const folder = folderOf('shown', { 'a.csv': `\x1b[31m,33140000001,${'x'.repeat(100)}\n` });
    expect(() => pathsOf(folder)).toThrow(`found "\\x1b[31m,…,${'x'.repeat(72)}…"`);
  });

  it('also where the format is named', () => {
    const folder = folderOf('named', { 'a.csv': `${HEADER.slice('event_id,'.length)}\n` });
    expect(() => findInputs([folder], 'octroi')).toThrow(
      'not readable as octroi: line 1: the header lacks event_id; found "service,line,started_at',
    );
  });

  it('and a zip archive is said to be one', () => {
    const folder = folderOf('zip', { 'a.csv.zip': 'PK\x03\x04rest' });
    expect(() => pathsOf(folder)).toThrow('a.csv.zip: is a zip archive; unpack it first');
  });
});

describe('a file in another encoding', () => {
  it.each([
    [
      'UTF-16 with a mark',
      Buffer.from('\ufeffevent_id,service\n', 'utf16le'),
      'is UTF-16; expected UTF-8',
    ],
    [
      'UTF-16 without one',
      Buffer.from('event_id,service\n', 'utf16le'),
      'is UTF-16; expected UTF-8',
    ],
    [
      'lines that end in CR',
      Buffer.from('event_id,service\r1,voice\r'),
      'its lines end in CR alone',
    ],
  ])('%s is said to be one', (name, bytes, message) => {
    const folder = folderOf(name, { 'odd.csv': bytes });
    expect(() => findInputs([folder])).toThrow(message);
    if (message.includes('UTF-16'))
      expect(() => findInputs([folder], 'webex-json')).toThrow(message);
  });
});
