import type { Conversation } from '../../src/roll/conversation.js';
import type { ClusterName, RunId } from '../../src/roll/ids.js';
import type { Run } from '../../src/roll/run.js';
import type { AuditEntry, ClusterRecord, RunStore } from '../../src/store/run-store.js';
import { summaryOf } from '../../src/store/summary.js';

/** What outlives a bot on the virtual clock: the disk, without a disk. Passes the contract suite of run stores. */
export class MemoryDisk {
  readonly runs = new Map<RunId, string>();
  readonly archived = new Map<RunId, string>();
  readonly conversations = new Map<RunId, Conversation>();
  readonly clusters = new Map<ClusterName, ClusterRecord>();
  readonly trail: AuditEntry[] = [];
  saves = 0;
  /** Called before each save; may throw, as a full disk does. */
  beforeSave: () => void = () => undefined;
  /** The bot dies at this save: before it is written, or right after. */
  killAt: { readonly save: number; readonly written: boolean } | undefined;

  open(life: Life = { alive: true }): RunStore {
    return new MemoryStore(this, life);
  }
}

/** One life of the bot. A dead one never hears of its saves again, and so does nothing more. */
export interface Life {
  alive: boolean;
}

const never = <Value = never>(): Promise<Value> => new Promise(() => undefined);

class MemoryStore implements RunStore {
  readonly #loaded: readonly Run[];

  constructor(
    private readonly disk: MemoryDisk,
    private readonly life: Life,
  ) {
    this.#loaded = [...disk.runs.values()].map((text) => JSON.parse(text) as Run).sort((left, right) => left.requestedAt - right.requestedAt);
  }

  loaded(): readonly Run[] {
    return this.#loaded;
  }

  conversation(run: RunId): Conversation | undefined {
    return this.disk.conversations.get(run);
  }

  cluster(cluster: ClusterName): ClusterRecord {
    return this.disk.clusters.get(cluster) ?? { restarts: [] };
  }

  saveRun(run: Run, audit: readonly AuditEntry[]): Promise<void> {
    return this.#save(() => {
      this.disk.trail.push(...audit);
      this.disk.runs.set(run.id, JSON.stringify(run));
    });
  }

  saveConversation(run: RunId, conversation: Conversation): Promise<void> {
    return this.#save(() => this.disk.conversations.set(run, conversation));
  }

  saveCluster(cluster: ClusterName, record: ClusterRecord, audit: readonly AuditEntry[]): Promise<void> {
    return this.#save(() => {
      this.disk.trail.push(...audit);
      this.disk.clusters.set(cluster, record);
    });
  }

  auditHead(): { readonly seq: number; readonly hash: string } {
    return { seq: this.disk.trail.length, hash: 'in memory' };
  }

  audit(entries: readonly AuditEntry[]): Promise<void> {
    return this.#save(() => this.disk.trail.push(...entries));
  }

  archive(run: RunId): Promise<void> {
    return this.#save(() => {
      const text = this.disk.runs.get(run);
      if (text === undefined) return;
      this.disk.archived.set(run, text);
      this.disk.runs.delete(run);
    });
  }

  history({ cluster, limit }: { readonly cluster?: ClusterName; readonly limit: number }): ReturnType<RunStore['history']> {
    const all = [...this.disk.runs.values(), ...this.disk.archived.values()].map((text) => JSON.parse(text) as Run);
    const wanted = all.filter((run) => cluster === undefined || run.cluster === cluster).sort((left, right) => right.requestedAt - left.requestedAt);
    return Promise.resolve(wanted.slice(0, limit).map((run) => summaryOf(run, this.disk.conversations.get(run.id))));
  }

  find(run: RunId): Promise<Run | undefined> {
    const text = this.disk.runs.get(run) ?? this.disk.archived.get(run);
    return Promise.resolve(text === undefined ? undefined : (JSON.parse(text) as Run));
  }

  readonly unusable = never<string>();

  close(): Promise<void> {
    return Promise.resolve();
  }

  #save(write: () => void): Promise<void> {
    if (!this.life.alive) return never();
    const { killAt } = this.disk;
    const dies = killAt !== undefined && killAt.save === this.disk.saves + 1;
    if (dies) this.life.alive = false;
    if (dies && !killAt.written) return never();
    try {
      this.disk.beforeSave();
      write();
      this.disk.saves += 1;
      return dies ? never() : Promise.resolve();
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
