import type { Run } from '../roll/run.js';
import type { EngineDeps } from './deps.js';

/** Ends a run whose cluster is no longer configured. @returns it as it is saved then */
export async function endWithoutCluster(
  run: Run,
  { store, clock, log }: Pick<EngineDeps, 'store' | 'clock' | 'log'>,
): Promise<Run> {
  const at = clock.now();
  const failed = endedWithoutCluster(run, at);
  const detail = { failed: 'the cluster is no longer configured' };
  await store.runs.commit({ run: failed, audit: [{ at, cluster: run.cluster, run: run.id, what: 'bot', detail }] });
  log.error(
    { run: run.id, cluster: run.cluster },
    'a run under way belongs to a cluster that is no longer configured: its settings were not put back',
  );
  return failed;
}

function endedWithoutCluster(run: Run, now: number): Run {
  const { id, cluster, options, plan, requestedBy, requestedAt, channel, votes, log } = run;
  const common = { id, cluster, options, plan, requestedBy, requestedAt, channel, votes, log, updatedAt: now };
  if (!('progress' in run)) return { ...common, status: 'expired', endedAt: now };
  return {
    ...common,
    status: 'failed',
    progress: run.progress,
    endedAt: now,
    why: { code: 'cluster-not-configured' },
  };
}
