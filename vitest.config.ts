import { defineConfig } from 'vitest/config';

/** Minutes each: part of `npm run test:full`, which sets FULL. */
const long = ['test/**/*.long.test.ts'];

export default defineConfig({
  test: {
    include: process.env['FULL'] === undefined ? ['test/**/*.test.ts'] : long,
    exclude: process.env['FULL'] === undefined ? long : [],
    globalSetup: 'test/support/build-once.ts',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
    // Tests of real subprocesses share two cores: more workers only make each other late.
    maxWorkers: 2,
  },
});
