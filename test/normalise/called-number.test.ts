import { describe, expect, it } from 'vitest';
import { resolveCalled } from '../../src/normalise/called-number.ts';
import { compileNumbers, describeEntry, loadNumberPlan } from '../../src/numbering/number-plan.ts';
import type { CalledNumber } from '../../src/numbering/number-tables.ts';

const entries = loadNumberPlan();
const numbers = compileNumbers(entries);
const encoder = new TextEncoder();

/** Resolves `called` between other digits, so that reading beyond its ends would show. */
function resolve(called: string, onWebexLine = false): CalledNumber {
  const out: CalledNumber = { number: 99, entry: 99, siteCode: 99 };
  const bytes = encoder.encode(`7700${called}0033`);
  resolveCalled(numbers, bytes, 4, 4 + called.length, onWebexLine, out);
  return out;
}

/** `number region type` of a called number. */
function read(called: string, onWebexLine = false): string {
  const { number, entry } = resolve(called, onWebexLine);
  const matched = describeEntry(entries, entry);
  return `${number} ${matched === undefined ? '-' : `${matched.region} ${matched.type}`}`;
}

describe('French numbers', () => {
  it.each([
    ['0123456789', '33123456789 FR fixed'],
    ['0259123456', '33259123456 FR fixed'],
    ['0261123456', '33261123456 FR fixed'],
    ['0264123456', '33264123456 FR fixed'],
    ['0268712345', '33268712345 FR fixed'],
    ['0323456789', '33323456789 FR fixed'],
    ['0423456789', '33423456789 FR fixed'],
    ['0591123456', '33591123456 FR fixed'],
    ['0598612345', '33598612345 FR fixed'],
    ['0612345678', '33612345678 FR mobile'],
    ['0638123456', '33638123456 FR mobile'],
    ['0695123456', '33695123456 FR mobile'],
    ['0712345678', '33712345678 FR mobile'],
    ['0709051234', '33709051234 FR mobile'],
    ['0709141234', '33709141234 FR mobile'],
    ['0709231234', '33709231234 FR mobile'],
    ['0709341234', '33709341234 FR mobile'],
    ['0709381234', '33709381234 FR mobile'],
    ['0923456789', '33923456789 FR voip'],
    ['0939412345', '33939412345 FR voip'],
    ['0947412345', '33947412345 FR voip'],
    ['0975123456', '33975123456 FR voip'],
    ['0800123456', '33800123456 FR free'],
    ['0805123456', '33805123456 FR free'],
    ['0806123456', '33806123456 FR fixed'],
    ['0807123456', '33807123456 FR value_added'],
    ['0808123456', '33808123456 FR fixed'],
    ['0809123456', '33809123456 FR fixed'],
    ['0810123456', '33810123456 FR value_added'],
    ['0892123456', '33892123456 FR value_added'],
    ['0899123456', '33899123456 FR value_added'],
  ])('%s is %s, also after +33, 0033, 33 and +33 0', (called, expected) => {
    const e164 = `33${called.slice(1)}`;
    expect(read(called)).toBe(expected);
    for (const form of [`+${e164}`, `00${e164}`, e164, `+33${called}`]) {
      expect(resolve(form), form).toEqual(resolve(called));
    }
  });
});

