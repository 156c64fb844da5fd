import { formatDuration } from '../../lib/duration.js';
import { clusterName } from '../../roll/ids.js';
import { whatItWas } from '../../slack/render/history-line.js';
import type { RunSummary } from '../../store/run-store.js';
import { timeText } from '../audit/finding-text.js';
import type { AskedPlace } from '../database-place.js';
import { aligned, plain, plainJson } from '../terminal.js';
import { withRuns, type RunMeans } from './open-runs.js';

/** Prints a line for each run, the newest first. Exit code 1 when there is none. */
export function listRuns(
  asked: AskedPlace & { readonly cluster: string | undefined; readonly limit: number; readonly json: boolean },
  means: RunMeans,
): Promise<number> {
  const { terminal } = means;
  return withRuns(asked, means, async (runs) => {
    const found: RunSummary[] = [];
    let more = false;
    for await (const summary of runs.summaries(asked.cluster === undefined ? undefined : clusterName(asked.cluster))) {
      more = found.length === asked.limit;
      if (more) break;
      found.push(summary);
    }
    if (asked.json) terminal.out(plainJson(found));
    else if (found.length > 0)
      for (const line of aligned([['run', 'status', 'servers', 'asked for', 'took', 'what'], ...found.map(row)]))
        terminal.out(plain(line));
    if (found.length === 0)
      terminal.err(plain(`There is no run${asked.cluster === undefined ? '' : ` of ${asked.cluster}`} yet.`));
    if (more) terminal.err('There are older ones: --limit N shows more.');
    return found.length === 0 ? 1 : 0;
  });
}

function row(run: RunSummary): readonly string[] {
  const { id, status, rolled, requestedAt, startedAt, endedAt } = run;
  return [
    id,
    status,
    rolled === undefined ? '' : `${rolled.done} of ${rolled.of}`,
    timeText(requestedAt),
    startedAt === undefined || endedAt === undefined ? '' : formatDuration(endedAt - startedAt),
    whatItWas(run, (name) => name),
  ];
}
