import type { Messages } from './parameters.js';

/** What the latest reading shows of what a run is held for, and how the cluster is as a whole. */
export const causeMessages = {
  'all-well': {},
  /** Servers that are allowed by name to be dead. */
  'well-but-for': { nodes: 'nodes' },
  'not-alive': { nodes: 'nodes' },
  'miss-copies': { partitions: 'count' },
  /** `others`: but for the server at hand, which is away. `short`: so many partitions miss copies. */
  writable: { others: 'flag', short: 'count' },
  'maybe-ignored': { nodes: 'nodes' },
  'not-listed-now': { leader: 'node', node: 'node' },
  'listed-now': { node: 'node' },
  'readable-now': {},
  'settings-taken-now': {},
  'setting-tried-on': { why: 'text?' },
  'collector-up-now': { node: 'node' },
  'collector-down-now': { node: 'node', why: 'text' },
  'room-now': {},
  'no-room-now': {},
  'balanced-now': {},
  'balance-wanted-now': { operations: 'count' },
  'balance-unsaid-now': {},
  /** `below`: the limit; absent: it must be 1. */
  'settle-value': { value: 'text', below: 'text?' },
  'settle-unread': { why: 'text' },
  'checks-pass-now': {},
  'leads-now': { node: 'node', partitions: 'count' },
  'holds-now': { node: 'node', partitions: 'count' },
  'can-drain-now': { node: 'node' },
  'nowhere-to-go-now': { node: 'node', partitions: 'count' },
  'closing-now': { node: 'node', serving: 'count', opening: 'count', closing: 'count' },
  'closed-now': { node: 'node' },
  /** `but`: what is not as it should be, or is at last. */
  'runs-now': { node: 'node', version: 'text', startedAt: 'text', but: 'message?' },
  'same-process': {},
  'not-version': { wanted: 'text' },
  'was-restarted': {},
} as const satisfies Messages;
