import type { NodeAddress } from '../../roll/ids.js';
import type { Entries } from './entries.js';

export interface FormCluster {
  readonly name: string;
  /** Configured channel, id or name; undefined: wherever it is asked for. */
  readonly channel: string | undefined;
  /** What keeps it from being rolled now: a lock, a closed window, a freeze; mrkdwn. */
  readonly hindrances: readonly string[];
  /** Its windows and freezes let it be rolled now. */
  readonly open: boolean;
}

/** What is known of the chosen cluster's servers. */
export type Servers =
  | { readonly kind: 'reading' }
  | {
      readonly kind: 'read';
      readonly replicaServers: readonly NodeAddress[];
      readonly lowTables: readonly { readonly name: string; readonly replicaCount: number }[];
    }
  | { readonly kind: 'unread'; readonly why: string }
  /** Filled in before: what was chosen stands there as text. */
  | { readonly kind: 'typed' };

export interface FormContext {
  readonly clusters: readonly FormCluster[];
  readonly servers: Servers | undefined;
  /** Where it was opened, when a plan can stand there. */
  readonly origin: string | undefined;
  /** What the fields begin with. */
  readonly entries: Entries;
  readonly turn: number;
  /** Why a request that was filled in already came to nothing; mrkdwn. Said at the top, where a view opens. */
  readonly trouble?: string;
}
