import { defineConfig } from 'vitest/config';

/** Real programs, or many seconds each: `npm run test:full` and CI run them. */
const long = ['test/**/*.long.test.ts'];

export default defineConfig({
  test: {
    globalSetup: 'test/support/build-once.ts',
    testTimeout: 20_000,
    hookTimeout: 30_000,
    passWithNoTests: false,
    // Two cores: more workers only make each other late.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: long,
          // A file that has been imported once is not read again for each test file: that was half of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'long', include: long } },
    ],
  },
});
