import type { Mutation } from './mutation.js';

/** Bugs in how the bot bears troubles of its own: a full disk, errors in itself. */
export const troubleMutations: readonly Mutation[] = [
  {
    name: 'keep-the-reserve',
    bug: 'the space kept for a full disk is never given back: add_secondary stays at 0 for as long as the disk is full',
    file: 'src/engine/run-saver.js',
    find: 'await store.reserve.giveBack();',
    replace: '{ }',
  },
  {
    name: 'silent-when-full',
    bug: 'people are not told that nothing can be saved (this was so)',
    file: 'src/engine/unsaved.js',
    find: 'this.#runs.set(run, unsaved);',
    replace: 'void 0;',
    // With space kept for it the run would be held soon, and say so.
    also: {
      file: 'src/store/files/reserve.js',
      find: 'roomFactor * this.bytes)',
      replace: 'Number.POSITIVE_INFINITY)',
    },
  },
  {
    name: 'stop-at-an-exception',
    bug: 'a decision that throws ends the loop of its run for good (this was so)',
    file: 'src/engine/run-actor.js',
    find: 'return this.#broke(error, input);',
    replace: "return { kind: 'taken', answer: undefined };",
    also: { file: 'src/engine/loop-watch.js', find: 'each.wake();', replace: '' },
  },
  {
    name: 'hold-broken-with-zero',
    bug: 'a run whose decisions throw is held, and add_secondary stays at 0',
    file: 'src/roll/decide-trouble.js',
    find: "return during.kind === 'observed'\n        ? released(stopped, during, context)\n        :",
    replace: 'return',
  },
  {
    name: 'full-disk-is-rolled',
    bug: 'a server of which it was read that a disk is full is drained and restarted all the same (this was so)',
    file: 'src/roll/gates/disk-space.js',
    find: 'if (full.length > 0)',
    replace: 'if (false)',
  },
];
