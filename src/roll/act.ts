import type { ClusterName, CommandId, Gpid, NodeAddress, Role, RunId } from './ids.js';
import type { MetaLevel } from './observation.js';

export interface PrimaryMove {
  readonly gpid: Gpid;
  readonly from: NodeAddress;
  readonly to: NodeAddress;
}

export interface SecondaryDowngrade {
  readonly gpid: Gpid;
  readonly primary: NodeAddress;
  readonly node: NodeAddress;
}

/**
 * What a run does to a cluster. Acts on the leader name it: an adapter performs them on that meta and
 * no other, and answers `not-leader` when it leads no more.
 */
export type ClusterAct =
  | { readonly kind: 'set-level'; readonly leader: NodeAddress; readonly level: MetaLevel }
  | { readonly kind: 'set-assign-delay'; readonly leader: NodeAddress; readonly value: number | 'DEFAULT' }
  | { readonly kind: 'set-add-secondary-max'; readonly leader: NodeAddress; readonly value: number | 'DEFAULT' }
  | { readonly kind: 'set-flow-control'; readonly leader: NodeAddress; readonly value: boolean }
  /**
   * `min_live_node_count_for_unfreeze` of one meta process, leading or not (HTTP `/updateConfig`, from 2.4 on). Done
   * means that it was read back. Only the native client can.
   */
  | { readonly kind: 'set-min-live-nodes'; readonly meta: NodeAddress; readonly value: number }
  /** One batch of `balance -p move_pri`. Registered, not done: watch the partitions (docs/pegasus.md, "Proposals"). */
  | { readonly kind: 'move-primaries'; readonly leader: NodeAddress; readonly moves: readonly PrimaryMove[] }
  /** One batch of `propose -p DOWNGRADE_TO_INACTIVE`. Registered, not done. */
  | {
      readonly kind: 'downgrade-secondaries';
      readonly leader: NodeAddress;
      readonly downgrades: readonly SecondaryDowngrade[];
    }
  /**
   * The fast drain, one batch: what the node leads it hands over by downgrading itself to inactive, what it follows it
   * leaves. Registered, not done. Over RPC `to` leads next; the shell can say one action only, and the meta chooses.
   */
  | {
      readonly kind: 'drain';
      readonly leader: NodeAddress;
      readonly handovers: readonly PrimaryMove[];
      readonly downgrades: readonly SecondaryDowngrade[];
    }
  /** `replica.kill_partition` without arguments: every replica of the node, flushed and closed. */
  | { readonly kind: 'close-replicas'; readonly node: NodeAddress }
  /** `flush-log`. */
  | { readonly kind: 'flush-log'; readonly node: NodeAddress };

/** One that changes a setting of a meta. */
export type SettingAct = Extract<ClusterAct, { kind: `set-${string}` }>;

/** What came of an act that was carried out. */
export interface ActOutcome {
  /** Proposals the meta did not register, with its answer (`ERR_INVALID_PARAMETERS`: one is pending already). */
  readonly refused: readonly { readonly gpid: Gpid; readonly answer: string }[];
}

export const processVerbs = ['stop', 'install', 'start', 'restart'] as const;
export type ProcessVerb = (typeof processVerbs)[number];

/**
 * The operator's own commands around a server: before it is touched, whether it is well again, after it is done with.
 */
export const hookVerbs = ['before', 'verify', 'after'] as const;
export type HookVerb = (typeof hookVerbs)[number];

export const commandVerbs = [...processVerbs, ...hookVerbs] as const;
export type CommandVerb = (typeof commandVerbs)[number];

const hooks: ReadonlySet<string> = new Set(hookVerbs);
export const isHook = (kind: string): kind is HookVerb => hooks.has(kind);

/** One command on one server process, or of the operator's own around it. */
export interface ProcessCommand {
  readonly id: CommandId;
  readonly verb: CommandVerb;
  readonly cluster: ClusterName;
  readonly run: RunId;
  readonly role: Role;
  readonly address: NodeAddress;
  /** Place among the servers of its role, from 0, in the cluster's own order. */
  readonly index: number;
  /** The version to install; absent on a restart. */
  readonly version?: string;
}

/** `tail`: the last lines of its output, secrets masked. */
export type CommandResult =
  | { readonly kind: 'succeeded'; readonly tail: readonly string[] }
  | { readonly kind: 'failed'; readonly reason: string; readonly tail: readonly string[] }
  | { readonly kind: 'timed-out'; readonly afterMs: number; readonly tail: readonly string[] }
  /** It was begun, and what became of it cannot be known: look at the process. */
  | { readonly kind: 'lost'; readonly reason: string; readonly tail: readonly string[] };
