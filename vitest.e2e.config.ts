import { defineConfig } from 'vitest/config';

/** Needs Chromium: the path in CHROMIUM, else /usr/bin/chromium. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: ['test/support/build-assembly.ts'],
  },
});
