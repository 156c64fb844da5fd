import type { HookVerb, ProcessVerb } from './act.js';
import type { Calendar } from './calendar.js';
import type { GateVerdict } from './gates/verdict.js';
import type { ClusterName, Gpid, NodeAddress, Role } from './ids.js';
import type { ServerLead } from './leadership.js';
import type { Message } from './message.js';
import type { RollOptions } from './options.js';
import type { PredictedMoves } from './predict-moves.js';
import type { SettleRule } from './settle-rule.js';
import type { VersionNote } from './version-rules.js';

export interface PlanTarget {
  readonly role: Role;
  readonly address: NodeAddress;
  /** Place among the servers of its role, from 0. */
  readonly index: number;
  /** Version now, `2.5.0 (0ca31b70)`; undefined where it cannot be asked (collectors). */
  readonly version: string | undefined;
  /** Replica servers only. */
  readonly primaries?: number;
  readonly secondaries?: number;
  /** What else it was called when the plan was made, where the leader told. */
  readonly otherNames?: readonly NodeAddress[];
  /** With `--stale`: the value that it had when the plan was made, where it said one. */
  readonly found?: string;
  /** Metas only: it led when the plan was made. The leader goes last, whoever it is by then. */
  readonly leader?: boolean;
}

export interface SkippedTarget {
  readonly role: Role;
  readonly address: NodeAddress;
  readonly why: Message;
}

/** What people allow by name, and is so (named-waivers.ts). */
export interface NamedWaivers {
  readonly deadServers: readonly NodeAddress[];
  readonly deadPartitions: readonly Gpid[];
  readonly splitting: readonly string[];
}

/** What will be done, in order. People approve exactly this. */
export interface Plan {
  /** Digest of everything an approval covers; a cluster that changes in any of it gets another plan. */
  readonly id: string;
  readonly cluster: ClusterName;
  readonly madeAt: number;
  readonly options: RollOptions;
  readonly targets: readonly PlanTarget[];
  readonly skipped: readonly SkippedTarget[];
  readonly gates: readonly GateVerdict[];
  /** Tables below three copies that the request says may be rolled. */
  readonly waivers: readonly { readonly table: string; readonly replicaCount: number }[];
  /** What is allowed by name and is so; absent: nothing. */
  readonly namedWaivers?: NamedWaivers;
  /** `min_live_node_count_for_unfreeze` while the run lasts; absent: it stays as it is. */
  readonly minLive?: { readonly from: number; readonly to: number };
  readonly procedure: Readonly<Record<Role, readonly ProcessVerb[]>>;
  /** Matchers of the alerts that are silenced while the run is at work; absent: none. */
  readonly silences?: string;
  /** What must be so before the next server is begun; absent: nothing. */
  readonly settle?: SettleRule;
  /** The operator's own commands around each server; absent: none. */
  readonly hooks?: readonly HookVerb[];
  /**
   * Servers are emptied at one tick instead of two; absent where they are emptied the documented way, or not at all.
   */
  readonly drain?: 'fast';
  readonly estimate: { readonly replicaServerMs: number; readonly totalMs: number };
  /** Change windows and freezes when the plan was made; absent in plans of older versions. */
  readonly calendar?: Calendar;
  /** Who leads how much, by replica server that is ALIVE; absent in plans of older versions. */
  readonly leadership?: { readonly led: readonly ServerLead[]; readonly uneven: boolean };
  /** Absent where no server is emptied, and in plans of older versions. */
  readonly moves?: PredictedMoves;
  /** What is known of the change to the version that is asked for; absent: nothing, or plans of older versions. */
  readonly versionNotes?: readonly VersionNote[];
  /** Versions now that are newer than the one that is asked for; absent where there is none. */
  readonly downgradeFrom?: readonly string[];
  /** Rules that forbid to go back from the version that is asked for to one of now; absent: none, or an older plan. */
  readonly wayBack?: readonly VersionNote[];
  /** In a rollback, the server that is down and comes first; absent: none is. */
  readonly putsBack?: NodeAddress;
  /** What is lacking or under way and does not block, or is not known; absent: nothing, or plans of older versions. */
  readonly warnings?: readonly Message[];
  /** Metas that did not answer when the plan was made; absent: all did. */
  readonly silentMetas?: readonly NodeAddress[];
  readonly approvals: {
    readonly required: number;
    readonly approvers: readonly string[];
    readonly selfApproval: boolean;
  };
}
