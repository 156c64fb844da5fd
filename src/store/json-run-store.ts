import { Low } from 'lowdb';
import type { Conversation } from '../conversation/conversation.js';
import type { ClusterName, RunId } from '../roll/ids.js';
import type { Run } from '../roll/run.js';
import { hasEnded } from '../roll/run.js';
import type { AuditTrail } from './audit/audit-trail.js';
import type { Kind } from './codec/document.js';
import { closeAll } from './close-all.js';
import { clusterKind, conversationKind, runKind } from './codec/kinds.js';
import type { WriteLease } from './write-lease.js';
import type { Together } from './document-file.js';
import { DocumentFile } from './document-file.js';
import type { StoreFiles } from './files.js';
import type { FinishedRuns } from './finished-runs.js';
import type { Layout } from './layout.js';
import type { FolderLock } from './lock/folder-lock.js';
import type { Reserve } from './reserve.js';
import {
  StoreEnded,
  type AuditEntry,
  type ClusterRecord,
  type RunStore,
  type RunSummary,
  type StoreEnding,
} from './run-store.js';
import { summaryOf } from './summary.js';
import { KeyedMutex } from './keyed-mutex.js';

const closed: StoreEnding = { kind: 'closed', why: 'the database is closed' };

/** What was on disk when the store was opened. */
export interface Contents {
  readonly runs: readonly Run[];
  readonly conversations: ReadonlyMap<RunId, Conversation>;
  readonly clusters: ReadonlyMap<ClusterName, ClusterRecord>;
}

export interface StoreParts {
  readonly files: StoreFiles;
  readonly lease: WriteLease;
  readonly layout: Layout;
  readonly lock: FolderLock;
  readonly audit: AuditTrail;
  readonly finished: FinishedRuns;
  readonly reserve: Reserve;
}

/**
 * The database as JSON files, one lowdb each. A save makes a new lowdb with the new value, and it
 * replaces the old one in memory only after it is on disk: lowdb's own `update` would keep in memory
 * what it could not write.
 */
export class JsonRunStore implements RunStore {
  readonly #mutex = new KeyedMutex();
  readonly #loaded: readonly Run[];
  readonly #runs: Map<RunId, Low<Run>>;
  readonly #conversations: Map<RunId, Low<Conversation>>;
  readonly #clusters: Map<ClusterName, Low<ClusterRecord>>;
  #closing: Promise<void> | undefined;

  constructor(
    private readonly parts: StoreParts,
    contents: Contents,
  ) {
    const { layout } = parts;
    this.#loaded = [...contents.runs].sort((left, right) => left.requestedAt - right.requestedAt);
    this.#runs = new Map(contents.runs.map((run) => [run.id, this.#open(runKind, layout.run(run.id), run)]));
    this.#conversations = new Map(
      [...contents.conversations].map(([id, value]) => [
        id,
        this.#open(conversationKind, layout.conversation(id), value),
      ]),
    );
    this.#clusters = new Map(
      [...contents.clusters].map(([name, value]) => [name, this.#open(clusterKind, layout.cluster(name), value)]),
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

  saveRun(run: Run, audit: readonly AuditEntry[]): Promise<void> {
    return this.#turn(`run ${run.id}`, async () => {
      const path = this.parts.layout.run(run.id);
      if (!this.#runs.has(run.id) && (await this.parts.finished.folderOf(run.id)) !== undefined) {
        throw new Error(`run ${run.id} is archived: it is never written again`);
      }
      this.#runs.set(run.id, await this.#save(runKind, path, run, audit));
    });
  }

  saveConversation(run: RunId, conversation: Conversation): Promise<void> {
    return this.#turn(`run ${run}`, async () => {
      if (!this.#runs.has(run))
        throw new Error(`the conversation of run ${run} cannot be saved: there is no such run, or it is archived`);
      this.#conversations.set(
        run,
        await this.#save(conversationKind, this.parts.layout.conversation(run), conversation, []),
      );
    });
  }

  saveCluster(cluster: ClusterName, record: ClusterRecord, audit: readonly AuditEntry[]): Promise<void> {
    return this.#turn(`cluster ${cluster}`, async () => {
      this.#clusters.set(cluster, await this.#save(clusterKind, this.parts.layout.cluster(cluster), record, audit));
    });
  }

  auditHead(): { readonly seq: number; readonly hash: string } {
    return this.parts.audit.head;
  }

  audit(entries: readonly AuditEntry[]): Promise<void> {
    return this.#turn('audit', () => this.parts.audit.add(entries));
  }

  archive(id: RunId): Promise<void> {
    return this.#turn(`run ${id}`, async () => {
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

  get reserve(): RunStore['reserve'] {
    return this.parts.reserve;
  }

  get unusable(): Promise<string> {
    return this.parts.lease.over.then(({ why }) => why);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#mutex.idle();
    const { audit, finished, lock, lease, reserve } = this.parts;
    try {
      // A file that cannot be closed does not keep the folder from the next process.
      await closeAll([() => reserve.close(), () => audit.close(), () => finished.close(), () => lock.release()]);
    } finally {
      lease.end(closed);
    }
  }

  #turn(name: string, work: () => Promise<void>): Promise<void> {
    if (this.#closing !== undefined) return Promise.reject(new StoreEnded(closed));
    return this.#mutex.run(name, work);
  }

  #open<Value>(kind: Kind<Value>, path: string, value: Value, together?: Together): Low<Value> {
    return new Low(new DocumentFile(this.parts.files, this.parts.lease, kind, path, together), value);
  }

  async #save<Value>(kind: Kind<Value>, path: string, value: Value, audit: readonly AuditEntry[]): Promise<Low<Value>> {
    const next = this.#open(kind, path, value, (commit) => this.parts.audit.add(audit, commit));
    await next.write();
    return next;
  }
}
