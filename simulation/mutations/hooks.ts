import type { Mutation } from './mutation.js';

/** Bugs in how the operator's own commands around each server are run. */
export const hookMutations: readonly Mutation[] = [
  {
    name: 'go-on-unverified',
    bug: 'a verify that failed is written into the thread, and the next server is begun all the same',
    file: 'src/roll/decide-hook-ended.js',
    find: "if (result.kind === 'succeeded') {",
    replace: "if (result.kind === 'succeeded' || verb === 'verify') {",
  },
  {
    name: 'settled-at-once',
    bug: 'one reading that shows the cluster at rest is enough, however long it has to be so',
    file: 'src/roll/steps/settle.js',
    find: 'if (now - since >= settle.forMs)',
    replace: 'if (true)',
  },
  {
    name: 'silence-is-no-alert',
    bug: 'where nobody answers whether an alert fires, none does',
    file: 'src/roll/gates/no-alerts.js',
    find: "return block('alerts', { code: 'alerts-not-read', why: alerts.why });",
    replace: "return pass('alerts');",
  },
  {
    name: 'lost-is-run-again',
    bug: 'a command before or after a server whose outcome is lost is run again by itself',
    file: 'src/roll/decide-hook-ended.js',
    find: "isUnsure ? 'begun' : 'failed'",
    replace: "'due'",
    also: {
      file: 'src/roll/decide-hook-ended.js',
      find: ': held(failed, now, hookHold(failed, target, verb, what, isUnsure, result.tail))',
      replace: ': log(failed, now, told)',
    },
  },
];
