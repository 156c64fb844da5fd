import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
    // Tests of real subprocesses share two cores: more workers only make each other late.
    maxWorkers: 2,
  },
});
