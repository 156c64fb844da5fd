import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { realClock } from '../../../src/lib/clock.js';
import { runId, userId } from '../../../src/roll/ids.js';
import { verifyTrail } from '../../../src/store/files/audit/verify-trail.js';
import { reasonOf } from '../../../src/lib/thrown.js';
import type { Files } from '../../../src/lib/files.js';
import { openStore } from '../../../src/store/files/open-store.js';
import type { Database } from '../../../src/store/database.js';
import { clusterX, expiredRun, keepingLog, noted, waitingRun } from './samples.js';

/** A disk that has an end. */
export interface Disk {
  /** The folder of the database. */
  readonly path: string;
  readonly fs: Files;
  /** Takes what is left of it. */
  readonly fill: () => void;
  /** Gives enough of it back. */
  readonly free: () => void;
}

/** What came of it; every sentence in `faults` is a broken promise. */
export interface FullDiskReport {
  readonly faults: readonly string[];
  /** Saves that were acknowledged before the disk was full. */
  readonly acknowledged: number;
  readonly firstRefusal: string;
  /** What was refused while nothing was left. */
  readonly refusedWhileFull: readonly string[];
  /** What a bot is told that starts on the full disk. */
  readonly startWhileFull: string;
  readonly entries: number;
}

const filler = (nth: number): string => `cluster-x-fill-${nth}`;
const fat = (text: string, bytes = 6_000): ReturnType<typeof noted> => noted(text.padEnd(bytes, '.'));

/** Every kind of save, with more than is left of a page that is begun. */
const saves: Readonly<Record<string, (store: Database) => Promise<void>>> = {
  'a new run': (store) => store.runs.commit({ run: waitingRun('cluster-x-late'), audit: [fat('late')] }),
  'the next generation of a run': (store) =>
    store.runs.commit({ run: waitingRun('cluster-x-1', 2), audit: [fat('second')] }),
  'a conversation': (store) =>
    store.runs.commit({
      conversation: { run: runId('cluster-x-1'), conversation: { channel: 'C1', older: [], toldSeq: 2, seeded: [] } },
    }),
  'a cluster': (store) =>
    store.runs.commit({
      cluster: { name: clusterX, record: { lock: { by: userId('U0MEI'), at: 2, reason: 'full' }, restarts: [] } },
      audit: [fat('locked')],
    }),
  'an audit entry': (store) => store.audit.append([fat('alone')]),
};

/** Saves until nothing more fits, and a while after that; then there is room again. */
export async function fullDisk({ path, fs, fill, free }: Disk): Promise<FullDiskReport> {
  const faults: string[] = [];
  const hold = (promise: string, kept: boolean): void => {
    if (!kept) faults.push(promise);
  };
  const open = () => openStore({ path, clock: realClock, log: keepingLog(), fs });
  const store = await opened(open);
  let unusable: string | undefined;
  void store.lease.over.then(({ why }) => (unusable = why));
  await store.runs.commit({ run: waitingRun('cluster-x-1', 1), audit: [noted('first')] });
  await store.runs.commit({
    conversation: { run: runId('cluster-x-1'), conversation: { channel: 'C1', older: [], toldSeq: 1, seeded: [] } },
  });
  await store.runs.commit({ cluster: { name: clusterX, record: { restarts: [] } } });
  await store.runs.commit({ run: expiredRun('cluster-x-done') });

  /** A save that is refused leaves everything as it was, in memory and on disk. */
  const attempt = async (name: string, save: (store: Database) => Promise<void>): Promise<string | undefined> => {
    const before = { memory: await memoryOf(store), disk: documentsOf(path) };
    try {
      await save(store);
      return undefined;
    } catch (error) {
      hold(`${name}, refused, left another state in memory`, isDeepStrictEqual(await memoryOf(store), before.memory));
      hold(`${name}, refused, left another state on disk`, isDeepStrictEqual(documentsOf(path), before.disk));
      return reasonOf(error);
    }
  };

  let acknowledged = 0;
  let firstRefusal: string | undefined;
  while (firstRefusal === undefined && acknowledged < 1_000) {
    firstRefusal = await attempt(`run ${acknowledged}`, (to) =>
      to.runs.commit({ run: waitingRun(filler(acknowledged)), audit: [fat(`fill ${acknowledged}`, 2_000)] }),
    );
    if (firstRefusal === undefined) acknowledged += 1;
  }
  fill();
  const refusedWhileFull: string[] = [];
  for (const [name, save] of Object.entries(saves)) {
    if ((await attempt(name, save)) !== undefined) refusedWhileFull.push(name);
  }
  await attempt('an archived run', (to) => to.runs.archive(runId('cluster-x-done')));
  hold('the audit trail verifies while the disk is full', await verifies(path));
  hold('a refused save that was taken back is no reason to end', unusable === undefined);
  const second = await open();
  hold('a second bot does not start while the first one lives', !second.ok && second.failure.kind !== 'corrupt');
  const startWhileFull = second.ok ? '' : second.failure.sentence;

  free();
  for (const name of refusedWhileFull)
    hold(
      `${name} is saved once there is room`,
      (await attempt(name, saves[name] ?? (() => Promise.reject(new Error(name))))) === undefined,
    );
  await attempt('an archived run', (to) => to.runs.archive(runId('cluster-x-done')));
  const last = await memoryOf(store);
  await store.close();

  const again = await opened(open);
  hold('after a new start everything is as it was', isDeepStrictEqual(await memoryOf(again), last));
  for (let nth = 0; nth < acknowledged; nth += 1)
    hold(`run ${nth}, acknowledged, is there`, (await again.runs.find(runId(filler(nth)))) !== undefined);
  hold('the second generation is there', (await again.runs.find(runId('cluster-x-1')))?.updatedAt === 2);
  await again.close();
  const verdict = await verifyTrail(path);
  hold('the audit trail verifies in the end', verdict?.findings.length === 0);
  hold(
    'nothing is left of what was refused',
    readdirSync(join(path, 'runs/active')).every((name) => !name.endsWith('.new')) &&
      readdirSync(path).every((name) => !name.startsWith('lock')),
  );
  return {
    faults,
    acknowledged,
    firstRefusal: firstRefusal ?? '',
    refusedWhileFull,
    startWhileFull,
    entries: verdict?.entries ?? 0,
  };
}

async function opened(open: () => ReturnType<typeof openStore>): Promise<Database> {
  const result = await open();
  if (!result.ok) throw new Error(result.failure.sentence);
  return result.value;
}

async function memoryOf(store: Database): Promise<unknown> {
  // Runs that were asked for at the same moment have no order among them.
  const history = (await store.runs.history({ limit: 10_000 })).toSorted((left, right) =>
    left.id < right.id ? -1 : 1,
  );
  const x1 = runId('cluster-x-1');
  return {
    history,
    run: await store.runs.find(x1),
    conversation: store.runs.conversation(x1),
    cluster: store.runs.cluster(clusterX),
    head: store.audit.head(),
  };
}

/** Everything that counts on disk: not the generation before. */
function documentsOf(path: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter(
        (name) =>
          !name.endsWith('.bak') &&
          !name.startsWith('lock') &&
          name !== 'journal' &&
          statSync(join(path, name)).isFile(),
      )
      .map((name) => [name, readFileSync(join(path, name), 'latin1')]),
  );
}

async function verifies(path: string): Promise<boolean> {
  return (await verifyTrail(path))?.findings.length === 0;
}
