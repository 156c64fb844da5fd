import type { Messages } from './parameters.js';

/** Of `--stale`: which servers have a value of their configuration in force. `key` is as it was typed. */
export const valueMessages = {
  'has-value': { key: 'text', value: 'text' },
  'value-not-read': {},
  'value-unreachable': { error: 'text' },
  'no-such-flag': { name: 'text' },
  'no-config-page': {},
  'value-not-understood': { said: 'text' },
  'flag-of-another-section': { name: 'text', section: 'text' },
  /** No value of this type is ever printed like that. */
  'never-printed-so': { name: 'text', type: 'text', value: 'text' },
  'values-not-told': { key: 'text', value: 'text', nodes: 'nodes', whys: 'messages' },
  'wait-for-value': { node: 'node', key: 'text', why: 'message' },
  'wrong-value': { node: 'node', key: 'text', wanted: 'text', found: 'text' },
  'value-not-proven': { node: 'node', key: 'text', wanted: 'text', why: 'message' },
  'does-look-for-value': { value: 'text', drains: 'flag' },
  'does-accept-value': {},
  'wrong-value-now': { node: 'node', key: 'text', found: 'text' },
  'value-untold-now': { node: 'node', key: 'text', why: 'message' },
  'value-taken-now': { node: 'node', key: 'text', value: 'text' },
} as const satisfies Messages;
