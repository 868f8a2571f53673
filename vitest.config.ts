import { defineConfig } from 'vitest/config';
import { ClosingLine } from './test/closing-line.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Rating starts worker threads of its own: two cores are best used by two test files at a time.
    maxWorkers: 2,
    reporters: ['default', new ClosingLine()],
  },
});
