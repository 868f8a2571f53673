import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CatalogueError } from '../../src/catalogue/catalogue-error.ts';
import { loadCatalogue } from '../../src/catalogue/load-catalogue.ts';
import { DOCUMENT, loadFiles, replaceOnce, SETTINGS } from './small-catalogue.ts';

/** The faults of a catalogue, as `file:line:column message`. */
function faultsOf(files: Record<string, string>): string[] {
  try {
    loadFiles(files);
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error;
    const faults = error.issues.map(
      (at) => `${basename(at.file)}:${at.line}:${at.column} ${at.message}`,
    );
    expect(error.message.split('\n')).toHaveLength(faults.length);
    return faults;
  }
  return [];
}

const faultsAfter = (found: string, replacement: string) =>
  faultsOf({ 'settings.yaml': SETTINGS, '900.yaml': replaceOnce(DOCUMENT, found, replacement) });

const settingsFaultsAfter = (found: string, replacement: string) =>
  faultsOf({ 'settings.yaml': replaceOnce(SETTINGS, found, replacement), '900.yaml': DOCUMENT });

describe('a faulty document', () => {
  it.each([
    // Prices
    ['price: "0.1"', 'price: 0.1', '33:26 price: 0.1 without quotes'],
    ['price: "0.1"', 'price: "0,1"', '33:26 price: "0,1" found; expected a decimal number'],
    ['price: "0.1", ', '', '33:17 price: missing; expected a decimal number'],
    ['"0.05"', '"0.0500001"', '33:49 connection_fee: "0.0500001" found'],
    ['from: 100', 'from: 1', '41:53 1 found; expected more than 1'],
    ['from: 1,', 'from: 2,', '41:25 2 found; expected 1'],
    // Fields and words
    ['connection_fee', 'connexion_fee', '33:33 connexion_fee is no field here'],
    ['    sms:', '    smss:', '35:5 smss is no field here; expected one of zone_set, '],
    ['kind: call', 'kind: cal', '29:15 kind: cal found; expected'],
    ['per: min', 'per: hour', '31:14 per: hour found; expected one of "s"|"min"'],
    ['granted: 1', 'granted: lots', '22:14 granted: lots found; expected a whole number'],
    ['document: "900"', 'document: 900', '1:11 document: 900 without quotes'],
    ['plan-a', 'Plan A', '43:3 Plan A: "Plan A" found; expected a name'],
    ['"2021-01-01"', '"2021-02-30"', '47:22 from_date: "2021-02-30" found; expected a date'],
    ['"2021-01-01"', '"2020-01-01"', '47:22 2020-01-01 is not after 2020-01-01'],
    // YAML itself
    ['          far:', '          near:', '34:11 Map keys must be unique: near stands twice'],
    ['title: "Two plans"', 'title: "Two plans', '2:18 Missing closing "quote'],
    // Zones and territories
    ['          far:', '          farr:', '34:11 farr is no zone of zone set home'],
    ['fixed: [US]', 'fixed: [US, ES]', '11:26 ES is already in fixed of near'],
    ['mobile: [ES, US]', 'mobile: [US, iberia, ES]', '11:48 ES is already in mobile of far'],
    ['fixed: [US]', 'fixed: [UK]', '11:22 UK is neither a territory nor a territory group'],
    ['[ES, PT]', '[PT, ES, PT]', '6:27 PT stands twice in iberia'],
    ['used_in: [others]', 'used_in: [US-AK]', '11:55 US-AK is no country'],
    ['near: { fixed', 'free: { fixed', '10:7 free is a zone of every zone set'],
    ['kind: mobile, digits', 'zone: nera, digits', '15:17 nera is no zone of this zone set'],
    ['kind: mobile, digits', 'digits', '15:9 expected either kind or zone'],
    ['["34800"]', '["34800", "34800"]', '15:43 34800 stands twice'],
    // Names that other parts must have
    [
      'allowances: [hour]',
      'allowances: [our]',
      '46:71 our is no allowance of the catalogue; expected hour',
    ],
    ['[calls], allow', '[call], allow', '46:50 call is no price list of the catalogue'],
    ['[calls], allow', '[calls, calls], allow', '46:57 calls prices voice to near, as calls does'],
    ['lists: [included] }]', 'lists: [inclded] }]', '24:39 inclded is no list of zone set home'],
    ['unit: h', 'unit: ko', '24:24 voice is not counted in ko'],
  ])('%s → %s', (found, replacement, fault) => {
    const faults = faultsAfter(found, replacement);
    expect(faults[0]).toContain(`900.yaml:${fault}`);
  });

  it('reports every fault of every file at once', () => {
    const document = replaceOnce(
      replaceOnce(DOCUMENT, 'price: "0.1"', 'price: 0.1'),
      'per: min',
      'per: day',
    );
    const settings = replaceOnce(SETTINGS, 'octets_per_ko: 1000', 'octets_per_ko: 10.5');
    expect(faultsOf({ 'settings.yaml': settings, '900.yaml': document })).toEqual([
      expect.stringContaining('900.yaml:31:14 per: day found'),
      expect.stringContaining('900.yaml:33:26 price: 0.1 without quotes'),
      expect.stringContaining('settings.yaml:1:16 octets_per_ko: 10.5 found; expected int'),
    ]);
  });

  it('finds the place behind an alias, at the anchor, once', () => {
    const document = replaceOnce(
      replaceOnce(DOCUMENT, 'far: { price: required }', 'far: *near'),
      'near: { price: "0.1"',
      'near: &near { price: 0.1',
    );
    const faults = faultsOf({ 'settings.yaml': SETTINGS, '900.yaml': document });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual(['900.yaml:33:32']);
  });
});

