import { Low } from 'lowdb';
import type { Conversation } from '../../conversation/conversation.js';
import type { ClusterName, RunId } from '../../roll/ids.js';
import type { Run } from '../../roll/run.js';
import { hasEnded } from '../../roll/run.js';
import type { JournaledDocument } from '../codec/commit.js';
import type { Kind } from '../codec/document.js';
import { clusterKind, conversationKind, runKind } from '../codec/kinds.js';
import type { ClusterRecord, Commit, RunStore, RunSummary } from '../run-store.js';
import { summaryOf } from '../summary.js';
import type { Commits } from './commits.js';
import type { Files } from '../../lib/files.js';
import { DocumentFile } from './document-file.js';
import type { FinishedRuns } from './finished-runs.js';
import type { StagedDocument } from './journal.js';
import type { Layout } from './layout.js';
import type { WriteLease } from './write-lease.js';

/** What was on disk when the store was opened. */
export interface Contents {
  readonly runs: readonly Run[];
  readonly conversations: ReadonlyMap<RunId, Conversation>;
  readonly clusters: ReadonlyMap<ClusterName, ClusterRecord>;
}

export interface StoreParts {
  readonly files: Files;
  readonly lease: WriteLease;
  readonly layout: Layout;
  readonly commits: Commits;
  readonly finished: FinishedRuns;
}

type Stage = <Value>(kind: Kind<Value, JournaledDocument['kind']>, name: string, value: Value) => Promise<Low<Value>>;

/**
 * The database as JSON files, one lowdb each. A commit makes a new lowdb with the new value, and it
 * replaces the old one in memory only after it is on disk: lowdb's own `update` would keep in memory
 * what it could not write.
 */
export class JsonRunStore implements RunStore {
  readonly #loaded: readonly Run[];
  readonly #runs: Map<RunId, Low<Run>>;
  readonly #conversations: Map<RunId, Low<Conversation>>;
  readonly #clusters: Map<ClusterName, Low<ClusterRecord>>;

  constructor(
    private readonly parts: StoreParts,
    contents: Contents,
  ) {
    this.#loaded = [...contents.runs].sort((left, right) => left.requestedAt - right.requestedAt);
    this.#runs = new Map(contents.runs.map((run) => [run.id, this.#open(runKind, run.id, run, [])]));
    this.#conversations = new Map(
      [...contents.conversations].map(([id, value]) => [id, this.#open(conversationKind, id, value, [])]),
    );
    this.#clusters = new Map(
      [...contents.clusters].map(([name, value]) => [name, this.#open(clusterKind, name, value, [])]),
    );
  }

  loaded(): readonly Run[] {
    return this.#loaded;
  }

  conversation(run: RunId): Conversation | undefined {
    return this.#conversations.get(run)?.data;
  }

  cluster(cluster: ClusterName): ClusterRecord {
    return this.#clusters.get(cluster)?.data ?? { restarts: [] };
  }

  commit({ run, cluster, conversation: told, audit = [] }: Commit): Promise<void> {
    return this.parts.commits.run(async () => {
      if (run !== undefined) await this.#expectNotArchived(run.id);
      if (told !== undefined && told.run !== run?.id && !this.#runs.has(told.run))
        throw new Error(`the conversation of run ${told.run} cannot be saved: there is no such run, or it is archived`);
      const staged: StagedDocument[] = [];
      const stage: Stage = async (kind, name, value) => {
        const low = this.#open(kind, name, value, staged);
        await low.write();
        return low;
      };
      const nextRun = run && (await stage(runKind, run.id, run));
      const nextCluster = cluster && (await stage(clusterKind, cluster.name, cluster.record));
      const nextTold = told && (await stage(conversationKind, told.run, told.conversation));
      await this.parts.commits.take(staged, audit);
      if (run !== undefined && nextRun !== undefined) this.#runs.set(run.id, nextRun);
      if (cluster !== undefined && nextCluster !== undefined) this.#clusters.set(cluster.name, nextCluster);
      if (told !== undefined && nextTold !== undefined) this.#conversations.set(told.run, nextTold);
    });
  }

  archive(id: RunId): Promise<void> {
    return this.parts.commits.run(async () => {
      const run = this.#runs.get(id)?.data;
      if (run === undefined) {
        if ((await this.parts.finished.folderOf(id)) !== undefined) return;
        throw new Error(`run ${id} cannot be archived: there is no such run`);
      }
      if (!hasEnded(run)) throw new Error(`run ${id} cannot be archived: it is ${run.status}`);
      await this.parts.finished.add(summaryOf(run, this.conversation(id)), run.endedAt);
      this.#runs.delete(id);
      this.#conversations.delete(id);
    });
  }

  /** Those that are not archived, by when they were asked for; then the others, the last one archived first. */
  async history(filter: { readonly cluster?: ClusterName; readonly limit: number }): Promise<readonly RunSummary[]> {
    const present = [...this.#runs.values()]
      .map(({ data }) => summaryOf(data, this.conversation(data.id)))
      .filter((summary) => filter.cluster === undefined || summary.cluster === filter.cluster)
      .sort((left, right) => right.requestedAt - left.requestedAt);
    const found = new Map(present.map((summary) => [summary.id, summary]));
    if (found.size < filter.limit) {
      for await (const summary of this.parts.finished.summaries(filter.cluster)) {
        if (!found.has(summary.id)) found.set(summary.id, summary);
        if (found.size >= filter.limit) break;
      }
    }
    return [...found.values()].slice(0, Math.max(0, filter.limit));
  }

  async find(run: RunId): Promise<Run | undefined> {
    return this.#runs.get(run)?.data ?? (await this.parts.finished.find(run));
  }

  async #expectNotArchived(run: RunId): Promise<void> {
    if (!this.#runs.has(run) && (await this.parts.finished.folderOf(run)) !== undefined)
      throw new Error(`run ${run} is archived: it is never written again`);
  }

  #open<Value>(
    kind: Kind<Value, JournaledDocument['kind']>,
    name: string,
    value: Value,
    staged: StagedDocument[],
  ): Low<Value> {
    const { files, lease, layout } = this.parts;
    const file = new DocumentFile(files, lease, kind, layout.document(kind.name, name), (swap) => {
      staged.push({ kind: kind.name, name, swap });
    });
    return new Low(file, value);
  }
}
