import { join } from 'node:path';
import type { ClusterName, RunId } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import { exists } from '../../lib/durable-write.js';
import type { Files } from '../../lib/files.js';
import { runKind, summaryKind } from '../codec/kinds.js';
import type { RunSummary } from '../run-store.js';
import { linesBackwardsOf } from './append-file.js';
import { readDocument } from './document-file.js';
import type { Layout } from './layout.js';
import { isMonth, isSafe, runFile } from './layout.js';

/** The files of runs that are over, for whoever reads them: needs no lock, and changes nothing. */
export class FinishedFiles {
  constructor(
    protected readonly files: Files,
    protected readonly layout: Layout,
  ) {}

  /** The folder that has this run's files; undefined when it has not been archived. */
  async folderOf(run: string): Promise<string | undefined> {
    if (!isSafe(run)) return undefined;
    for (const month of (await this.files.names(this.layout.finished)).filter(isMonth).sort().reverse()) {
      const folder = join(this.layout.finished, month);
      if (await exists(this.files, join(folder, runFile(run)))) return folder;
    }
    return undefined;
  }

  /** @throws CorruptFileError when its file is not what was written. */
  async find(run: RunId): Promise<Run | undefined> {
    const folder = await this.folderOf(run);
    if (folder === undefined) return undefined;
    return (await readDocument(this.files, runKind, join(folder, runFile(run)))) ?? undefined;
  }

  /**
   * The last one archived first. A run that was archived again after a crash (see `add`) comes twice, its later line
   * first.
   * @throws CorruptFileError at a line that is not what was written.
   */
  async *summaries(cluster: ClusterName | undefined): AsyncGenerator<RunSummary> {
    for await (const { value } of linesBackwardsOf(this.files, summaryKind, this.layout.finishedIndex)) {
      if (cluster === undefined || value.cluster === cluster) yield value;
    }
  }
}