describe('overseas numbers', () => {
  const cases: [string, string, string][] = [
    ['0262123456', '262262123456', 'RE fixed'],
    ['0263123456', '262263123456', 'RE fixed'],
    ['0268812345', '262268812345', 'RE fixed'],
    ['0692123456', '262692123456', 'RE mobile'],
    ['0693123456', '262693123456', 'RE mobile'],
    ['0709201234', '262709201234', 'RE mobile'],
    ['0709221234', '262709221234', 'RE mobile'],
    ['0939912345', '262939912345', 'RE voip'],
    ['0947912345', '262947912345', 'RE voip'],
    ['0976212345', '262976212345', 'RE voip'],
    ['0976312345', '262976312345', 'RE voip'],
    ['0269612345', '262269612345', 'YT fixed'],
    ['0269991234', '262269991234', 'YT fixed'],
    ['0268912345', '262268912345', 'YT fixed'],
    ['0639123456', '262639123456', 'YT mobile'],
    ['0709351234', '262709351234', 'YT mobile'],
    ['0709371234', '262709371234', 'YT mobile'],
    ['0939812345', '262939812345', 'YT voip'],
    ['0947812345', '262947812345', 'YT voip'],
    ['0976912345', '262976912345', 'YT voip'],
    ['0590123456', '590590123456', 'GP fixed'],
    ['0590001234', '590590001234', 'MF fixed'],
    ['0590271234', '590590271234', 'BL fixed'],
    ['0598712345', '590598712345', 'GP fixed'],
    ['0690123456', '590690123456', 'GP mobile'],
    ['0691123456', '590691123456', 'GP mobile'],
    ['0709001234', '590709001234', 'GP mobile'],
    ['0709041234', '590709041234', 'GP mobile'],
    ['0939512345', '590939512345', 'GP voip'],
    ['0947512345', '590947512345', 'GP voip'],
    ['0976012345', '590976012345', 'GP voip'],
    ['0976112345', '590976112345', 'GP voip'],
    ['0594123456', '594594123456', 'GF fixed'],
    ['0598812345', '594598812345', 'GF fixed'],
    ['0694123456', '594694123456', 'GF mobile'],
    ['0709301234', '594709301234', 'GF mobile'],
    ['0709331234', '594709331234', 'GF mobile'],
    ['0939612345', '594939612345', 'GF voip'],
    ['0947612345', '594947612345', 'GF voip'],
    ['0976412345', '594976412345', 'GF voip'],
    ['0976512345', '594976512345', 'GF voip'],
    ['0596123456', '596596123456', 'MQ fixed'],
    ['0598912345', '596598912345', 'MQ fixed'],
    ['0696123456', '596696123456', 'MQ mobile'],
    ['0697123456', '596697123456', 'MQ mobile'],
    ['0709101234', '596709101234', 'MQ mobile'],
    ['0709131234', '596709131234', 'MQ mobile'],
    ['0939712345', '596939712345', 'MQ voip'],
    ['0947712345', '596947712345', 'MQ voip'],
    ['0976612345', '596976612345', 'MQ voip'],
    ['0976712345', '596976712345', 'MQ voip'],
    ['0508412345', '508412345', 'PM fixed'],
    ['0508432345', '508432345', 'PM fixed'],
    ['0508512345', '508512345', 'PM fixed'],
    ['0708412345', '508708412345', 'PM mobile'],
    ['0708992345', '508708992345', 'PM mobile'],
    ['0700500012345', '590700500012345', 'GP mobile'],
    ['0700600012345', '594700600012345', 'GF mobile'],
    ['0700700012345', '596700700012345', 'MQ mobile'],
    ['0700800012345', '262700800012345', 'YT mobile'],
    ['0700900012345', '262700900012345', 'RE mobile'],
    ['0901500012345', '590901500012345', 'GP voip'],
    ['0901600012345', '594901600012345', 'GF voip'],
    ['0901700012345', '596901700012345', 'MQ voip'],
  ];

  it.each(cases)('%s is +%s, %s, however it is written', (called, e164, expected) => {
    expect(read(called)).toBe(`${e164} ${expected}`);
    const afterFrance = `33${called.slice(1)}`;
    const forms = [afterFrance, e164].flatMap((digits) => [`+${digits}`, `00${digits}`, digits]);
    for (const form of forms) {
      expect(resolve(form), form).toEqual(resolve(called));
    }
  });

  it('reads the national form of Saint-Pierre after its own country code', () => {
    for (const form of ['+508508412345', '00508508412345', '508508412345']) {
      expect(resolve(form)).toEqual(resolve('0508412345'));
    }
  });

  it('leaves the Pacific to its own country codes', () => {
    expect(read('+687251234')).toBe('687251234 NC fixed');
    expect(read('00689871234')).toMatch(/^689871234 PF/);
    expect(read('681821234')).toMatch(/^681821234 WF/);
  });
});

describe('machine numbers of metropolitan France', () => {
  it.each(['07000001234567', '07000111234567', '07001231234567'])(
    '%s has 15 digits in E.164',
    (called) => {
      const e164 = `33${called.slice(1)}`;
      expect(read(called)).toBe(`${e164} FR mobile`);
      for (const form of [`+${e164}`, `00${e164}`, e164]) {
        expect(resolve(form), form).toEqual(resolve(called));
      }
    },
  );

  it('does not take other long national numbers', () => {
    for (const called of [
      '06000001234567',
      '0612345678901',
      '061234567890',
      '01234567890',
      '070050001234567',
    ]) {
      expect(resolve(called).entry, called).toBe(-1);
    }
  });

  it('refuses an overseas machine number that is a digit too long for E.164', () => {
    expect(resolve('07005000123456')).toEqual({ number: 0, entry: -1, siteCode: -1 });
  });
});

