import type { RunView, ServerView } from '../cluster-protocol.js';

/** The last one that serves, so that it is rolled late; never the one that the run is at. */
export const toKill = (servers: readonly ServerView[], run: RunView | undefined): ServerView | undefined =>
  servers.findLast(({ address, state }) => state === 'serving' && address !== run?.at?.address);

/** A server that is down, and that the run has not stopped itself. */
export const deadServer = (servers: readonly ServerView[], run: RunView | undefined): ServerView | undefined =>
  servers.find(({ address, state }) => state === 'down' && address !== run?.at?.address);
