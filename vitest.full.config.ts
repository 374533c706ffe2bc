import { defineConfig } from 'vitest/config';

/** Tests with a real language model and on a graphics driver; `npm run test:full` fetches what they need. One at a time: they share the processor. */
export default defineConfig({
  test: {
    include: ['test/full/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 900_000,
    hookTimeout: 120_000,
    restoreMocks: true,
  },
});
