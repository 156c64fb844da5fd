import type { ClusterAct, HookVerb, ProcessCommand, ProcessVerb } from './act.js';
import type { Availability } from './availability/availability.js';
import type { HoldReason } from './hold.js';
import type { CommandId, Gpid, NodeAddress, Role, UserId } from './ids.js';
import type { HookProgress } from './hook-state.js';
import type { LeadershipRestored, ServerLead } from './leadership.js';
import type { Message } from './message.js';
import type { LoadBalancerSettings, MetaLevel } from './observation.js';
import type { EarlierRunTerms } from './options.js';
import type { RecordedLeaders } from './recorded-leaders.js';

/** The state of the cluster's settings before the run touched them. */
export interface SavedSettings extends LoadBalancerSettings {
  readonly level: MetaLevel;
  /** Metas whose `min_live_node_count_for_unfreeze` the run has lowered, or is about to; absent: none. */
  readonly minLive?: readonly LoweredMinLive[];
}

/** One meta process, what it had, and what the run gives it. */
export interface LoweredMinLive {
  readonly meta: NodeAddress;
  readonly was: number;
  readonly to: number;
}

/** Counts down while it should; a hold follows when it has not moved for the stall time. */
export interface Countdown {
  readonly since: number;
  readonly left: number;
  readonly movedAt: number;
}

/** What is being done to one server; `kind` is the name people see. */
export type Step =
  | { readonly kind: 'gates'; readonly since: number }
  | {
      readonly kind: 'move-primaries';
      readonly since: number;
      readonly countdown?: Countdown;
      readonly proposedAt?: number;
    }
  | {
      readonly kind: 'downgrade-secondaries';
      readonly since: number;
      readonly countdown?: Countdown;
      readonly proposedAt?: number;
    }
  /**
   * The fast drain, in place of both. `asked`: what the last batch was about; `refused`: what the meta answered to it.
   */
  | {
      readonly kind: 'drain';
      readonly since: number;
      readonly countdown?: Countdown;
      readonly proposedAt?: number;
      readonly asked?: { readonly led: number; readonly followed: number };
      readonly refused?: string;
    }
  | {
      readonly kind: 'close-replicas';
      readonly since: number;
      readonly closingBefore?: number;
      readonly sentAt?: number;
    }
  | { readonly kind: 'flush-log'; readonly since: number }
  | { readonly kind: 'last-look'; readonly since: number }
  | {
      readonly kind: 'process';
      readonly since: number;
      readonly verbs: readonly ProcessVerb[];
      readonly command?: CommandState;
    }
  /**
   * `retryVerbs`: people asked for another try, and these commands are run for it, unless the process turns out to be
   * back or is loading. With `evenIfLoading` they are run while it is loading, too: people were told that it then
   * begins its loading anew.
   */
  | {
      readonly kind: 'await-return';
      readonly since: number;
      readonly retryVerbs?: readonly ProcessVerb[];
      readonly evenIfLoading?: true;
      readonly loading?: Loading;
      /** Since then it is back, and does not say whether it has the value that was asked for. */
      readonly untoldSince?: number;
    }
  | { readonly kind: 'heal'; readonly since: number; readonly countdown?: Countdown; readonly fullReadings: number }
  /**
   * Before the next server: the cluster has been at rest since `settledSince`; since `unclearSince` nobody understands
   * what was read of that.
   */
  | {
      readonly kind: 'settle';
      readonly since: number;
      readonly settledSince?: number;
      readonly unclearSince?: number;
    }
  /** `soakUntil`: it is run again while the server soaks, which lasts until then. */
  | {
      readonly kind: 'verify';
      readonly since: number;
      readonly command?: CommandState;
      readonly soakUntil?: number;
    }
  | { readonly kind: 'before' | 'after'; readonly since: number; readonly command?: CommandState }
  | { readonly kind: 'soak'; readonly since: number; readonly until: number }
  /** Given up before the process was stopped: replicas released, waiting until every partition is full. */
  | { readonly kind: 'undrain'; readonly since: number; readonly countdown?: Countdown; readonly fullReadings: number };

