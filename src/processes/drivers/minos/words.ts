import type { ServiceVerb } from '../../over-ssh/service.js';

/** The first generation configures a cluster in `.cfg`, the second in `.yaml`; their programs differ a little. */
export type Generation = 1 | 2;

export const showTasks = (cluster: string, job: string): readonly string[] => [
  './deploy',
  'show',
  'pegasus',
  cluster,
  '--job',
  job,
];

/** What is run for a verb, always for one task. `upgrade`: a restart with the package and configuration of now. */
export function changeTask(
  { cluster, job, task, generation }: Task,
  verb: ServiceVerb,
  upgrade: boolean,
): readonly string[] {
  const one = ['pegasus', cluster, '--job', job, '--task', task];
  if (verb !== 'restart') return ['./deploy', verb, ...one, '--skip_confirm'];
  if (!upgrade) return ['./deploy', 'restart', ...one, '--skip_confirm'];
  const latest = ['--update_package', '--update_config', '--time_interval', '20', '--skip_confirm'];
  return ['./deploy', 'rolling_update', ...one, ...latest, ...(generation === 2 ? ['--confirm_install'] : [])];
}

export interface Task {
  readonly cluster: string;
  readonly job: string;
  readonly task: string;
  readonly generation: Generation;
}
