/**
 * A process that opens the database in the folder it is given, says `open` or why not, and then does
 * what its second argument says: `hold` it, or `write` to it as fast as it can, saying each save
 * before it asks for it, and when it was acknowledged. Started by tests, and killed by them.
 */
import { writeSync } from 'node:fs';
import { realClock } from '../../../src/lib/clock.js';
import type { ParentLog } from '../../../src/lib/log.js';
import { clusterName, runId, userId } from '../../../src/roll/ids.js';
import { defaultOptions } from '../../../src/roll/options.js';
import type { Run } from '../../../src/roll/run.js';
import { openStore } from '../../../src/store/files/open-store.js';

const [path = '', job = 'hold'] = process.argv.slice(2);
// At once and whole, so that a kill cannot take back what was said.
const say = (message: object): void => {
  writeSync(1, `${JSON.stringify(message)}\n`);
};
const ignore = (): void => undefined;
const log: ParentLog = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => log };

const started = performance.now();
const result = await openStore({ path, clock: realClock, log });
if (!result.ok) {
  say({ refused: result.failure });
  process.exit(1);
}
const store = result.value;
say({ open: process.pid, ms: performance.now() - started });
process.once('SIGTERM', () => {
  void store.close().then(() => process.exit(0));
});

if (job === 'write') {
  const cluster = clusterName('cluster-x');
  const at = Date.UTC(2026, 0, 2);
  const runs = new Map(store.runs.loaded().map((run) => [run.id, run.updatedAt]));
  const procedure = { replica: [], meta: [], collector: [] };
  const plan = {
    id: 'p',
    cluster,
    madeAt: at,
    options: defaultOptions,
    targets: [],
    skipped: [],
    gates: [],
    waivers: [],
    procedure,
    estimate: { replicaServerMs: 0, totalMs: 0 },
    approvals: { required: 1, approvers: [], selfApproval: true },
  };
  const common = {
    cluster,
    options: defaultOptions,
    plan,
    requestedBy: userId('U1'),
    requestedAt: at,
    channel: 'C1',
    votes: [],
    log: [],
  };
  const save = async (run: Run): Promise<void> => {
    say({ saving: run.id, generation: run.updatedAt });
    await store.runs.commit({
      run,
      audit: [{ at, cluster, run: run.id, what: 'bot', detail: { generation: run.updatedAt } }],
    });
    say({ saved: run.id, generation: run.updatedAt });
  };
  const queue = async (name: string): Promise<void> => {
    const id = runId(name);
    for (let generation = (runs.get(id) ?? 0) + 1; ; generation += 1) {
      await save({ ...common, id, updatedAt: generation, status: 'awaiting-approval', expiresAt: at });
      await store.runs.commit({
        conversation: { run: id, conversation: { channel: 'C1', older: [], toldSeq: generation, seeded: [] } },
      });
      say({ told: id, generation });
    }
  };
  const archivist = async (): Promise<void> => {
    for (let nth = 0; ; nth += 1) {
      const id = runId(`finished-${process.pid}-${nth}`);
      await save({ ...common, id, updatedAt: 1, status: 'expired', endedAt: at });
      await store.runs.archive(id);
      say({ archived: id });
    }
  };
  const clusterRecords = async (): Promise<void> => {
    for (let generation = (store.runs.cluster(cluster).lock?.at ?? 0) + 1; ; generation += 1) {
      await store.runs.commit({
        cluster: { name: cluster, record: { lock: { by: userId('U1'), at: generation, reason: 'x' }, restarts: [] } },
        audit: [{ at, cluster, what: 'lock', detail: { generation } }],
      });
      say({ kept: cluster, generation });
    }
  };
  await Promise.all([
    ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => queue(`queue-${name}`)),
    archivist(),
    clusterRecords(),
  ]);
}