/** A process that was seen opening its replicas. */
export interface Loading {
  readonly since: number;
  /** When it was last seen to get on: it began, or more of its replicas were open than ever before. */
  readonly movedAt: number;
  /** So many replicas are open of those that it has; absent: it does not tell. */
  readonly opened?: number;
  readonly of?: number;
}

/** A command that is at work, or about to be. */
export interface CommandState {
  readonly command: ProcessCommand;
  readonly since: number;
}

export type Phase =
  | { readonly kind: 'enter-maintenance'; readonly since: number }
  | { readonly kind: 'target'; readonly target: number; readonly step: Step }
  /** `minLiveSince`: since then all is back but the least number of live servers on some meta. */
  | {
      readonly kind: 'leave-maintenance';
      readonly since: number;
      readonly defaultsTried: readonly ('assign-delay' | 'add-secondary-max')[];
      readonly minLiveSince?: number;
    }
  | { readonly kind: 'rebalance'; readonly since: number; readonly livelyAt?: number; readonly quietSince?: number }
  /**
   * Each partition gets back the primary that it had when the run began. `toMove`: those that had another one when this
   * began; `gone`: of those that have, the ones that cannot be moved; `batch`: what the last proposals were about.
   */
  | {
      readonly kind: 'restore-leadership';
      readonly since: number;
      readonly toMove?: number;
      readonly gone?: number;
      readonly countdown?: Countdown;
      readonly proposedAt?: number;
      readonly batch?: { readonly of: number; readonly left: number };
    };

/** A table that was whole once: its first so many partitions had all their copies. */
export interface CompleteTable {
  readonly id: number;
  readonly partitions: number;
  readonly copies: number;
  /** But for these, which lacked their copies and were allowed by name to; absent: none. */
  readonly without?: readonly Gpid[];
}

/** A server's process, by the last start of it that the run has seen. */
export interface KnownStart {
  readonly role: 'replica' | 'meta';
  readonly address: NodeAddress;
  /** In the server's own words; absent: it has not answered yet. */
  readonly startedAt?: string;
  /**
   * Starts that were not the run's doing and that nobody has accepted: how many, and when the run saw the first and the
   * last.
   */
  readonly unexpected?: { readonly times: number; readonly since: number; readonly at: number };
}

export type TargetState = 'pending' | 'active' | 'done' | 'skipped' | 'failed';

export interface TargetProgress {
  readonly role: Role;
  readonly address: NodeAddress;
  readonly index: number;
  readonly state: TargetState;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Milliseconds spent in each step so far, without those in which the run stood and waited for people. */
  readonly spent: Readonly<Partial<Record<Step['kind'], number>>>;
  /** Partitions this node had a copy of when its drain began: the copies that may be missing until it is back. */
  readonly drainedPartitions: readonly Gpid[];
  /** Version and start time of the process before it was stopped. */
  readonly before?: { readonly version: string; readonly commit: string; readonly startedAt: string };
  /** Version that its new process said it runs when it was proven back; for people. */
  readonly runs?: string;
  /** Tables that have been whole since its drain began; absent in runs of older versions. */
  readonly whole?: readonly CompleteTable[];
  /** Since when the leader does not list it; absent while it does. */
  readonly unlistedSince?: number;
  /** Primaries that the drain under way is to move away; absent: none was begun; 0: it has moved them. */
  readonly leads?: number;
  /** Primaries that were moved away from it, each time that its drain had moved all; absent: none. */
  readonly primariesMoved?: number;
  /** True from the moment the intent to stop it was saved until it is proven back. */
  readonly processDown: boolean;
  /** What its commands printed at last, though they succeeded: it tells why nothing came of them. */
  readonly printed?: readonly string[];
  /** How often its commands were begun; people ask for each after the first. */
  readonly attempts: number;
  /** How often its drain was begun anew because replicas came back. */
  readonly drainRounds: number;
  readonly commands: readonly CommandId[];
  /** What is left of its commands, once those that leave its process running have succeeded; absent: all of them. */
  readonly left?: readonly ProcessVerb[];
  /** The operator's own commands; absent: none was due yet. */
  readonly hooks?: Readonly<Partial<Record<HookVerb, HookProgress>>>;
  /** Holds at this server that two people have overridden. */
  readonly forced: readonly HoldReason[];
  readonly whySkipped?: Message;
}

