import { defineConfig } from 'vitest/config';

/** Needs a deployment: `npm run test:cloud` makes one. Waits there are real, so its tests take minutes. */
export default defineConfig({
  test: {
    include: ['test/cloud/**/*.test.ts'],
    testTimeout: 150_000,
    hookTimeout: 60_000,
    bail: 1,
    reporters: ['verbose'],
  },
});
