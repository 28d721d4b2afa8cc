import { defineConfig } from 'vitest/config';

/** What goes wrong on purpose: kills, repeated events, faults by seed, throttling. `CHAOS=quick` does less of it, `CHAOS=full` more. */
export default defineConfig({
  test: {
    include: ['test/chaos/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    globalSetup: ['test/support/build-assembly.ts'],
    reporters: ['verbose'],
  },
});