/** The settings guard is at work on this setting of this leader, since then; `at`: its last try. */
export interface Correcting {
  readonly act: ClusterAct['kind'];
  readonly leader: NodeAddress;
  readonly since: number;
  readonly at: number;
  readonly message?: string;
  /** How often it was tried while it read as it does now; absent: once. */
  readonly tries?: number;
  /** What it was before the last try. */
  readonly read?: string;
  /** The meta repairs nothing before it takes. */
  readonly releasing?: boolean;
  /** People know that it does not take. */
  readonly told?: boolean;
}

/** What the leader had at the last reading. A value that the run has set since then is absent until it is read. */
export interface LeaderValues extends Partial<LoadBalancerSettings> {
  readonly leader: NodeAddress;
  readonly level?: MetaLevel;
  /** Since then there was a time that nobody saw. */
  readonly blind?: true;
}

export interface SilentMeta {
  readonly meta: NodeAddress;
  readonly since: number;
  readonly why: string;
}

/** Everything the run knows of its own doing. What it knows of the cluster it reads anew each time. */
export interface Progress {
  readonly targets: readonly TargetProgress[];
  readonly phase: Phase;
  /** Absent until the run has read them, and from then on until they are restored. */
  readonly saved?: SavedSettings;
  /** Who led how much when the run began. */
  readonly leadership?: readonly ServerLead[];
  /** Who led each partition when the run began; absent in runs of older versions: they give nothing back. */
  readonly leaders?: RecordedLeaders;
  /** What giving leadership back came to; absent: it was not tried, or is under way. */
  readonly leadershipRestored?: LeadershipRestored;
  /** True once leave-maintenance has read every value back. */
  readonly restored: boolean;
  readonly correcting?: Correcting;
  /** Leadership has been given back evenly. */
  readonly rebalanced: boolean;
  readonly leader?: NodeAddress;
  readonly lastRead?: LeaderValues;
  /** Somebody has set the level below steady by hand: it is left so until people answer. */
  readonly frozenByHand?: { readonly level: MetaLevel; readonly at: number };
  /** When all configured metas were asked last. */
  readonly metasAskedAt?: number;
  /** Configured metas that did not answer then; people have been told of each. */
  readonly silentMetas?: readonly SilentMeta[];
  /** The act that is about to be done or has been done: its outcome is not known yet. */
  readonly pending?: { readonly act: ClusterAct; readonly since: number };
  /** What is being waited for, for people. */
  readonly waiting?: { readonly what: Message; readonly since: number };
  /** The cluster could not be read since then. */
  readonly unreadable?: { readonly since: number; readonly message: string; readonly raw: readonly string[] };
  /** Tables with one or two copies that two people have let be rolled since the run began. */
  readonly waived?: readonly string[];
  /** Addresses and gpids that were allowed by name as dead, and have come back since: they are not waived any more. */
  readonly waiversOver?: readonly string[];
  /** Every replica server and meta that the run knows; absent: none was read yet. */
  readonly starts?: readonly KnownStart[];
  /** By address: when a server was last asked for its start time, and whether it answered. */
  readonly asked?: Readonly<Record<string, { readonly at: number; readonly answers: boolean }>>;
  /** What its readings say about the availability of partitions; absent in runs of older versions. */
  readonly availability?: Availability;
  /** Why the run stops at the next safe point. */
  readonly stopRequest?: {
    readonly kind: 'pause' | 'abort';
    readonly by: Message;
    readonly at: number;
    /** Who wants the plan of the rollback as soon as the run has ended. */
    readonly rollsBackFor?: UserId;
    /** What they asked of it; absent: nothing of their own. */
    readonly terms?: EarlierRunTerms;
  };
}
