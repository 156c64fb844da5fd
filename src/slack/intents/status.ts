import type { RunService } from '../../engine/run-service.js';
import { hasEnded } from '../../roll/run.js';
import { inLanguage } from '../language.js';
import type { SlackApi } from '../api/slack-api.js';
import { content, type Part } from '../render/parts.js';
import { statusParts } from '../render/status-parts.js';
import { quoted } from '../text.js';
import { clusterList, findRun } from './find-run.js';
import { runLink } from './refusal-reply.js';
import type { Reply } from './replies.js';

/** What is going on: all of it, or on one cluster. */
export async function status(
  deps: { readonly runService: RunService; readonly api: SlackApi },
  name: string | undefined,
): Promise<Reply> {
  const runs = deps.runService.runs().filter((run) => !hasEnded(run));
  const wanted = name === undefined ? runs : runs.filter(({ id, cluster }) => id === name || cluster === name);
  if (wanted.length === 0) {
    if (name === undefined)
      return {
        text: inLanguage({
          en: `Nothing is running, and nothing awaits approval. ${clusterList(deps.runService)}`,
          zh: `没有任务在执行，也没有等待批准的。${clusterList(deps.runService)}`,
        }),
        shared: true,
      };
    const found = await findRun(deps.runService, name, '');
    return {
      text: found.ok
        ? inLanguage({ en: `Nothing is running on ${quoted(name)}.`, zh: `${quoted(name)} 上没有任务在执行。` })
        : found.failure,
    };
  }
  const shown = wanted.slice(0, 15);
  const parts = await Promise.all(shown.map(async (run) => statusParts(run, await runLink(deps, run))));
  const more: readonly Part[] =
    shown.length === wanted.length
      ? []
      : [
          {
            kind: 'context',
            text: inLanguage({
              en: `and ${wanted.length - shown.length} more`,
              zh: `另有 ${wanted.length - shown.length} 个`,
            }),
          },
        ];
  // Of one run it is for all to see; a list would call everybody who asked for a run.
  return { ...content([...parts.flat(), ...more]), ...(wanted.length === 1 ? { shared: true } : {}) };
}
