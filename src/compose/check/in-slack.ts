import type { ClusterConfig } from '../../config/config.js';
import { secretValues, type SlackSecrets } from '../../config/slack-secrets.js';
import type { CheckedAccess, CheckPart } from '../../engine/check-access.js';
import type { Clock } from '../../lib/clock.js';
import type { ParentLog } from '../../lib/log.js';
import type { ProcessControl } from '../../processes/process-control.js';
import { clusterAdmin } from '../cluster-admin.js';
import { checkedAccess } from './access.js';
import { ofFindings } from './findings.js';
import { checkClusterInSlack } from './slack.js';
import { systemMeans } from './system-means.js';

/** What is looked at besides the answers of a cluster when somebody asks in Slack. */
export function checksInSlack(
  cluster: ClusterConfig,
  processes: ProcessControl,
  secrets: SlackSecrets,
  clock: Clock,
  log: ParentLog,
): Pick<CheckedAccess, 'way' | 'parts'> {
  const own = log.child({ cluster: cluster.cluster });
  const { way, parts } = checkedAccess(cluster, {
    ...systemMeans(cluster, clock),
    secrets: secretValues(secrets),
    adminOf: (admin) => clusterAdmin(cluster, admin, clock, own),
    processes,
  });
  const slack: CheckPart = {
    check: 'slack',
    look: async () => ofFindings('slack', await checkClusterInSlack(cluster, secrets, fetch, clock)),
  };
  return { way, parts: [...parts, slack] };
}
