import type { ClusterOverview, RunService } from '../../engine/run-service.js';
import type { SlackApi } from '../api/slack-api.js';
import { clusterParts } from '../render/cluster-parts.js';
import { content, type Part } from '../render/parts.js';
import { runLink } from './refusal-reply.js';
import type { Reply } from './replies.js';
import { inLanguage } from '../language.js';

/** Slack takes 50 blocks; a cluster is one. */
const most = 30;

/** What can be rolled: each cluster with its health, lock, window, and the run that is there or was last. */
export async function overview(deps: { readonly runService: RunService; readonly api: SlackApi }): Promise<Reply> {
  const clusters = await deps.runService.overview();
  const where = async ({ active }: ClusterOverview): Promise<string> =>
    active === undefined ? '' : runLink(deps, active);
  const shown = await Promise.all(
    clusters.slice(0, most).map(async (cluster) => clusterParts(cluster, await where(cluster))),
  );
  const more: readonly Part[] =
    clusters.length > most
      ? [
          {
            kind: 'context',
            text: inLanguage({ en: `and ${clusters.length - most} more`, zh: `另有 ${clusters.length - most} 个` }),
          },
        ]
      : [];
  // Not for all to see: it would call everybody who locked a cluster or asked for a run.
  return content([...shown.flat(), ...more]);
}
