import type { Messages } from './parameters.js';

/**
 * Who or what changed the course of a run: pauses, aborts, servers left out, plans that were replaced, what is left.
 */
export const courseMessages = {
  person: { user: 'user' },
  somebody: {},
  'a-request': {},
  'bot-out-of-touch': {},
  'bot-was-away': { ms: 'ms' },
  'bot-was-restarted': {},
  'somebody-froze': { level: 'level' },
  'paused-by': { by: 'message' },
  'paused-by-before-start': { by: 'message' },
  'paused-for-freeze': { level: 'level' },
  /** `goesOn`: by itself, once it may. */
  'paused-outside-window': { why: 'message', goesOn: 'flag' },
  'waits-for-resume': { because: 'message' },
  'canary-done': { node: 'node' },
  'not-among-nodes': {},
  'skip-option': {},
  'known-dead': {},
  'before-from': { from: 'node' },
  /** Both by the clock of the server. */
  'started-since': { startedAt: 'text', since: 'text' },
  'not-in-rollback': { run: 'text' },
  /** Of the run that is continued. */
  'restarted-since-run': { run: 'text' },
  'done-in-run': { run: 'text' },
  'left-out-of-run': { run: 'text' },
  'already-on-version': { version: 'text' },
  skipped: {},
  'skipped-by': { user: 'user' },
  'forced-without': {},
  'cluster-not-configured': {},
  'order-changed': {},
  'drain-changed': { fast: 'flag' },
  /** Without numbers: it is not lowered any more. */
  'min-live-planned': { from: 'count?', to: 'count?' },
  'now-to-be-rolled': { server: 'text' },
  'no-longer-to-be-rolled': { server: 'text' },
  'version-changed': { server: 'text', version: 'text?' },
  'there-and-left-out': { server: 'text', why: 'message' },
  'not-there-any-more': { server: 'text' },
  /** `names`: as text; empty: nothing that is allowed by name is so any more. */
  'named-waivers-changed': { names: 'text' },
  'waivers-changed': { tables: 'texts', copies: 'counts' },
  'all-restored': {},
  'left-stopped': { nodes: 'nodes' },
  'left-frozen': { level: 'level' },
  /** The operator's own commands that were not run, or did not succeed, at a server that the run has begun. */
  'left-without-hooks': { node: 'node', verbs: 'verbs' },
  'left-lowered': { metas: 'nodes', was: 'counts' },
} as const satisfies Messages;
