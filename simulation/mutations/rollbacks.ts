import type { Mutation } from './mutation.js';

/** Bugs of a rollback. */
export const rollbackMutations: readonly Mutation[] = [
  {
    name: 'roll-back-without-a-drain',
    bug: 'a rollback stops its servers without a drain, whether they are down or not',
    file: 'src/roll/steps/gates.js',
    find: "const drains = target.role === 'replica' && run.options.mode === 'ha';",
    replace:
      "const drains = target.role === 'replica' && run.options.mode === 'ha' && run.options.rollsBack === undefined;",
    also: {
      file: 'src/roll/steps/last-look.js',
      find: "const returned = target.role === 'replica' && run.options.mode === 'ha' ? drainAgain(input) : undefined;",
      replace: 'const returned = run.options.rollsBack === undefined ? drainAgain(input) : undefined;',
    },
  },
  {
    name: 'roll-back-oldest-first',
    bug: 'a rollback begins with the server that was upgraded first',
    file: 'src/roll/rollback.js',
    find: '.filter(({ commands, processDown }) => processDown || installs(commands)).reverse();',
    replace: '.filter(({ commands, processDown }) => processDown || installs(commands));',
  },
  {
    name: 'roll-back-all-but-one',
    bug: 'a rollback forgets the server that was upgraded last',
    file: 'src/roll/rollback.js',
    find: 'const servers = upgraded.map((target) => ({',
    replace: 'const servers = (upgraded.length < 2 ? upgraded : upgraded.slice(1)).map((target) => ({',
  },
];
