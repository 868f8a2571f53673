import { mix32 } from './random.ts';
import { asBytes, writePadded, writeSlice } from './row-bytes.ts';

/** Who calls: offices on voice lines, machines with DTMF or CSD, machines sending SMS. */
export const OFFICE_CALLS = 0;
export const MACHINE_CALLS = 1;
export const MESSAGES = 2;

/**
 * Where the calls go: E.164 prefix, digits that follow it, prefix as dialled within France (empty
 * where there is none), and about how often in 10,000 for offices, machines and messages.
 *
 * The ranges are public ones; the numbers in them are made up.
 */
const DESTINATIONS: [string, number, string, number, number, number][] = [
  // Metropolitan France: fixed, IP, mobile.
  ['3314', 7, '014', 1500, 1900, 100],
  ['3323', 7, '023', 600, 800, 50],
  ['3338', 7, '038', 600, 800, 50],
  ['33472', 6, '0472', 500, 700, 0],
  ['33491', 6, '0491', 400, 500, 0],
  ['3355', 7, '055', 500, 600, 0],
  ['3398', 7, '098', 350, 300, 0],
  ['33972', 6, '0972', 200, 200, 0],
  ['3395', 7, '095', 150, 100, 0],
  ['3361', 7, '061', 700, 900, 2400],
  ['3366', 7, '066', 600, 800, 2100],
  ['3368', 7, '068', 550, 700, 1900],
  ['3362', 7, '062', 400, 500, 1200],
  ['3377', 7, '077', 450, 600, 1200],
  ['3378', 7, '078', 350, 500, 900],
  // Overseas: fixed, mobile, Pacific.
  ['59059081', 4, '059081', 40, 10, 0],
  ['59659672', 4, '059672', 35, 10, 0],
  ['59459430', 4, '059430', 20, 0, 0],
  ['26226220', 4, '026220', 45, 10, 0],
  ['26226961', 4, '026961', 15, 0, 0],
  ['50841', 4, '050841', 8, 0, 0],
  ['59069035', 4, '069035', 25, 0, 5],
  ['59669645', 4, '069645', 25, 0, 5],
  ['26269282', 4, '069282', 30, 0, 10],
  ['26263920', 4, '063920', 8, 0, 0],
  ['68725', 4, '', 10, 0, 0],
  ['6894041', 4, '', 10, 0, 0],
  // Europe: fixed, mobile.
  ['4930', 8, '', 110, 0, 0],
  ['44207', 7, '', 110, 0, 0],
  ['3491', 7, '', 80, 0, 0],
  ['3902', 8, '', 80, 0, 0],
  ['322', 7, '', 90, 0, 0],
  ['4122', 7, '', 70, 0, 0],
  ['35121', 7, '', 45, 0, 0],
  ['3120', 7, '', 40, 0, 0],
  ['4822', 7, '', 25, 0, 0],
  ['3531', 7, '', 25, 0, 0],
  ['49151', 8, '', 60, 0, 8],
  ['4474', 8, '', 70, 0, 8],
  ['346', 8, '', 60, 0, 8],
  ['3932', 8, '', 55, 0, 6],
  ['32475', 6, '', 50, 0, 6],
  ['4179', 7, '', 40, 0, 0],
  ['35191', 7, '', 40, 0, 0],
  ['4072', 7, '', 25, 0, 0],
  ['4860', 7, '', 20, 0, 0],
  // The world.
  ['1212', 7, '', 90, 0, 0],
  ['1514', 7, '', 50, 0, 0],
  ['1907', 7, '', 3, 0, 0],
  ['212522', 6, '', 50, 0, 0],
  ['212526', 6, '', 8, 0, 0],
  ['21261', 7, '', 60, 0, 2],
  ['21321', 6, '', 25, 0, 0],
  ['21355', 7, '', 35, 0, 0],
  ['21671', 6, '', 20, 0, 0],
  ['21620', 6, '', 20, 0, 0],
  ['22177', 7, '', 15, 0, 0],
  ['2250712', 6, '', 12, 0, 0],
  ['8610', 8, '', 20, 0, 0],
  ['8131', 7, '', 12, 0, 0],
  ['9198', 8, '', 15, 0, 0],
  ['6121', 7, '', 8, 0, 0],
  ['7495', 7, '', 12, 0, 0],
  ['551131', 6, '', 10, 0, 0],
  ['551191', 7, '', 6, 0, 0],
  ['5255', 8, '', 8, 0, 0],
  ['90212', 7, '', 12, 0, 0],
  ['97150', 7, '', 8, 0, 0],
  ['79161', 6, '', 6, 0, 0],
  // Free and ordinary special numbers, emergency.
  ['33800', 6, '0800', 60, 10, 0],
  ['33805', 6, '0805', 30, 0, 0],
  ['33806', 6, '0806', 25, 0, 0],
  ['33809', 6, '0809', 25, 0, 0],
  ['', 0, '3900', 12, 0, 0],
  ['', 0, '1016', 8, 0, 0],
  ['', 0, '15', 3, 0, 0],
  ['', 0, '18', 3, 0, 0],
  ['', 0, '112', 3, 0, 0],
  ['', 0, '116117', 2, 0, 0],
  // Value-added numbers, most without a price in the documents; a range abroad that is not
  // included.
  ['33892', 6, '0892', 10, 0, 0],
  ['33820', 6, '0820', 8, 0, 0],
  ['33899', 6, '0899', 3, 0, 0],
  ['', 0, '3901', 3, 0, 0],
  ['', 0, '3631', 3, 0, 2],
  ['', 0, '118712', 2, 0, 0],
  ['448701', 6, '', 3, 0, 0],
  ['8816', 8, '', 1, 0, 0],
];

