import { expect, test } from 'vitest';
import { mix32, nextU32, seededRandom, skewedIndex } from '../../src/generate/random.ts';
import { writeNumber, writePadded, writeUuid } from '../../src/generate/row-bytes.ts';

function written(write: (bytes: Uint8Array) => number): string {
  const bytes = Buffer.alloc(64, '#');
  return bytes.toString('latin1', 0, write(bytes));
}

test.each([0, 9, 10, 999_999_999, 1_000_000_000, 4_294_967_295, 10_000_000_010, 2 ** 53 - 1])(
  'the number %d',
  (value) => {
    expect(written((bytes) => writeNumber(bytes, 0, value))).toBe(String(value));
  },
);

test('padded numbers', () => {
  expect(written((bytes) => writePadded(bytes, 0, 42, 5))).toBe('00042');
  expect(written((bytes) => writePadded(bytes, 0, 2_147_483_647, 10))).toBe('2147483647');
});

test('a UUID keeps the first integer and has version 4', () => {
  const text = written((bytes) => writeUuid(bytes, 0, 0xdeadbeef, 0x12345678, 0xffffffff, 1));
  expect(text).toBe('deadbeef-1234-4678-bfff-ffff00000001');
});

test('random numbers are those of the seed', () => {
  const first = seededRandom(2 ** 40 + 1);
  const again = seededRandom(2 ** 40 + 1);
  const other = seededRandom(1);
  const draws = Array.from({ length: 1000 }, () => nextU32(first));
  expect(Array.from({ length: 1000 }, () => nextU32(again))).toEqual(draws);
  expect(nextU32(other)).not.toBe(draws[0]);
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length / 2 ** 32;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.04);
});

test('different integers are scattered to different ones', () => {
  const scattered = new Set(Array.from({ length: 100_000 }, (_, value) => mix32(value)));
  expect(scattered.size).toBe(100_000);
});

test('the first indices come most often, and none is out of range', () => {
  expect(skewedIndex(0, 10)).toBe(0);
  expect(skewedIndex(0xffffffff, 10)).toBe(9);
  expect(skewedIndex(0xffffffff, 10_000_000)).toBeLessThan(10_000_000);
  const random = seededRandom(3);
  const draws = Array.from({ length: 20_000 }, () => skewedIndex(nextU32(random), 100));
  const count = (index: number) => draws.filter((draw) => draw === index).length;
  expect(count(0)).toBeGreaterThan(5 * count(90));
});
