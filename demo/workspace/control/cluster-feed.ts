import type { Hono } from 'hono';
import type { ClusterNews } from '../../page/cluster-protocol.js';

/** A simulated cluster that the page shows beside the conversation. */
export interface ClusterFeed {
  /** What a page that has just connected is told. */
  readonly first: () => readonly ClusterNews[];
  /** The answer ends it. */
  readonly subscribe: (listener: (news: ClusterNews) => void) => () => void;
  /** What people do to the cluster: below `/_control/cluster`. */
  readonly routes: Hono;
}