const FORM_COUNT = 4;
const SLOT_COUNT = 8192;

/**
 * Destinations as tables: form 0 is dialled within France, 1 with `+`, 2 with `00`, 3 bare E.164.
 */
const prefixes = DESTINATIONS.flatMap(([e164, , national]) => {
  if (e164 === '') return Array(FORM_COUNT).fill(asBytes(national));
  const abroad = national === '' ? `00${e164}` : national;
  return [abroad, `+${e164}`, `00${e164}`, e164].map(asBytes);
}) as Uint8Array[];
const prefixBytes = Uint8Array.from(prefixes.flatMap((prefix) => [...prefix]));
const prefixLength = Uint8Array.from(prefixes, (prefix) => prefix.length);
const prefixStart = Int32Array.from(prefixes, (_, index) =>
  prefixes.slice(0, index).reduce((length, prefix) => length + prefix.length, 0),
);
const digitsAfter = Uint8Array.from(DESTINATIONS, ([, digits]) => digits);
const destinationOfSlot = [slotsOf(3), slotsOf(4), slotsOf(5)];

/** SLOT_COUNT destinations, each as often as its weight in the column asks. */
function slotsOf(column: 3 | 4 | 5): Uint8Array {
  const total = DESTINATIONS.reduce((sum, row) => sum + row[column], 0);
  const slots = new Uint8Array(SLOT_COUNT);
  let weightBefore = 0;
  for (const [destination, row] of DESTINATIONS.entries()) {
    const start = Math.ceil((weightBefore / total) * SLOT_COUNT);
    weightBefore += row[column];
    slots.fill(destination, start, Math.ceil((weightBefore / total) * SLOT_COUNT));
  }
  return slots;
}

/**
 * Writes the number of one correspondent as it was dialled this time, at most 17 characters.
 * @param correspondent any 32-bit integer; the same one is always the same number
 * @param dialling random bits that choose the form: mostly as within France, or with 00 abroad
 * @returns the offset after it
 */
export function writeCalled(
  bytes: Uint8Array,
  at: number,
  kind: number,
  correspondent: number,
  dialling: number,
): number {
  const scattered = mix32(correspondent);
  const destination = destinationOfSlot[kind][scattered & (SLOT_COUNT - 1)];
  const sixteenths = dialling & 15;
  const form = sixteenths < 10 ? 0 : sixteenths < 13 ? 1 : sixteenths < 15 ? 2 : 3;
  const prefix = destination * FORM_COUNT + form;
  const end = writeSlice(bytes, at, prefixBytes, prefixStart[prefix], prefixLength[prefix]);
  const width = digitsAfter[destination];
  return width === 0
    ? end
    : writePadded(bytes, end, (mix32(scattered) >>> 1) % TEN_TO[width], width);
}

const TEN_TO = Int32Array.of(1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8);
