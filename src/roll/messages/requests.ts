import type { Messages } from './parameters.js';

/** What a person is told of a request that begins no run, and of locks: said by the core and by the engine. */
export const requestMessages = {
  'no-such-servers': { servers: 'nodes', known: 'nodes' },
  'no-such-tables': { tables: 'texts', known: 'texts' },
  'no-such-partitions': { gpids: 'gpids' },
  /** `answers`: those that the leader does not call ALIVE, and whose process answers. */
  'allowed-server-lives': { nodes: 'nodes', answers: 'nodes' },
  'allowed-partition-lives': { gpids: 'gpids' },
  'allowed-table-not-splitting': { tables: 'texts' },
  'no-such-version-rules': { rules: 'texts', known: 'texts' },
  'no-cluster-configured': {},
  'no-such-cluster': { cluster: 'text', known: 'texts' },
  'cluster-busy': { cluster: 'text', run: 'text', status: 'text', by: 'user' },
  'settings-being-restored': { cluster: 'text' },
  'another-request-under-way': { cluster: 'text' },
  /** `whys`: why each of the servers is left out. */
  'nothing-to-roll': { cluster: 'text', servers: 'nodes', whys: 'messages' },
  'no-install-command': { cluster: 'text', version: 'text' },
  'continue-of-active': { run: 'text', status: 'text' },
  'continue-of-done': { run: 'text' },
  'continue-of-unbegun': { run: 'text' },
  'rollback-of-active': { run: 'text', status: 'text' },
  'rollback-of-rollback': { run: 'text' },
  'rollback-of-restart': { run: 'text' },
  'rollback-of-nothing': { run: 'text' },
  'rollback-to-unknown': { run: 'text' },
  /** `ways`: what to ask for instead, one for each version. */
  'rollback-to-several': { run: 'text', ways: 'messages' },
  'rollback-way': { cluster: 'text', version: 'text', nodes: 'nodes' },
  /** Upgraded by the run, and not listed by the leader now. */
  'rollback-not-listed': { run: 'text', servers: 'nodes', known: 'nodes' },
  'cluster-unreadable': { cluster: 'text', why: 'message' },
  'no-answer-within': { ms: 'ms' },
  'run-has-ended': { run: 'text' },
  'not-decided': {},
  'bot-is-stopping': {},
  'bot-met-error': { error: 'text' },
  /** `newRun`: it was asked for a run, which was not begun. */
  'not-written': { why: 'message', newRun: 'flag' },
  /** `why` absent: the disk failed. */
  'written-or-not': { why: 'message?' },
  'disk-refuses': {},
  'store-taken-over': {},
  'store-unlocked': {},
  'store-failed-before': {},
  'store-taken-over-meanwhile': {},
  'store-unlocked-meanwhile': {},
  'cluster-locked-already': { cluster: 'text', by: 'user', reason: 'text' },
  'cluster-locked-now': { cluster: 'text', then: 'message?' },
  /** `by`: somebody else had locked it. */
  'cluster-unlocked': { cluster: 'text', by: 'user?', reason: 'text' },
  'cluster-not-locked': { cluster: 'text' },
  'cluster-is-locked': { cluster: 'text', by: 'user', reason: 'text' },
  'run-under-lock': { run: 'text', status: 'text', begins: 'flag' },
} as const satisfies Messages;
