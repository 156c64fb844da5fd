import { standsStill, type LoopState } from '../engine/loop-watch.js';
import type { RunService, UnsavedRuns } from '../engine/run-service.js';
import type { ClusterName } from '../roll/ids.js';
import { hasEnded, type Run } from '../roll/run.js';
import type { Slack } from '../slack/start-slack.js';
import type { RunStore } from '../store/run-store.js';
import { gatesBlocking } from './gates-blocking.js';
import type { Instruments } from './instruments.js';
import { queues } from './label-values.js';
import type { LastReadings } from './measured.js';

/** What is looked at when somebody reads the metrics. */
export interface MetricSources {
  readonly version: string;
  readonly clusters: readonly ClusterName[];
  readonly runService: Pick<RunService, 'runs'>;
  readonly store: Pick<RunStore, 'cluster'>;
  readonly slack: () => ReturnType<Slack['health']> | undefined;
  readonly loops: () => readonly LoopState[];
  readonly unsaved: Pick<UnsavedRuns, 'all'>;
  readonly shortOfRoom: () => number | undefined;
  readonly readings: LastReadings;
  /** When runs of a cluster decided last, milliseconds since the epoch. */
  readonly decided: ReadonlyMap<ClusterName, number>;
  readonly waiting: Readonly<Record<(typeof queues)[number], () => number>>;
  readonly now: () => number;
}

/** Sets what is not counted as it happens. */
export function setGauges(instruments: Instruments, sources: MetricSources): void {
  const { clusters } = sources;
  const active = sources.runService.runs().filter((run) => !hasEnded(run) && clusters.includes(run.cluster));
  instruments.show('pegasus_roll_build_info', [[{ version: sources.version, node: process.version }, 1]]);
  showRuns(instruments, active);
  showClusters(instruments, active, sources);
  showSlack(instruments, sources.slack());
  showTroubles(instruments, sources);
  instruments.show(
    'pegasus_roll_queue_depth',
    queues.map((queue) => [{ queue }, sources.waiting[queue]()]),
  );
}

function showRuns(instruments: Instruments, active: readonly Run[]): void {
  const open = active.flatMap((run) => (hasEnded(run) ? [] : [run]));
  instruments.show(
    'pegasus_roll_runs',
    open.map(({ cluster, status: state }) => [{ cluster, state }, 1]),
  );
  instruments.show(
    'pegasus_roll_run_info',
    open.map(({ cluster, id: run, status: state, options: { version = '' } }) => [{ cluster, run, state, version }, 1]),
  );
  instruments.show(
    'pegasus_roll_gate_blocking',
    open.flatMap((run) => gatesBlocking(run).map((gate) => [{ cluster: run.cluster, gate }, 1] as const)),
  );
  instruments.show(
    'pegasus_roll_hold',
    open.flatMap((run) => (run.status === 'held' ? [[{ cluster: run.cluster, reason: run.hold.reason }, 1]] : [])),
  );
  instruments.show(
    'pegasus_roll_run_servers',
    open.flatMap((run) =>
      ('progress' in run ? run.progress.targets : run.plan.targets.map(pending)).map(
        ({ role, state }) => [{ cluster: run.cluster, role, state }, 1] as const,
      ),
    ),
  );
}

const pending = <Target extends object>(target: Target): Target & { readonly state: 'pending' } => ({
  ...target,
  state: 'pending',
});

function showClusters(
  instruments: Instruments,
  active: readonly Run[],
  { clusters, readings, decided, store, loops, now }: MetricSources,
): void {
  const known = [...readings].filter(([cluster]) => clusters.includes(cluster));
  instruments.show(
    'pegasus_roll_replica_servers',
    known.flatMap(([cluster, { seen }]) => seen.nodes.map(({ status: state }) => [{ cluster, state }, 1] as const)),
  );
  instruments.show(
    'pegasus_roll_cluster_read_timestamp_seconds',
    known.map(([cluster, { at }]) => [{ cluster }, at / 1_000]),
  );
  const changed = clusters.filter((cluster) => store.cluster(cluster).maintenance !== undefined);
  instruments.show(
    'pegasus_roll_settings_changed',
    changed.map((cluster) => [{ cluster }, 1]),
  );
  instruments.show(
    'pegasus_roll_settings_left',
    changed
      .filter((cluster) => !active.some(({ id }) => id === store.cluster(cluster).maintenance?.run))
      .map((cluster) => [{ cluster }, 1]),
  );
  const ofClusters = loops().filter(({ cluster }) => clusters.includes(cluster));
  instruments.show(
    'pegasus_roll_stuck_runs',
    ofClusters.filter((loop) => standsStill(loop, now())).map(({ cluster }) => [{ cluster }, 1]),
  );
  instruments.show(
    'pegasus_roll_last_decision_timestamp_seconds',
    clusters.map((cluster) => [{ cluster }, lastDecisionOf(cluster, ofClusters, decided)]),
  );
}

const lastDecisionOf = (
  cluster: ClusterName,
  loops: readonly LoopState[],
  decided: ReadonlyMap<ClusterName, number>,
): number =>
  Math.max(
    decided.get(cluster) ?? 0,
    ...loops.filter((loop) => loop.cluster === cluster).map(({ decidedAt }) => decidedAt),
  ) / 1_000;

function showSlack(instruments: Instruments, health: ReturnType<Slack['health']> | undefined): void {
  instruments.show('pegasus_roll_slack_connected', [[{}, health?.connected === true ? 1 : 0]]);
  instruments.show('pegasus_roll_slack_disconnected_seconds', [[{}, (health?.disconnectedForMs ?? 0) / 1_000]]);
  instruments.show('pegasus_roll_slack_let_in', [[{}, health?.letIn === false ? 0 : 1]]);
  instruments.counted('pegasus_roll_slack_gaps_total', {}, health?.gaps.count ?? 0);
  instruments.counted('pegasus_roll_slack_gap_seconds_total', {}, (health?.gaps.totalMs ?? 0) / 1_000);
  instruments.show('pegasus_roll_unseen_runs', [[{}, health?.unseenRuns ?? 0]]);
}

function showTroubles(instruments: Instruments, { unsaved, shortOfRoom, now }: MetricSources): void {
  const all = [...unsaved.all().values()];
  instruments.show('pegasus_roll_unsaved_runs', [[{}, all.length]]);
  instruments.show('pegasus_roll_unsaved_seconds', [
    [{}, Math.max(0, ...all.map(({ since }) => now() - since)) / 1_000],
  ]);
  instruments.show('pegasus_roll_reserve_given_back', [[{}, shortOfRoom() === undefined ? 0 : 1]]);
}