describe('a document with trials, options and tiers', () => {
  /** Adds an offer whose usage depends on an option, one on trial, and data by the cheapest tier. */
  const EXTENDED = `${replaceOnce(
    DOCUMENT,
    'offers:\n',
    `  with-option:
    zone_set: home
    data:
      - kind: optima
        section: "page 4"
        zones: [far]
        per: Mo
        tiers:
          - { included: 500, unit: ko, fee: "6", price: "1" }
          - { included: 1, unit: Go, fee: "26", price: "0.1" }
offers:
  plan-b:
    lines: fixed
    trial: { section: "page 5", months: 3, becomes: plan-a }
    versions:
      - from_date: "2020-01-01"
        price_lists: [calls]
        with_option: { option: data, section: "p 6", price_lists: [with-option] }
`,
  )}`;

  it('is accepted', () => {
    expect(faultsOf({ 'settings.yaml': SETTINGS, '900.yaml': EXTENDED })).toEqual([]);
  });

  it.each([
    ['becomes: plan-a', 'becomes: plan-c', '55:53 plan-c is no offer of the catalogue'],
    ['becomes: plan-a', 'becomes: plan-b', '55:53 plan-b is a trial'],
    ['[with-option] }', '[with] }', '59:68 with is no price list of the catalogue'],
    ['[with-option] }', '[calls] }', '59:68 calls prices voice to near, as calls does already'],
    [
      'price_lists: [calls]\n        with',
      'price_lists: []\n        w',
      '59:9 w_option is no field',
    ],
    ['unit: Go', 'unit: ko', '51:25 1 ko found; expected more than 500 ko; smallest first'],
    ['fee: "26"', 'fee: "5"', '51:43 5 found; expected more than 6'],
    ['price: "0.06" }', 'discount_percent: "5", price: "0.06" }', '41:45 expected a price or a'],
    ['price: "0.07" }', 'discount_percent: "5" }', '41:17 the first tier has no price'],
    ['from: 100, price: "0.06"', 'from: 100', '41:45 expected a price or a discount_percent'],
    ['price: "0.06" }', 'discount_percent: "101" }', '41:45 the unit price is -0.0007'],
    ['becomes: plan-a', 'becomes: plan-a, days: 3', '55:61 days is no field here'],
  ])('%s → %s', (found, replacement, fault) => {
    const faults = faultsOf({
      'settings.yaml': SETTINGS,
      '900.yaml': replaceOnce(EXTENDED, found, replacement),
    });
    expect(faults[0]).toContain(`900.yaml:${fault}`);
  });

  it('needs a price list, of its own or with an option', () => {
    const faults = faultsOf({
      'settings.yaml': SETTINGS,
      '900.yaml': replaceOnce(
        EXTENDED,
        'price_lists: [calls]\n        with_option: { option: data, section: "p 6", price_lists: [with-option] }',
        'price_lists: []',
      ),
    });
    expect(faults[0]).toContain('900.yaml:58:22 empty; expected a price list');
  });
});

