import type { NodeAddress, RunId } from '../roll/ids.js';
import type { Log } from '../lib/log.js';
import type { Clock } from '../lib/clock.js';
import type { Random } from '../lib/random.js';
import type { ClusterAdmin } from '../pegasus/cluster-admin.js';
import type { Probe } from '../pegasus/probe.js';
import type { Monitors } from '../monitors/monitors.js';
import type { ProcessControl } from '../processes/process-control.js';
import type { CheckedAccess } from './check-access.js';
import type { decide } from '../roll/decide.js';
import type { Calendar } from '../roll/calendar.js';
import type { ClusterPolicy } from '../roll/policy.js';
import type { Database } from '../store/database.js';

/** One cluster: what the configuration says of it, and the way to it. */
export interface ClusterAccess {
  readonly policy: ClusterPolicy;
  /** Configured channel; undefined: wherever the command was typed. */
  readonly channel: string | undefined;
  readonly admin: ClusterAdmin;
  readonly processes: ProcessControl;
  /** A client that writes and reads while a run is at work, one for each run; absent: no table is named for it. */
  readonly probe?: () => Probe;
  /** What a check looks at besides the cluster's own answers; absent: nothing. */
  readonly checks?: Pick<CheckedAccess, 'way' | 'parts'>;
  /** Who watches the cluster; absent: nobody whom the configuration names. */
  readonly monitors?: Monitors;
  /** Hosts that the configuration allows besides those of a plan; absent: none. */
  readonly allows?: (address: NodeAddress) => boolean;
  /** Change windows and freezes at a moment, in milliseconds since the epoch; absent: it may be changed at any time. */
  readonly calendar?: (now: number) => Calendar;
}

export interface EngineDeps {
  readonly store: Pick<Database, 'runs' | 'audit' | 'reserve'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly clusters: readonly ClusterAccess[];
  /**
   * Looks once more whether the votes of an approved run still stand, and says so through `submit`; it never rejects.
   */
  readonly confirmVotes: (run: RunId) => Promise<void>;
  /** The core, when it is to be another one: a test lets it throw. */
  readonly decide?: typeof decide;
}
