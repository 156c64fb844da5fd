import type { CalendarRules } from '../calendar/calendar-of.js';
import type { ReactionNames } from '../lib/emoji.js';
import type { ClusterName, NodeAddress } from '../roll/ids.js';
import type { Drain } from '../roll/options.js';
import type { ApprovalPolicy, Timing } from '../roll/policy.js';

type ArgumentList = readonly string[];

/** The configuration file, understood: paths absolute, durations in milliseconds, defaults filled in. */
export interface Config {
  /** The file itself, absolute. */
  readonly file: string;
  readonly slack: {
    readonly mode: 'socket' | 'http';
    /** Emoji names by meaning, the seeded one first; only what the file says. */
    readonly reactions: Partial<ReactionNames>;
    /** Id of the channel in which every run has one line. */
    readonly digest: string | undefined;
    readonly alternate: { readonly channel?: string; readonly direct: boolean; readonly command?: ArgumentList };
    /** Deaf for longer, the process ends. */
    readonly disconnectLimitMs: number;
  };
  readonly http: { readonly host: string; readonly port: number };
  readonly store: { readonly path: string };
  /** A program that gets the end of the audit trail on its standard input, for a place off this machine. */
  readonly audit: { readonly witness?: ArgumentList };
  /** In the order of the file; at least one. */
  readonly clusters: readonly ClusterConfig[];
}

export interface ClusterConfig {
  readonly cluster: ClusterName;
  /** Id, or name without its `#`. */
  readonly channel: string | undefined;
  readonly clusterName: string | undefined;
  readonly metas: readonly NodeAddress[];
  /**
   * Names, `*.domain`, addresses and ranges of servers that are believed to belong to the cluster; absent: no such
   * list.
   */
  readonly allowedHosts?: readonly string[];
  readonly admin: AdminConfig;
  readonly approvals: ApprovalPolicy;
  /** What a run does that people cannot see any more. */
  readonly onLost: 'continue' | 'pause';
  readonly calendar: CalendarRules;
  readonly whenWindowOpens: 'wait' | 'continue';
  readonly onRestart: 'continue' | 'pause';
  readonly processes: ProcessConfig;
  readonly timing: Timing;
  readonly drain: Drain;
  readonly mutation2pcMinReplicaCount: number;
  readonly minLiveNodes: number;
  readonly livePercentage: number;
}

/** `home`: the folder with run.sh. A native client needs none; one that is given is there to compare. */
export type AdminConfig =
  | { readonly kind: 'shell'; readonly home: string }
  | { readonly kind: 'native'; readonly home?: string };

export interface ProcessConfig {
  readonly driver:
    | { readonly kind: 'command'; readonly restart: ArgumentList }
    | { readonly kind: 'command'; readonly stop: ArgumentList; readonly start: ArgumentList }
    | { readonly kind: 'onebox'; readonly home: string };
  readonly install?: ArgumentList;
  readonly status?: ArgumentList;
  readonly collectors: readonly NodeAddress[];
  readonly timeoutMs: number;
}
