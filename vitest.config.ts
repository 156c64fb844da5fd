import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Real programs, or many seconds each: `npm run test:full` and CI run them. */
const long = ['test/**/*.long.test.ts'];

/** The slowest of them by far, which must not be the last to begin: everything would wait for one worker. */
const slowest = ['systemd', 'compose', 'sigkill', 'conversation', 'broken-from-its-card', 'hard-conversation'];

class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = slowest.findIndex((name) => moduleId.endsWith(`/${name}.long.test.ts`));
      return at === -1 ? slowest.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: SlowestFirst },
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
