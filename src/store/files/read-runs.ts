import { join } from 'node:path';
import { ifThere } from '../../lib/durable-write.js';
import { realFiles, type Files } from '../../lib/files.js';
import { runId, type ClusterName, type RunId } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import { runKind } from '../codec/kinds.js';
import type { RunSummary } from '../run-store.js';
import { summaryOf } from '../summary.js';
import { readAnchor } from './audit/anchor-file.js';
import { readDocument } from './document-file.js';
import { FinishedFiles } from './finished-files.js';
import { isSafe, Layout, readName } from './layout.js';

/**
 * The runs of the database in the folder `root`, for somebody who looks on: takes no lock and changes nothing. A save
 * swaps whole files, so each run is one that was saved, the last one or the one before. What cannot be read throws
 * CorruptFileError.
 */
export class RunReader {
  readonly #layout: Layout;
  readonly #finished: FinishedFiles;

  constructor(
    root: string,
    private readonly files: Files = realFiles,
  ) {
    this.#layout = new Layout(root);
    this.#finished = new FinishedFiles(files, this.#layout);
  }

  /** Whether the folder has a database at all. */
  async isThere(): Promise<boolean> {
    return (await ifThere(this.files.names(this.#layout.active))) !== undefined;
  }

  /** Those that are not archived, the last one asked for first; then the others, the last one archived first. */
  async *summaries(cluster?: ClusterName): AsyncGenerator<RunSummary> {
    const seen = new Set<RunId>();
    const active = (await this.#active()).filter((run) => cluster === undefined || run.cluster === cluster);
    for (const run of active.sort((left, right) => right.requestedAt - left.requestedAt)) {
      seen.add(run.id);
      yield summaryOf(run, undefined);
    }
    for await (const summary of this.#finished.summaries(cluster)) {
      if (seen.has(summary.id)) continue;
      seen.add(summary.id);
      yield summary;
    }
  }

  async find(id: string): Promise<Run | undefined> {
    if (!isSafe(id)) return undefined;
    const active = await readDocument(this.files, runKind, this.#layout.document('run', id));
    return active ?? (await this.#finished.find(runId(id)));
  }

  /** The bot's own note of where the audit trail ends; undefined when there is none that can be read. */
  async auditHead(): Promise<{ readonly seq: number; readonly hash: string } | undefined> {
    const noted = await readAnchor(this.files, this.#layout.auditHead);
    return noted.kind === 'noted' ? noted.anchor : undefined;
  }

  async #active(): Promise<Run[]> {
    const names = (await ifThere(this.files.names(this.#layout.active))) ?? [];
    const runs = await Promise.all(
      names
        .filter((name) => readName(name).kind === 'run')
        .map((name) => readDocument(this.files, runKind, join(this.#layout.active, name))),
    );
    // One that was archived meanwhile stands in the index.
    return runs.filter((run) => run !== null);
  }
}
