import { commandVerbs, type CommandResult } from '../roll/act.js';
import type { AdminFailure } from '../roll/observation.js';
import type { Step, TargetState } from '../roll/progress.js';
import type { RunIn, RunStatus } from '../roll/run.js';
import type { ApiFailure } from '../slack/api/failure.js';
import { methodNames, type Method } from '../slack/api/methods.js';

/** All of a union: the compiler names what is missing or too much. */
const all = <Value extends string>(values: Readonly<Record<Value, true>>): readonly Value[] =>
  // `Object.keys` says of keys only that they are texts; these are those of the literal.
  Object.keys(values).filter((value): value is Value => value in values);

type Ended = { [Status in RunStatus]: RunIn<Status> extends { readonly endedAt: number } ? Status : never }[RunStatus];

export const endings = all<Ended>({ done: true, aborted: true, failed: true, rejected: true, expired: true });
export const states = all<Exclude<RunStatus, Ended>>({
  'awaiting-approval': true,
  approved: true,
  rolling: true,
  pausing: true,
  paused: true,
  held: true,
  aborting: true,
});
export const steps = all<Step['kind']>({
  gates: true,
  'move-primaries': true,
  'downgrade-secondaries': true,
  drain: true,
  'close-replicas': true,
  'flush-log': true,
  'last-look': true,
  process: true,
  'await-return': true,
  heal: true,
  soak: true,
  undrain: true,
  before: true,
  after: true,
  verify: true,
  settle: true,
});
export const serverStates = all<TargetState>({ pending: true, active: true, done: true, skipped: true, failed: true });
export const verbs = commandVerbs;
export const commandResults = all<CommandResult['kind']>({
  succeeded: true,
  failed: true,
  'timed-out': true,
  lost: true,
});
export const adminFailures = all<AdminFailure['kind']>({
  unreachable: true,
  timeout: true,
  'not-understood': true,
  'not-leader': true,
  refused: true,
  cancelled: true,
});
export const slackMethods: readonly Method[] = methodNames;
export const slackFailures = all<ApiFailure['kind']>({ 'rate-limited': true, 'unknown-outcome': true, refused: true });
export const clusterCalls = ['observe', 'perform'] as const;
export const queues = ['decisions', 'saves', 'cluster', 'slack'] as const;
