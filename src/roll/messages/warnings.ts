import type { Messages } from './parameters.js';

/** What people should know before they approve a plan, and what does not keep it from being carried out. */
export const warningMessages = {
  'black-list-not-told': {},
  /** They are not planned, and take no copy any more. */
  'others-full': { servers: 'nodes', percent: 'count' },
  'space-low': { servers: 'nodes', percent: 'count' },
  /** `servers` would be full if they took what `server` has. */
  'space-for-loss': { server: 'node', servers: 'nodes', percent: 'count' },
  'space-not-told': { servers: 'nodes' },
  'space-unknown': { servers: 'nodes', said: 'text' },
  'tables-duplicated': { tables: 'texts' },
  /** Nor whether one is bulk loaded: in plans of versions that did not ask for that. */
  'duplication-not-told': {},
  'duplication-unknown': {},
  'tables-backed-up': { tables: 'texts' },
  'backups-unknown': { said: 'text?' },
  'bulk-loads-unknown': { tables: 'texts', said: 'text' },
  'bulk-loads-not-asked': { tables: 'texts' },
} as const satisfies Messages;
