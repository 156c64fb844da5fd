import type { ClusterPolicy } from '../../src/roll/policy.js';
import { documentedTiming } from '../../src/roll/policy.js';

const steps = { restart: ['restart'], upgrade: ['stop', 'install', 'start'] } as const;

/** What is configured of a cluster of a test, besides its names and servers. One person who did not ask approves. */
export const usualPolicy: Omit<ClusterPolicy, 'cluster' | 'clusterName' | 'metas' | 'collectors'> = {
  approvals: { required: 1, approvers: [], selfApproval: false, expiresAfterMs: 1_800_000 },
  onRestart: 'continue',
  timing: documentedTiming,
  mutation2pcMinReplicaCount: 2,
  minLiveNodes: 3,
  livePercentage: 50,
  procedure: { replica: steps, meta: steps, collector: steps },
};
