import type { Messages } from './parameters.js';

/** What a run is held for. */
export const holdMessages = {
  'not-safe-to-stop': { node: 'node', blockedMs: 'ms', reasons: 'messages', repair: 'message?' },
  'may-not-begin': { blockedMs: 'ms', blocking: 'message' },
  /** Why a server that does not get empty is not stopped. */
  'not-emptied': { what: 'message', node: 'node' },
  'primaries-stay': { primaries: 'count', node: 'node' },
  'replicas-stay': { replicas: 'count', node: 'node' },
  'nowhere-to-go': { partitions: 'count', node: 'node', gpids: 'gpids' },
  'drained-without-primary': { partitions: 'count', node: 'node' },
  'replicas-return': { node: 'node', drains: 'count' },
  /** `waited`: what was waited for in vain. */
  'not-sure-to-close': { node: 'node', waited: 'message' },
  'not-sure-to-be-empty': { node: 'node', waited: 'message' },
  'does-not-count-replicas': { node: 'node', why: 'message' },
  'replicas-do-not-close': { node: 'node', serving: 'count', opening: 'count', closing: 'count', before: 'count' },
  'start-not-said': { node: 'node', why: 'message' },
  'command-ended': { verb: 'verb', node: 'node', how: 'message' },
  'command-failed': { reason: 'text' },
  'command-timed-out': { afterMs: 'ms' },
  'command-lost': { reason: 'text' },
  'not-settled': { what: 'text', why: 'message', waitedMs: 'ms' },
  /** One of the operator's own commands was begun before, and it is not known to have succeeded. */
  'hook-not-succeeded': { verb: 'verb', node: 'node' },
  /** Not back, so long after its commands ended. */
  overdue: { what: 'message', waitedMs: 'ms', repair: 'message?' },
  'runs-and-not-alive': { node: 'node' },
  'others-not-alive': { node: 'node', dead: 'nodes' },
  'no-answer': { node: 'node', why: 'message?' },
  loading: { node: 'node', opened: 'count?', of: 'count?' },
  'copied-elsewhere': { afterMs: 'ms' },
  'collector-down': { node: 'node', why: 'message' },
  'not-restarted': { node: 'node', startedAt: 'text' },
  'wrong-version': { node: 'node', version: 'text', wanted: 'text?' },
  'heal-stalled': { partitions: 'count', node: 'node', tables: 'message?', gpids: 'gpids' },
  'undrain-stalled': { partitions: 'count', node: 'node' },
  /** Part of what is waited for is of tables that come and go. `missing`: copies, by table. */
  'tables-come-and-go': { tables: 'texts', missing: 'counts', changing: 'texts' },
  unlisted: { leader: 'node', node: 'node', strangers: 'nodes' },
  unreadable: { ms: 'ms', why: 'text' },
  'setting-refused': { act: 'act', ms: 'ms', why: 'text?', paused: 'flag' },
  'balance-stalled': { operations: 'message', rolled: 'flag' },
  'balance-still-wanted': { operations: 'count' },
  'balance-still-not-counted': {},
  'disk-full': { repairs: 'flag' },
  'own-error': { error: 'text', repairs: 'flag' },
  /** `more`: so many servers besides. */
  'started-again': { servers: 'messages', more: 'count' },
  'server-started-again': { node: 'node', rolled: 'flag', times: 'count', since: 'instant', startedAt: 'text?' },
  'hold-for-starts': { starts: 'message', servers: 'count' },
  /** `itself`: the server at hand died. `standing`: how the server at hand is; absent: nobody else has failed. */
  'second-failure': {
    itself: 'message?',
    others: 'nodes',
    low: 'count',
    target: 'node',
    standing: 'message?',
    ignored: 'nodes',
    repair: 'message',
    hint: 'message?',
  },
  'died-before-healed': { node: 'node' },
  'died-after-restart': { node: 'node' },
  'died-while-undrained': { node: 'node' },
  'died-while-drained': { node: 'node' },
  'is-away': {},
  'is-not-healed': {},
  'is-just-restarted': {},
  'is-drained': {},
  'start-it-itself': { node: 'node' },
  'may-be-it': { node: 'node', strangers: 'nodes' },
  'meta-can-repair': {},
  /**
   * `afterMs`: when it repairs what can still take writes; absent: when it names a dead server. `also`: its copies,
   * too.
   */
  'meta-repairs-again': { addSecondaryMax: 'count', afterMs: 'ms?', also: 'node?' },
} as const satisfies Messages;
