import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Correspondents } from '../../../src/rate/accumulate/correspondents.ts';
import { SessionPeriods } from '../../../src/rate/accumulate/session-periods.ts';

it('the 501st different number is turned away, the first 500 keep their place (B3)', () => {
  const correspondents = new Correspondents();
  const slot = correspondents.slotOf(7, 500, 500);
  for (let number = 1; number <= 500; number++) {
    expect(correspondents.admit(slot, number, 500)).toBe(true);
  }
  expect(correspondents.admit(slot, 501, 500)).toBe(false);
  expect(correspondents.admit(slot, 1, 500)).toBe(true);
  expect(correspondents.counts[slot]).toBe(500);
});

it('contracts and months have lists of their own', () => {
  const correspondents = new Correspondents();
  const slots = [
    correspondents.slotOf(1, 500, 1),
    correspondents.slotOf(1, 501, 1),
    correspondents.slotOf(2, 500, 1),
  ];
  expect(new Set(slots).size).toBe(3);
  for (const slot of slots) expect(correspondents.admit(slot, 33_144_112_233, 1)).toBe(true);
  expect(correspondents.slotOf(1, 500, 1)).toBe(slots[0]);
});

it('agrees with sets of numbers, whatever the order of contracts', () => {
  const call = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -40, max: 40 }));
  fc.assert(
    fc.property(
      fc.array(call, { maxLength: 400 }),
      fc.integer({ min: 1, max: 30 }),
      (calls, limit) => {
        const correspondents = new Correspondents();
        const sets = new Map<number, Set<number>>();
        for (const [contract, number] of calls) {
          if (number === 0) continue;
          const set = sets.get(contract) ?? new Set();
          sets.set(contract, set);
          const expected = set.has(number) || set.size < limit;
          if (expected) set.add(number);
          const slot = correspondents.slotOf(contract, 500, limit);
          expect(correspondents.admit(slot, number, limit)).toBe(expected);
        }
      },
    ),
    { seed: 3 },
  );
});

it('octets add up per session and period, through growth of the table', () => {
  const periods = new SessionPeriods();
  const expected = new Map<string, number>();
  for (let k = 0; k < 20_000; k++) {
    const low = (k * 7919) % 977;
    const high = ((k * 104_729) % 13) + 1;
    const start = ((k * 31) % 3) * 43_200_000_000;
    const key = `${low}/${high}/${start}`;
    expect(periods.add(low, high, start, k)).toBe(expected.get(key) ?? 0);
    expected.set(key, (expected.get(key) ?? 0) + k);
  }
});
