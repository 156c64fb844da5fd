import type { Clock } from '../lib/clock.js';
import type { Log } from '../lib/log.js';
import type { Result } from '../lib/result.js';
import type { NodeAddress } from '../roll/ids.js';
import type { AdminFailure } from '../roll/observation.js';
import type { Clash, Meaning, SettingsOfKind, Shape } from '../settings/kinds.js';
import type { ClusterAdmin } from './cluster-admin.js';

/** The cluster that is to be reached. */
export interface ClusterToReach {
  readonly metas: readonly NodeAddress[];
  /**
   * Whether the bot may have to do with the server at an address; absent where the configuration says nothing of it.
   */
  readonly allows?: (address: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** A way to reach a cluster. */
export interface AdminAdapter<Settings> {
  /** What people call it, in a sentence. */
  readonly title: string;
  /** What `check` says where it is the configured one and another reports the same. */
  readonly advice: string;
  create(settings: Settings, cluster: ClusterToReach): ClusterAdmin;
  /** The version of the program that it runs to reach a cluster; absent where it runs none. */
  programVersion?(
    settings: Settings,
    cluster: Pick<ClusterToReach, 'metas' | 'clock'>,
    signal: AbortSignal,
  ): Promise<Result<string, AdminFailure>>;
}

/** An adapter and its settings in `admin:`, as adapters.ts registers them. */
export interface RegisteredAdapter<Settings extends Shape, Combined extends Result<{ readonly kind: string }, Clash>>
  extends SettingsOfKind<Settings, Combined>,
    AdminAdapter<Meaning<Combined>> {}

/** Only so that the types of an adapter follow from its settings. */
export const adminAdapter = <Settings extends Shape, Combined extends Result<{ readonly kind: string }, Clash>>(
  adapter: RegisteredAdapter<Settings, Combined>,
): RegisteredAdapter<Settings, Combined> => adapter;
