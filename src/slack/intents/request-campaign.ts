import { fail, ok, type Result } from '../../lib/result.js';
import { inCampaign } from '../../roll/campaign.js';
import { userId, type ClusterName } from '../../roll/ids.js';
import type { PlannedCluster, RollOptions } from '../../roll/options.js';
import type { Run } from '../../roll/run.js';
import type { RunService } from '../../engine/run-service.js';
import { notForSeveral } from '../parse/contradictions.js';
import type { RollRequestText } from '../parse/roll-options.js';
import { quoted } from '../text.js';
import { findCluster, requestRoll, type RollRefusal } from './request-roll.js';
import { inLanguage } from '../language.js';

/**
 * Asks for the first run of a campaign; where only one cluster is named, for its run. The others are planned now, and
 * their plans are part of what is approved. The last one is planned first, as the plan of each has those after it.
 */
export async function requestCampaign(
  deps: Parameters<typeof requestRoll>[0] & { readonly groups: ReadonlyMap<string, readonly ClusterName[]> },
  { cluster: named, options, then: others = [] }: RollRequestText,
  asked: Parameters<typeof requestRoll>[2],
): Promise<Result<Run, RollRefusal>> {
  const [cluster = named, ...then] = [named, ...others].flatMap((name) => deps.groups.get(name) ?? [name]);
  if (then.length === 0) return requestRoll(deps, { cluster, options }, asked);
  const permission = await deps.gatekeeper.mayAsk('roll', userId(asked.user));
  if (!permission.allowed) return fail({ kind: 'sentence', text: permission.reason });
  const clusters = [cluster, ...then];
  const clash = notForSeveral(clusters, options);
  if (clash !== undefined) return fail({ kind: 'sentence', text: quoted(clash) });
  for (const name of clusters) {
    const card = findCluster(deps.runService, name);
    if (!card.ok) return fail({ kind: 'sentence', text: card.failure });
  }
  let planned: readonly PlannedCluster[] = [];
  for (const name of then.toReversed()) {
    const next = await planLater(deps.runService, name, inCampaign({ clusters, asked: options, then: planned }));
    if (!next.ok) return next;
    planned = [next.value, ...planned];
  }
  return requestRoll(deps, { cluster, options: inCampaign({ clusters, asked: options, then: planned }) }, asked);
}

async function planLater(
  runService: RunService,
  cluster: ClusterName,
  options: RollOptions,
): Promise<Result<PlannedCluster, RollRefusal>> {
  const made = await runService.plan(cluster, options);
  if (!made.ok) return fail({ kind: 'refused', refusal: made.failure });
  const { id, targets, estimate } = made.value;
  return targets.length === 0
    ? fail({
        kind: 'sentence',
        text: inLanguage({
          en: `There is nothing to roll in ${quoted(cluster)}: leave it out.`,
          zh: `${quoted(cluster)} 没有需要滚动的：请去掉它。`,
        }),
      })
    : ok({ cluster, planId: id, servers: targets.length, totalMs: estimate.totalMs });
}
