import type { Messages } from './parameters.js';

/** What people should know and need not act on. */
export const noteMessages = {
  /** Servers that are ALIVE again and partitions that have a copy again, all of them allowed by name as dead. */
  'waivers-over': { nodes: 'nodes', gpids: 'gpids' },
  /** `instead`: the server that waits until that one is back. */
  'down-first': { node: 'node', instead: 'node' },
  /** `version` absent: it is only started. */
  'put-back-as-it-is': { node: 'node', version: 'text?' },
  'begun-anew': { node: 'node' },
  'left-to-load': { node: 'node' },
  'tables-first': { node: 'node', tables: 'texts', missing: 'counts' },
  'only-copy-kept': { node: 'node' },
  'closed-uncounted': { node: 'node', why: 'text', ms: 'ms' },
  'fast-drain-failed': { node: 'node', refused: 'text?', replicas: 'count' },
  'flush-failed': { node: 'node', why: 'text' },
  'command-not-tried': { verb: 'verb', node: 'node' },
  /** The alerts that a run is expected to cause; it goes on all the same. */
  'not-silenced': { why: 'text' },
  'command-end-unheard': { verb: 'verb', node: 'node', succeeded: 'flag' },
  'error-noted': { error: 'text' },
  'not-saved': { ms: 'ms', why: 'text' },
  'level-for-balance': { level: 'level' },
  'not-rebalanced': { why: 'message' },
  /** `gone`: the server that led them has no copy any more, or is not ALIVE. */
  'leadership-restored': { moved: 'count', gone: 'count' },
  /** `left` absent: nobody has looked. */
  'leadership-left': { moved: 'count', left: 'count?', gone: 'count', why: 'message' },
  'nothing-moved': { ms: 'ms' },
  'nothing-to-pause': {},
  'meta-silent': { meta: 'node', why: 'text', left: 'count', of: 'count' },
  'meta-answers': { meta: 'node' },
  /** Tables whose few copies people have accepted. */
  'few-copies-accepted': { tables: 'texts', by: 'users' },
  'min-live-lowered': { meta: 'node', was: 'count', to: 'count' },
  'min-live-unsaid': { meta: 'node', to: 'count' },
  'min-live-changed': { meta: 'node', value: 'count' },
  'min-live-kept': { meta: 'node', was: 'count', to: 'count', servers: 'count' },
  /** `blind`: in a time that nobody saw. `wanted`: the run puts it back now. `leaving`: the run puts settings back. */
  'setting-by-hand': {
    name: 'text',
    from: 'value?',
    to: 'value',
    leader: 'node',
    blind: 'flag',
    wanted: 'flag',
    leaving: 'flag',
  },
  /** `frozen`: it had been set below steady by hand before. */
  'level-by-hand': { from: 'level?', to: 'level', frozen: 'flag', leaving: 'flag' },
  'frozen-by-hand': { from: 'level?', to: 'level', then: 'message' },
  'then-held': {},
  'then-paused': {},
  'then-ends': {},
  'then-pauses': {},
} as const satisfies Messages;
