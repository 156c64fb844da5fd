import type { RunService } from '../../engine/run-service.js';
import { fail, ok, type Result } from '../../lib/result.js';
import { runId } from '../../roll/ids.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { quoted } from '../text.js';
import { clusterList } from './find-run.js';
import { inLanguage } from '../language.js';

/** So far back the last run of a cluster that has rolled anything is looked for. */
export const mostLookedAt = 100;

/**
 * The run that a rollback or a continuation means: one by its name, or the one of that cluster that is under way or
 * came last.
 * @returns a sentence that is safe to show where there is none
 */
export async function findEarlierRun(runService: RunService, name: string): Promise<Result<Run, string>> {
  const named = await runService.find(runId(name));
  if (named !== undefined) return ok(named);
  const active = runService.runs().find((run) => run.cluster === name && !hasEnded(run));
  if (active !== undefined) return ok(active);
  const cluster = runService.clusters().find((card) => card.cluster === name)?.cluster;
  if (cluster === undefined)
    return fail(
      inLanguage({
        en: `I know no run and no cluster called “${quoted(name)}”. ${clusterList(runService)}`,
        zh: `我不知道有叫 “${quoted(name)}” 的任务或集群。${clusterList(runService)}`,
      }),
    );
  const last = (await runService.history({ cluster, limit: mostLookedAt })).find(
    ({ status, rebalance }) => (status === 'done' || status === 'aborted' || status === 'failed') && rebalance !== true,
  );
  const run = last === undefined ? undefined : await runService.find(last.id);
  return run === undefined
    ? fail(
        inLanguage({
          en: `No run of ${quoted(name)} has ended that began on a server.`,
          zh: `${quoted(name)} 没有处理过 server 并已结束的任务。`,
        }),
      )
    : ok(run);
}
