import type { RunService } from '../../engine/run-service.js';
import { fail, ok, type Result } from '../../lib/result.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { didYouMean } from '../parse/suggest.js';
import { count, listing, quoted } from '../text.js';
import { endingOf, pastRun } from './past-run.js';
import { inLanguage, statusInWords } from '../language.js';

/**
 * The run a command speaks of: by the name of the run or of its cluster, or without a name the only
 * active one, first among those of the channel it was typed in.
 * @returns the run, or a sentence for the person, safe to show.
 */
export async function findRun(
  runService: RunService,
  name: string | undefined,
  channel: string,
): Promise<Result<Run, string>> {
  const active = runService.runs().filter((run) => !hasEnded(run));
  if (name === undefined) {
    const here = active.filter((run) => run.channel === channel);
    const candidates = here.length > 0 ? here : active;
    const [only] = candidates;
    if (only === undefined)
      return fail(
        inLanguage({
          en: 'Nothing is running, and nothing awaits approval.',
          zh: '没有任务在执行，也没有等待批准的。',
        }),
      );
    if (candidates.length === 1) return ok(only);
    return fail(
      inLanguage({
        en: `There are ${count(candidates.length, 'run')}; say which one: ${listing(
          candidates.map((run) => `\`${quoted(run.id)}\` (${quoted(run.cluster)}, ${run.status})`),
          2_000,
        )}.`,
        zh: `有 ${candidates.length} 个任务；请说明是哪一个：${listing(
          candidates.map((run) => `\`${quoted(run.id)}\`（${quoted(run.cluster)}，${statusInWords(run.status)}）`),
          2_000,
        )}。`,
      }),
    );
  }
  const named = active.find(({ id }) => id === name) ?? active.find(({ cluster }) => cluster === name);
  if (named !== undefined) return ok(named);
  const clusters = runService.clusters().map(({ cluster }) => cluster);
  if (clusters.some((cluster) => cluster === name))
    return fail(
      inLanguage({
        en: `Nothing is running on ${quoted(name)}, and nothing awaits approval.`,
        zh: `${quoted(name)} 上没有任务在执行，也没有等待批准的。`,
      }),
    );
  const past = await pastRun(runService, name);
  if (past !== undefined)
    return fail(
      inLanguage({
        en: `Run \`${quoted(name)}\` is over: ${endingOf(past)}.`,
        zh: `任务 \`${quoted(name)}\` 已结束：${endingOf(past)}。`,
      }),
    );
  const known = [...active.map(({ id }) => id), ...clusters];
  return fail(
    inLanguage({
      en:
        `I know no active run and no cluster called “${quoted(name)}”.${quoted(didYouMean(name, known))} ` +
        clusterList(runService),
      zh: `我不知道有叫 “${quoted(name)}” 的任务或集群。${quoted(didYouMean(name, known))}${clusterList(runService)}`,
    }),
  );
}

/** The clusters there are, as a sentence. */
export function clusterList(runService: RunService): string {
  const clusters = runService.clusters();
  if (clusters.length === 0) return inLanguage({ en: 'No cluster is configured.', zh: '没有配置任何集群。' });
  return inLanguage({
    en: `There ${clusters.length === 1 ? 'is' : 'are'} ${listing(
      clusters.map(({ cluster }) => `\`${quoted(cluster)}\``),
      1_500,
    )}.`,
    zh: `集群有 ${listing(
      clusters.map(({ cluster }) => `\`${quoted(cluster)}\``),
      1_500,
    )}。`,
  });
}
