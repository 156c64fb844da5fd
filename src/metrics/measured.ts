import type { Clock } from '../lib/clock.js';
import type { ClusterAdmin } from '../pegasus/cluster-admin.js';
import type { ProcessControl } from '../processes/process-control.js';
import type { Result } from '../lib/result.js';
import type { ClusterName } from '../roll/ids.js';
import type { AdminFailure, Observation } from '../roll/observation.js';
import type { RunStore } from '../store/run-store.js';
import type { Instruments } from './instruments.js';

/** How many are under way now. */
export class UnderWay {
  count = 0;

  async during<Value>(work: () => Promise<Value>): Promise<Value> {
    this.count += 1;
    try {
      return await work();
    } finally {
      this.count -= 1;
    }
  }
}

/** The latest reading of a cluster, whoever wanted it. */
export type LastReadings = Map<ClusterName, { readonly at: number; readonly seen: Observation }>;

interface Means {
  readonly instruments: Instruments;
  readonly clock: Clock;
}

/** The same way to the cluster, with a watch beside it. */
export function measuredAdmin(
  admin: ClusterAdmin,
  cluster: ClusterName,
  { instruments, clock, underWay, readings }: Means & { readonly underWay: UnderWay; readonly readings: LastReadings },
): ClusterAdmin {
  const measured = async <Value>(
    call: 'observe' | 'perform',
    work: () => Promise<Result<Value, AdminFailure>>,
  ): Promise<Result<Value, AdminFailure>> => {
    const began = clock.now();
    const result = await underWay.during(work);
    instruments.observe('pegasus_roll_cluster_call_duration_seconds', { cluster, call }, (clock.now() - began) / 1_000);
    if (!result.ok)
      instruments.count('pegasus_roll_cluster_call_errors_total', { cluster, call, kind: result.failure.kind });
    return result;
  };
  return {
    observe: async (look, signal) => {
      const reading = await measured('observe', () => admin.observe(look, signal));
      if (reading.ok) readings.set(cluster, { at: clock.now(), seen: reading.value });
      return reading;
    },
    perform: (act, signal) => measured('perform', () => admin.perform(act, signal)),
  };
}

/** The same process commands, counted. */
export function measuredProcesses(processes: ProcessControl, instruments: Instruments): ProcessControl {
  return {
    ...processes,
    run: async (command, signal) => {
      const result = await processes.run(command, signal);
      const { cluster, verb } = command;
      // Nobody waited for its end: whoever joins it later counts it.
      if (!signal.aborted)
        instruments.count('pegasus_roll_command_results_total', { cluster, verb, result: result.kind });
      return result;
    },
  };
}

/** The same runs, with each save measured. */
export function measuredRuns(
  runs: RunStore,
  { instruments, clock, underWay }: Means & { readonly underWay: UnderWay },
): RunStore {
  return {
    loaded: () => runs.loaded(),
    conversation: (run) => runs.conversation(run),
    cluster: (cluster) => runs.cluster(cluster),
    archive: (run) => runs.archive(run),
    history: (filter) => runs.history(filter),
    find: (run) => runs.find(run),
    commit: async (commit) => {
      const began = clock.now();
      try {
        await underWay.during(() => runs.commit(commit));
        instruments.observe('pegasus_roll_save_duration_seconds', {}, (clock.now() - began) / 1_000);
      } catch (error) {
        instruments.count('pegasus_roll_save_errors_total', {});
        throw error;
      }
    },
  };
}