describe('several files', () => {
  it('refuses a name that another document has', () => {
    const other = replaceOnce(DOCUMENT, 'document: "900"', 'document: "901"');
    const faults = faultsOf({
      'settings.yaml': SETTINGS,
      '900.yaml': DOCUMENT,
      '901.yaml': other,
    });
    expect(faults).toEqual([
      '901.yaml:4:3 iberia is already in territory_groups of another file',
      '901.yaml:8:3 home is already in zone_sets of another file',
      '901.yaml:17:3 hour is already in allowances of another file',
      '901.yaml:26:3 calls is already in price_lists of another file',
      '901.yaml:43:3 plan-a is already in offers of another file',
    ]);
  });

  it('refuses two titles for one document', () => {
    const second = 'document: "900"\ntitle: "Again"\n';
    const faults = faultsOf({
      'settings.yaml': SETTINGS,
      '900.yaml': DOCUMENT,
      'again.yaml': second,
    });
    expect(faults).toEqual([
      'again.yaml:2:8 another file gives document 900 the title "Two plans"',
    ]);
  });

  it('does not pass over a file whose name says YAML otherwise', () => {
    const files = { 'settings.yaml': SETTINGS, '900.yml': DOCUMENT, '901.YAML': DOCUMENT };
    expect(faultsOf(files)).toEqual([
      '900.yml:1:1 is not read under this name; rename it 900.yaml',
      '901.YAML:1:1 is not read under this name; rename it 901.yaml',
    ]);
  });

  it('says so when settings.yaml or the directory is missing', () => {
    expect(faultsOf({ '900.yaml': DOCUMENT })[0]).toContain('settings.yaml:1:1 missing');
    expect(() => loadCatalogue('package.json')).toThrow('directory: it is a file; expected');
    expect(() => loadCatalogue('/no/such/catalogue')).toThrow(
      '/no/such/catalogue:1:1 cannot be read as a catalogue directory: there is none of that name; expected',
    );
  });
});

describe('faulty settings', () => {
  it.each([
    ['fixed_or_mobile, ', '', '4:1 number types under no kind: fixed_or_mobile'],
    ['mobile: [mobile]', 'mobile: [mobile, voip]', '6:20 voip is already listed under fixed'],
    ['percent: "19.6"', 'percent: 19.6', '11:51 percent: 19.6 without quotes'],
    ['session_period_h: 12\n', '', '1:1 session_period_h: missing; expected number'],
  ])('%s → %s', (found, replacement, fault) => {
    expect(settingsFaultsAfter(found, replacement)[0]).toContain(`settings.yaml:${fault}`);
  });
});

describe('digest', () => {
  const digestOf = (document: string) =>
    loadFiles({ 'settings.yaml': SETTINGS, '900.yaml': document }).digest;

  it('is that of the content: comments do not count, a price does', () => {
    const digest = digestOf(DOCUMENT);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf(`# a comment\n${DOCUMENT}`)).toBe(digest);
    expect(digestOf(replaceOnce(DOCUMENT, 'price: "0.1"', 'price: "0.11"'))).not.toBe(digest);
  });

  it('is the same for the shipped catalogue each time', () => {
    expect(loadCatalogue().digest).toBe(loadCatalogue().digest);
  });
});
