import type { Plan } from '../roll/plan.js';
import type { Run } from '../roll/run.js';
import type { IntentAnswer } from '../roll/intent.js';
import type { Refusal } from './run-service.js';

/** A request for a cluster that is not configured. */
export function unknownCluster(cluster: string, known: readonly string[]): Refusal {
  return {
    message: known.length === 0 ? { code: 'no-cluster-configured' } : { code: 'no-such-cluster', cluster, known },
  };
}

/** A request for a cluster on which a run is under way. */
export const busyWith = (run: Run): Refusal => ({
  message: { code: 'cluster-busy', cluster: run.cluster, run: run.id, status: run.status, by: run.requestedBy },
  busy: run,
  people: [run.requestedBy],
});

/** A request that leaves no server to be rolled. */
export function nothingToRoll({ cluster, skipped, options }: Plan): Refusal {
  const named = skipped.slice(0, 10);
  return {
    message: {
      code: 'nothing-to-roll',
      cluster,
      servers: named.map(({ address }) => address),
      whys: named.map(({ why }) => why),
    },
    ...(options.version === undefined ? {} : { about: 'version' }),
  };
}

export const notTaken = ({ message }: Refusal): IntentAnswer => ({ accepted: false, message });
