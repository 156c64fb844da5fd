import type { Choice } from './fields.js';

/** What the form offers to tick and to choose, whatever the cluster. */

export const modes: readonly Choice[] = [
  { value: 'ha', label: 'ha', does: 'Empties each server before it restarts' },
  { value: 'simple', label: 'simple', does: 'Restarts without moving replicas: short outages' },
];
export const roleChoices: readonly Choice[] = [
  { value: 'replica', label: 'Replica servers' },
  { value: 'meta', label: 'Meta servers' },
  { value: 'collector', label: 'Collectors' },
];
export const extras: readonly Choice[] = [
  { value: 'canary', label: 'Canary', does: 'Asks again after the first replica server' },
  { value: 'drain=fast', label: 'Fast drain', does: 'Empties a server in one step; writes in flight may time out' },
  { value: 'rebalance', label: 'Rebalance', does: 'Gives leadership back evenly at the end' },
  {
    value: 'lower-min-live',
    label: 'Lower the live minimum',
    does: 'Keeps a small cluster from freezing; put back after',
  },
];
