import type { Mutation } from './mutation.js';

/** Bugs of a restart for a value of the configuration. */
export const staleMutations: readonly Mutation[] = [
  {
    name: 'restart-who-has-the-value',
    bug: 'who has the new value in force is restarted all the same',
    file: 'src/roll/choose-targets.js',
    find: "if (options.stale !== undefined && valueSeen(options.stale, seen.flags?.[address]).kind === 'has-it')",
    replace: 'if (false)',
  },
  {
    name: 'unread-value-is-missing',
    bug: 'a server of which it is not known what it has counts as one without the value',
    file: 'src/roll/gates/values-told.js',
    find: 'if (untold.length === 0)',
    replace: 'if (true)',
  },
  {
    name: 'believe-the-new-value',
    bug: 'a server that is back counts as one with the new value: its page is not looked at',
    file: 'src/roll/steps/prove-value.js',
    find: "if (value.kind === 'has-it')",
    replace: 'if (true)',
  },
];
