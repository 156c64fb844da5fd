import type { RunSummary } from '../../engine/run-service.js';
import type { UserId } from '../../roll/ids.js';

/** What a person looks for in the history. */
export interface Search {
  /** Words that all have to be in a run's line; `mine` means the runs they asked for. */
  readonly words: string;
  /** Name of a cluster; absent: any. */
  readonly cluster?: string;
  /** From 0. */
  readonly page: number;
}

export const noSearch: Search = { words: '', page: 0 };

const onAPage = 10;
const mostWords = 10;

export interface FoundRuns {
  readonly runs: readonly RunSummary[];
  /** Place of the first of them among all that were found, from 0. */
  readonly from: number;
  readonly all: number;
  readonly older: boolean;
  readonly newer: boolean;
}

/** The page of runs that a search shows; one beyond the last shows the last. */
export function find(runs: readonly RunSummary[], search: Search, me: UserId): FoundRuns {
  const words = search.words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, mostWords);
  const found = runs.filter(
    (run) =>
      (search.cluster === undefined || run.cluster === search.cluster) && words.every((word) => isIn(run, word, me)),
  );
  const last = Math.max(0, Math.ceil(found.length / onAPage) - 1);
  const from = Math.min(Math.max(0, search.page), last) * onAPage;
  return {
    runs: found.slice(from, from + onAPage),
    from,
    all: found.length,
    newer: from > 0,
    older: from + onAPage < found.length,
  };
}

function isIn(run: RunSummary, word: string, me: UserId): boolean {
  if (word === 'mine') return run.requestedBy === me;
  const kind = run.version === undefined ? 'restart' : `upgrade ${run.version}`;
  const day = new Date(run.requestedAt).toISOString().slice(0, 10);
  return [
    run.id,
    run.cluster,
    run.status,
    kind,
    day,
    run.requestedBy,
    run.reason ?? '',
    ...(run.approvedBy ?? []),
  ].some((text) => text.toLowerCase().includes(word));
}
