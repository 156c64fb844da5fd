import type { Mutation } from './mutation.js';

/** Bugs of a continuation. */
export const continuationMutations: readonly Mutation[] = [
  {
    name: 'continue-from-the-start',
    bug: 'a continuation restarts once more what has been restarted',
    file: 'src/roll/continuation.js',
    find: "return reading.startedAt === server.startedAt ? undefined : { code: 'restarted-since-run', run: continues.run };",
    replace: 'return undefined;',
  },
  {
    name: 'continue-all-but-one',
    bug: 'a continuation leaves out a server that the run before had not come to',
    file: 'src/roll/continuation.js',
    find: "case 'pending':\n            return undefined;",
    replace:
      "case 'pending':\n            return address.endsWith('3') ? { ...server, startedAt: 'then' } : undefined;",
  },
];
