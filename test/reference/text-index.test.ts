import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextIndexBuilder, textAt } from '../../src/reference/text-index.ts';
import { indexOf } from './reference-directory.ts';

test('is a map from text to the order of first appearance, however it was sized', () => {
  const text = fc.string({ unit: fc.constantFrom('0', '1', 'é', 'K'), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(text), fc.nat(500), fc.array(text), (texts, expectedCount, others) => {
      const builder = new TextIndexBuilder(expectedCount);
      const model = new Map<string, number>();
      for (const text of texts) {
        if (!model.has(text)) model.set(text, model.size);
        expect(builder.addText(text)).toBe(model.get(text));
      }
      const index = builder.freeze();
      expect(index.count).toBe(model.size);
      for (const [text, i] of model) expect(textAt(index, i)).toBe(text);
      for (const text of [...texts, ...others]) {
        const bytes = new TextEncoder().encode(text);
        expect(indexOf(index, text)).toBe(model.get(text) ?? -1);
        expect(builder.find(bytes, 0, bytes.length)).toBe(model.get(text) ?? -1);
        expect(builder.findInOrder(bytes, 0, bytes.length)).toBe(model.get(text) ?? -1);
      }
    }),
  );
});

test('tells a hundred thousand numbers apart', () => {
  const builder = new TextIndexBuilder();
  const number = (i: number) => `336${String(i * 7).padStart(8, '0')}`;
  for (let i = 0; i < 100_000; i++) builder.addText(number(i));
  const index = builder.freeze();
  let wrong = 0;
  for (let i = 0; i < 100_000; i++) if (indexOf(index, number(i)) !== i) wrong++;
  expect(wrong).toBe(0);
  expect(indexOf(index, number(100_000))).toBe(-1);
  expect(index.slots.length).toBe(262_144);
});
