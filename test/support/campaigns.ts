import { inCampaign } from '../../src/roll/campaign.js';
import { clusterName, runId, type RunId } from '../../src/roll/ids.js';
import { foreign } from '../../src/roll/message.js';
import { defaultOptions, type Campaign } from '../../src/roll/options.js';
import type { RunIn } from '../../src/roll/run.js';
import type { ClusterLeft } from '../../src/roll/what-is-left.js';
import { done, logged, planFor } from './told-runs.js';

export const [x, y, z] = [clusterName('cluster-x'), clusterName('cluster-y'), clusterName('cluster-z')];

export const planned = (cluster: typeof x): Campaign['then'][number] => ({
  cluster,
  planId: planFor().id,
  servers: 7,
  totalMs: 420_000,
});

/** Three clusters, and this run is on the one before `then`. */
export const campaign = (then: Campaign['then'], after?: RunId): Campaign => ({
  clusters: [x, y, z],
  asked: defaultOptions,
  ...(after === undefined ? {} : { after }),
  then,
});

export const well: Extract<ClusterLeft, { kind: 'seen' }> = {
  kind: 'seen',
  dead: [],
  silentMetas: [],
  short: [],
  lost: 0,
  drained: [],
  leadership: [],
  uneven: false,
};

/** The run on cluster-x is done, and cluster-y and cluster-z come after it. */
export function doneOnX(endedAt: number, left: ClusterLeft = well): RunIn<'done'> {
  const options = inCampaign(campaign([planned(y), planned(z)]));
  return {
    ...done({
      id: runId('cluster-x-0001'),
      plan: planFor({ options }),
      log: logged(
        { kind: 'started' },
        {
          kind: 'ended',
          how: 'done',
          rolled: [],
          notRolled: [],
          left: foreign('The cluster is as it was before.'),
          cluster: left,
        },
      ),
    }),
    endedAt,
  };
}
