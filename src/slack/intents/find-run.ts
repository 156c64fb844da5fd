import type { RunService } from '../../engine/run-service.js';
import { fail, ok, type Result } from '../../lib/result.js';
import { hasEnded, type Run } from '../../roll/run.js';
import { didYouMean } from '../parse/suggest.js';
import { count, listing, quoted } from '../text.js';
import { endingOf, pastRun } from './past-run.js';

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
    if (only === undefined) return fail('Nothing is running, and nothing awaits approval.');
    if (candidates.length === 1) return ok(only);
    return fail(
      `There are ${count(candidates.length, 'run')}; say which one: ${listing(
        candidates.map((run) => `\`${quoted(run.id)}\` (${quoted(run.cluster)}, ${run.status})`),
        2_000,
      )}.`,
    );
  }
  const named = active.find(({ id }) => id === name) ?? active.find(({ cluster }) => cluster === name);
  if (named !== undefined) return ok(named);
  const clusters = runService.clusters().map(({ cluster }) => cluster);
  if (clusters.some((cluster) => cluster === name))
    return fail(`Nothing is running on ${quoted(name)}, and nothing awaits approval.`);
  const past = await pastRun(runService, name);
  if (past !== undefined) return fail(`Run \`${quoted(name)}\` is over: ${endingOf(past)}.`);
  const known = [...active.map(({ id }) => id), ...clusters];
  return fail(
    `I know no active run and no cluster called “${quoted(name)}”.${quoted(didYouMean(name, known))} ` +
      clusterList(runService),
  );
}

/** The clusters there are, as a sentence. */
export function clusterList(runService: RunService): string {
  const clusters = runService.clusters();
  if (clusters.length === 0) return 'No cluster is configured.';
  return `There ${clusters.length === 1 ? 'is' : 'are'} ${listing(
    clusters.map(({ cluster }) => `\`${quoted(cluster)}\``),
    1_500,
  )}.`;
}
