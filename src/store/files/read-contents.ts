import { basename, dirname, join } from 'node:path';
import type { Log } from '../../lib/log.js';
import type { Result } from '../../lib/result.js';
import { fail, ok } from '../../lib/result.js';
import type { Conversation } from '../../conversation/conversation.js';
import { clusterName, runId } from '../../roll/ids.js';
import type { ClusterName, RunId } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import type { Kind } from '../codec/document.js';
import { clusterKind, conversationKind, runKind } from '../codec/kinds.js';
import { CorruptFileError, explain, missing } from './corrupt-file-error.js';
import { decodeDocument, readDocument, settleSpare } from './document-file.js';
import type { StoreFailure } from '../database.js';
import type { Files } from '../../lib/files.js';
import { removeQuietly } from '../../lib/durable-write.js';
import type { FinishedRuns } from './finished-runs.js';
import type { Contents } from './json-run-store.js';
import type { Layout } from './layout.js';
import { readName } from './layout.js';
import type { ClusterRecord } from '../run-store.js';

/** `tidy` finishes what a process that died had begun; nothing is touched before it is called. */
export type Found = Contents & { readonly tidy: () => Promise<void> };

/**
 * Reads every document that is not archived; either all of them, or everything that is wrong with them.
 *
 * @param due texts that an interrupted commit has for some of their files
 */
export async function readContents(
  files: Files,
  log: Log,
  layout: Layout,
  finished: FinishedRuns,
  due: ReadonlyMap<string, string>,
): Promise<Result<Found, StoreFailure>> {
  const runs: Run[] = [];
  const conversations = new Map<RunId, Conversation>();
  const clusters = new Map<ClusterName, ClusterRecord>();
  const faults: StoreFailure[] = [];
  const chores: (() => Promise<void>)[] = [];

  const read = async <Value>(
    kind: Kind<Value>,
    path: string,
    take: (value: Value) => void,
    check: (value: Value) => string | undefined = () => undefined,
  ): Promise<void> => {
    try {
      const text = due.get(path);
      const value = text === undefined ? await readDocument(files, kind, path) : decodeDocument(kind, path, text);
      if (value === null) return;
      const fault = check(value);
      if (fault !== undefined) throw new CorruptFileError(path, { kind: 'corrupt', fault });
      take(value);
    } catch (error) {
      if (!(error instanceof CorruptFileError)) throw error;
      faults.push(await explain(files, kind, error));
    }
  };

  const namesIn = async (folder: string): Promise<readonly string[]> => [
    ...new Set([
      ...(await files.names(folder)),
      ...[...due.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path)),
    ]),
  ];
  const active = await namesIn(layout.active);
  for (const name of active) {
    const path = join(layout.active, name);
    const named = readName(name);
    switch (named.kind) {
      case 'run':
        await read(
          runKind,
          path,
          (run) => runs.push(run),
          (run) => (run.id === named.id ? undefined : `holds the run ${run.id}`),
        );
        break;
      case 'conversation': {
        const archived = active.includes(`${named.id}.json`) ? undefined : await finished.folderOf(named.id);
        if (archived !== undefined) chores.push(() => finished.takeAlong(named.id, archived));
        else await read(conversationKind, path, (conversation) => conversations.set(runId(named.id), conversation));
        break;
      }
      case 'spare':
      case 'backup': {
        if (active.includes(named.of)) {
          if (named.kind === 'spare') chores.push(() => settleSpare(files, join(layout.active, named.of)));
          break;
        }
        const of = readName(named.of);
        if (of.kind !== 'run' && of.kind !== 'conversation') break;
        const archived = await finished.folderOf(of.id);
        if (archived !== undefined) chores.push(() => finished.takeAlong(of.id, archived));
        else
          faults.push(
            await explain(
              files,
              of.kind === 'run' ? runKind : conversationKind,
              missing(join(layout.active, named.of)),
            ),
          );
        break;
      }
      case 'unfinished':
        chores.push(() => removeQuietly(files, path));
        break;
      case 'foreign':
        break;
    }
  }

  const records = await namesIn(layout.clusters);
  for (const name of records) {
    const path = join(layout.clusters, name);
    const named = readName(name);
    if (named.kind === 'run') await read(clusterKind, path, (record) => clusters.set(clusterName(named.id), record));
    if (named.kind === 'spare' && records.includes(named.of))
      chores.push(() => settleSpare(files, join(layout.clusters, named.of)));
    if ((named.kind === 'backup' || named.kind === 'spare') && !records.includes(named.of))
      faults.push(await explain(files, clusterKind, missing(join(layout.clusters, named.of))));
    if (named.kind === 'unfinished') chores.push(() => removeQuietly(files, path));
  }

  if (faults.length > 0) {
    const kind = faults.some((fault) => fault.kind === 'corrupt') ? 'corrupt' : 'newer-format';
    return fail({ kind, sentence: [...new Set(faults.map((fault) => fault.sentence))].join('\n') });
  }
  for (const id of conversations.keys()) {
    if (runs.some((run) => run.id === id)) continue;
    log.warn({ run: id }, 'there is a conversation of a run that is not there: it is left alone');
    conversations.delete(id);
  }
  const tidy = async (): Promise<void> => {
    for (const chore of chores) await chore();
  };
  return ok({ runs, conversations, clusters, tidy });
}
