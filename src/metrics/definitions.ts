import { gateNames } from '../roll/gates/verdict.js';
import { holdReasons } from '../roll/hold.js';
import { roles } from '../roll/ids.js';
import {
  adminFailures,
  clusterCalls,
  commandResults,
  endings,
  queues,
  serverStates,
  slackFailures,
  slackMethods,
  states,
  steps,
  verbs,
} from './label-values.js';

/**
 * What a label can be: one of a list, the name of a configured cluster, or anything. Every series whose labels are
 * lists and clusters is there from the start, at 0, so that a rule can tell "none" from "not known".
 */
export type LabelValues = readonly string[] | 'cluster' | 'anything';

export interface Definition {
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly labels?: Readonly<Record<string, LabelValues>>;
  /** Upper ends, in seconds. */
  readonly buckets?: readonly number[];
}

const callBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const stepBuckets = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600];
const saveBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];

/** Every metric of the bot by its name; docs/METRICS.md is written from this. */
export const definitions = {
  pegasus_roll_build_info: {
    type: 'gauge',
    help: 'Always 1; which version of the bot runs, and on which Node.',
    labels: { version: 'anything', node: 'anything' },
  },
  pegasus_roll_runs: {
    type: 'gauge',
    help: 'Runs that have not ended.',
    labels: { cluster: 'cluster', state: states },
  },
  pegasus_roll_run_info: {
    type: 'gauge',
    help: 'Always 1, for each run that has not ended: what it is. It goes when the run ends.',
    labels: { cluster: 'cluster', run: 'anything', state: states, version: 'anything' },
  },
  pegasus_roll_runs_ended_total: {
    type: 'counter',
    help: 'Runs that have ended since the bot was started, by their outcome.',
    labels: { cluster: 'cluster', outcome: endings },
  },
  pegasus_roll_step_duration_seconds: {
    type: 'histogram',
    help: 'Time that servers that were rolled spent in each step, without the time in which people were waited for.',
    labels: { cluster: 'cluster', step: steps },
    buckets: stepBuckets,
  },
  pegasus_roll_gate_blocking: {
    type: 'gauge',
    help: '1 while a gate keeps a run from going on, held or waiting.',
    labels: { cluster: 'cluster', gate: gateNames },
  },
  pegasus_roll_hold: {
    type: 'gauge',
    help: '1 while a run is held, by its reason.',
    labels: { cluster: 'cluster', reason: holdReasons },
  },
  pegasus_roll_run_servers: {
    type: 'gauge',
    help: 'Servers of the run that has not ended.',
    labels: { cluster: 'cluster', role: roles, state: serverStates },
  },
  pegasus_roll_replica_servers: {
    type: 'gauge',
    help: 'Replica servers as the leader listed them when the cluster was read last.',
    labels: { cluster: 'cluster', state: ['alive', 'unalive'] },
  },
  pegasus_roll_cluster_read_timestamp_seconds: {
    type: 'gauge',
    help: 'When the cluster was read last; 0 before the first time. It is read during runs and when somebody asks.',
    labels: { cluster: 'cluster' },
  },
  pegasus_roll_last_decision_timestamp_seconds: {
    type: 'gauge',
    help: 'When a run of the cluster last decided something; 0 before the first time.',
    labels: { cluster: 'cluster' },
  },
  pegasus_roll_stuck_runs: {
    type: 'gauge',
    help: 'Runs that should move and have decided nothing for too long.',
    labels: { cluster: 'cluster' },
  },
  pegasus_roll_settings_changed: {
    type: 'gauge',
    help: '1 while settings of the cluster are not yet put back, whether a run is under way or not.',
    labels: { cluster: 'cluster' },
  },
  pegasus_roll_settings_left: {
    type: 'gauge',
    help: '1 while settings are not put back although no run is under way: a run has ended without them, or is lost.',
    labels: { cluster: 'cluster' },
  },
  pegasus_roll_command_results_total: {
    type: 'counter',
    help: 'Process commands that have ended.',
    labels: { cluster: 'cluster', verb: verbs, result: commandResults },
  },
  pegasus_roll_cluster_call_duration_seconds: {
    type: 'histogram',
    help: 'How long a reading of the cluster, or an act on it, took.',
    labels: { cluster: 'cluster', call: clusterCalls },
    buckets: callBuckets,
  },
  pegasus_roll_cluster_call_errors_total: {
    type: 'counter',
    help: 'Readings and acts that came to nothing.',
    labels: { cluster: 'cluster', call: clusterCalls, kind: adminFailures },
  },
  pegasus_roll_slack_call_duration_seconds: {
    type: 'histogram',
    help: 'How long a call to Slack took.',
    labels: { method: slackMethods },
    buckets: callBuckets,
  },
  pegasus_roll_slack_call_errors_total: {
    type: 'counter',
    help: 'Calls to Slack that came to nothing.',
    labels: { method: slackMethods, kind: slackFailures },
  },
  pegasus_roll_slack_connected: { type: 'gauge', help: '1 while events from Slack come in.' },
  pegasus_roll_slack_disconnected_seconds: { type: 'gauge', help: 'For how long they have not.' },
  pegasus_roll_slack_let_in: {
    type: 'gauge',
    help: '1 while Slack takes the tokens of the bot; 0 once one of them has been revoked.',
  },
  pegasus_roll_slack_gaps_total: {
    type: 'counter',
    help: 'How often events from Slack stopped coming in and came again.',
  },
  pegasus_roll_slack_gap_seconds_total: { type: 'counter', help: 'For how long they did not, in all.' },
  pegasus_roll_unseen_runs: { type: 'gauge', help: 'Runs that cannot be shown in their channel.' },
  pegasus_roll_save_duration_seconds: {
    type: 'histogram',
    help: 'How long it took to write something to disk for good.',
    buckets: saveBuckets,
  },
  pegasus_roll_save_errors_total: { type: 'counter', help: 'Saves that were refused. Each is tried again.' },
  pegasus_roll_unsaved_runs: { type: 'gauge', help: 'Runs whose state cannot be saved.' },
  pegasus_roll_unsaved_seconds: { type: 'gauge', help: 'For how long the state of some run could not be saved.' },
  pegasus_roll_reserve_given_back: {
    type: 'gauge',
    help: '1 while the space that is kept for a full disk is in use.',
  },
  pegasus_roll_queue_depth: {
    type: 'gauge',
    help: 'What is under way and waits: inputs to be decided on, saves, calls to clusters and to Slack.',
    labels: { queue: queues },
  },
} as const satisfies Readonly<Record<`pegasus_roll_${string}`, Definition>>;

export type Definitions = typeof definitions;
export type MetricName = keyof Definitions;
/** The metrics of a type. */
export type NameOf<Type extends Definition['type']> = {
  [Name in MetricName]: Definitions[Name]['type'] extends Type ? Name : never;
}[MetricName];
/** The labels of a metric, with what each can be. */
export type LabelsOf<Name extends MetricName> = Definitions[Name] extends { readonly labels: infer Labels }
  ? {
      readonly [Label in keyof Labels]: Labels[Label] extends readonly (infer Value)[] ? Value : string;
    }
  : Readonly<Record<string, never>>;
