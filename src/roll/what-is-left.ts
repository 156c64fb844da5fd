import type { NodeAddress } from './ids.js';

/** What a cluster was like when its run ended: what its outcome says besides the settings. */
export type ClusterLeft =
  | {
      readonly kind: 'seen';
      /** Replica servers that are not ALIVE, or that the leader does not list. */
      readonly dead: readonly NodeAddress[];
      /** Configured metas that do not answer. */
      readonly silentMetas: readonly NodeAddress[];
      /** Tables with partitions that are not full. */
      readonly short: readonly { readonly table: string; readonly partitions: number; readonly of: number }[];
      /** Partitions that have lost every replica. */
      readonly lost: number;
      /** Servers that were drained and do not have all their replicas back. */
      readonly drained: readonly { readonly address: NodeAddress; readonly missing: number }[];
      /** `before`: when the run began; absent for a server that was not ALIVE then. */
      readonly leadership: readonly { readonly address: NodeAddress; readonly before?: number; readonly now: number }[];
      readonly uneven: boolean;
    }
  /** The settings had been read back, and then nothing could be read any more. */
  | { readonly kind: 'unread'; readonly why: string };
