import type { Mutation } from './mutation.js';

/** Bugs of what people allow by name. */
export const waiverMutations: readonly Mutation[] = [
  {
    name: 'one-dead-server-excuses-all',
    bug: 'a dead server that is allowed excuses every other dead one',
    file: 'src/roll/named-waivers.js',
    find: 'const leftOut = deadNow(seen).filter((address) => waivers.deadServers.includes(address));',
    replace: 'const leftOut = waivers.deadServers.length === 0 ? [] : deadNow(seen);',
  },
  {
    name: 'allowed-for-ever',
    bug: 'a server that was allowed as dead may die once more after it has come back',
    file: 'src/roll/named-waivers.js',
    find: 'if (servers.length + gpids.length === 0)',
    replace: 'if (servers.length + gpids.length >= 0)',
  },
  {
    name: 'split-is-no-matter',
    bug: 'a split that is allowed is in the way of no server, also of those that hold copies of the table',
    file: 'src/roll/complete-tables.js',
    find: 'if (allowance === undefined)\n        return true;\n    const { node, drained } = allowance;',
    replace: 'return true; const { node, drained } = allowance;',
  },
];
