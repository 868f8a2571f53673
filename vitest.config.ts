import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // Rating starts worker threads of its own: two cores are best used by two files at a time.
    maxWorkers: 2,
  },
});