describe('short numbers', () => {
  it.each([
    ['15', '-15 FR free'],
    ['112', '-112 FR free'],
    ['1016', '-1016 FR free'],
    ['3114', '-3114 FR free'],
    ['3900', '-3900 FR fixed'],
    ['3901', '-3901 FR value_added'],
    ['118712', '-118712 FR value_added'],
    ['116117', '-116117 FR free'],
    ['1', '-1 FR short_unknown'],
    ['113', '-113 FR short_unknown'],
    ['4242', '-4242 FR short_unknown'],
    ['501123', '-501123 FR short_unknown'],
    ['999999', '-999999 FR short_unknown'],
  ])('%s is %s', (called, expected) => {
    expect(read(called)).toBe(expected);
  });

  it('does not take a leading zero, a plus or 00 away', () => {
    expect(read('0112')).toBe('0 -');
    expect(read('0')).toBe('0 -');
    expect(read('+112')).toBe('112 -');
    expect(read('00112')).toBe('112 -');
    expect(read('+3901')).toBe('3901 -');
  });

  it('never takes a short number for the beginning of a longer one', () => {
    expect(read('1121234')).toBe('1121234 -');
    expect(read('1187123')).toBe('1187123 -');
    expect(read('3900123')).toMatch(/^3900123 IT/);
  });
});

describe('internal numbers of Webex lines', () => {
  it.each([
    ['542123', 42],
    ['5421234', 42],
    ['500000', 0],
    ['5999999', 99],
  ])('%s is internal, site code %i', (called, siteCode) => {
    expect(resolve(called, true)).toEqual({ number: -Number(called), entry: -1, siteCode });
  });

  it('reads them as ordinary numbers on other lines', () => {
    expect(read('542123')).toBe('-542123 FR short_unknown');
    expect(read('5421234')).toMatch(/^5421234 AR/);
    expect(resolve('5421234').siteCode).toBe(-1);
  });

  it.each(['54212', '54212345', '442123', '+5421234', '005421234', '112', '0612345678'])(
    '%s is the same on a Webex line',
    (called) => {
      expect(resolve(called, true)).toEqual(resolve(called, false));
      expect(resolve(called, true).siteCode).toBe(-1);
    },
  );
});

describe('numbers abroad', () => {
  it.each([
    ['34911234567', '34911234567 ES fixed'],
    ['34612345678', '34612345678 ES mobile'],
    ['393331234567', '393331234567 IT mobile'],
    ['212661234567', '212661234567 MA mobile'],
    ['19071234567', '19071234567 US-AK fixed_or_mobile'],
    ['903921234567', '903921234567 CY-N fixed'],
    ['37799123456', '37799123456 MC fixed'],
  ])('%s with and without prefix', (digits, expected) => {
    for (const form of [digits, `+${digits}`, `00${digits}`])
      expect(read(form), form).toBe(expected);
  });

  it('keeps 15 digits exactly', () => {
    expect(read('+491234567890123')).toMatch(/^491234567890123 DE/);
    expect(resolve('+999999999999999')).toEqual({
      number: 999_999_999_999_999,
      entry: -1,
      siteCode: -1,
    });
  });

  it.each(['', '+', '00', '0000', '+4912345678901234', '49123456789012345'])(
    '%j is no number',
    (called) => {
      expect(resolve(called)).toEqual({ number: 0, entry: -1, siteCode: -1 });
    },
  );

  it('keeps the digits of a number in no listed range', () => {
    expect(resolve('+99912345')).toEqual({ number: 99_912_345, entry: -1, siteCode: -1 });
    expect(resolve('+0612345678')).toEqual({ number: 0, entry: -1, siteCode: -1 });
  });

  it("takes a number that is cut short for nobody's, and one that is too long by its first digits", () => {
    for (const cut of [
      '+33',
      '+336',
      '+3361234567',
      '+1',
      '+1212555',
      '+121255512345',
      '+44',
      '+44207',
    ]) {
      expect(read(cut)).toBe(`${cut.slice(1)} -`);
    }
    expect(read('+33612345678901')).toBe('33612345678901 FR mobile');
  });
});
