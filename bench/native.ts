import { setTimeout as sleep } from 'node:timers/promises';
import { realClock } from '../src/lib/clock.js';
import type { ClusterAdmin } from '../src/pegasus/cluster-admin.js';
import { createNativeAdmin } from '../src/pegasus/native/native-admin.js';
import { createShellAdmin } from '../src/pegasus/shell/shell-admin.js';
import type { ClusterAct } from '../src/roll/act.js';
import type { Look, Observation } from '../src/roll/observation.js';
import type { Generation } from '../demo/cluster/servers.js';
import { limited, quantile, told, type Row } from './report.js';
import { withServed, type ServedCluster } from './served.js';
import { silent } from '../test/support/silent.js';

const glance: Look = { processes: [], ddd: false };
const native = ({ metas }: ServedCluster): ClusterAdmin => createNativeAdmin({ metas, clock: realClock, log: silent });
const shell = ({ home, metas }: ServedCluster): ClusterAdmin =>
  createShellAdmin({ home, metas, clock: realClock, log: silent });

/**
 * What the native way costs, the shell's as a real process on the same clusters beside it. The large one comes first:
 * memory counts from a fresh start.
 */
export async function measureNative(): Promise<readonly Row[]> {
  return [
    ...(await measureLarge('newer', 'fresh')),
    ...(await measureLarge('2.5', 'grown')),
    ...(await measureSmall()),
    ...(await measureWatching()),
  ];
}

async function look(admin: ClusterAdmin, partitions: number): Promise<Observation> {
  const seen = await admin.observe(glance, new AbortController().signal);
  if (!seen.ok) throw new Error(`${seen.failure.kind}: ${seen.failure.message}`);
  const read = seen.value.tables.reduce((sum, table) => sum + table.partitions.length, 0);
  if (read !== partitions) throw new Error(`${read} partitions were read of ${partitions}`);
  return seen.value;
}

async function timed<Value>(work: () => Promise<Value>): Promise<readonly [ms: number, value: Value]> {
  const began = performance.now();
  const value = await work();
  return [performance.now() - began, value];
}

const megabytes = (bytes: number): number => bytes / 1_048_576;

/** Memory is told of a process that is `fresh`: the heap that one snapshot has grown serves the next. */
function measureLarge(generation: Generation, heap: 'fresh' | 'grown'): Promise<readonly Row[]> {
  const large = { clusters: 1, nodes: 1_000, tables: 100, partitions: 50_000, generation };
  return withServed(large, async ([cluster]) => {
    if (cluster === undefined) throw new Error('there is no cluster');
    const admin = native(cluster);
    globalThis.gc?.();
    const idle = process.memoryUsage().rss;
    const waited: number[] = [];
    let peak = idle;
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5);
    for (let round = 0; round < 9; round += 1) {
      waited.push((await timed(() => look(admin, large.partitions)))[0]);
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    clearInterval(watch);

    const proposed: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const seen = await look(admin, large.partitions);
      const moves = seen.tables
        .flatMap((table) => table.partitions)
        .flatMap(({ gpid, primary, secondaries: [to] }) =>
          primary === undefined || to === undefined ? [] : [{ gpid, from: primary, to }],
        )
        .slice(0, 1_000);
      const [ms, outcome] = await timed(() =>
        admin.perform({ kind: 'move-primaries', leader: seen.leader, moves }, new AbortController().signal),
      );
      if (!outcome.ok || outcome.value.refused.length > 0 || moves.length < 1_000)
        throw new Error(`of ${moves.length} moves not all were registered`);
      proposed.push(ms);
      await clearProposals(admin, seen);
    }
    const where = `${large.nodes} nodes, ${large.tables} tables, ${large.partitions} partitions (${generation})`;
    return [
      limited(`native: snapshot of ${where}: median of ${waited.length}`, quantile(waited, 0.5), 1_000, ' ms'),
      told('… fastest; slowest', `${quantile(waited, 0).toFixed(1)} ms; ${quantile(waited, 1).toFixed(1)} ms`),
      ...(heap === 'fresh' ? [limited('… most memory above idle', megabytes(peak - idle), 150, ' MB')] : []),
      limited(
        `native: 1000 proposals registered (${generation}): median of ${proposed.length}`,
        quantile(proposed, 0.5),
        1_000,
        ' ms',
      ),
      told('… fastest; slowest', `${quantile(proposed, 0).toFixed(1)} ms; ${quantile(proposed, 1).toFixed(1)} ms`),
    ];
  });
}

/** Setting a level clears what waits for the tick. */
async function clearProposals(admin: ClusterAdmin, { leader }: Observation): Promise<void> {
  const steady: ClusterAct = { kind: 'set-level', leader, level: 'steady' };
  const done = await admin.perform(steady, new AbortController().signal);
  if (!done.ok) throw new Error(done.failure.message);
}

function measureSmall(): Promise<readonly Row[]> {
  const small = { clusters: 1, nodes: 5, tables: 4, partitions: 100, generation: '2.5' as const };
  return withServed(small, async ([cluster]) => {
    if (cluster === undefined) throw new Error('there is no cluster');
    const [direct, viaShell] = [native(cluster), shell(cluster)];
    await look(direct, small.partitions);
    await look(viaShell, small.partitions);
    const [fast, slow]: [number[], number[]] = [[], []];
    for (let round = 0; round < 15; round += 1) {
      // In turns, so that whatever else the machine does meets both alike.
      fast.push((await timed(() => look(direct, small.partitions)))[0]);
      slow.push((await timed(() => look(viaShell, small.partitions)))[0]);
    }
    // The fastest of each: on a busy machine the others say how busy it was.
    const ratio = quantile(slow, 0) / quantile(fast, 0);
    return [
      {
        name: 'native: snapshot of 5 nodes, 100 partitions: times as fast as through the shell, fastest of 15 each',
        measured: ratio.toFixed(1),
        limit: 'at least 10.0',
        ok: ratio >= 10,
      },
      told('… native; shell', `${quantile(fast, 0).toFixed(2)} ms; ${quantile(slow, 0).toFixed(1)} ms`),
      told('… medians: native; shell', `${quantile(fast, 0.5).toFixed(2)} ms; ${quantile(slow, 0.5).toFixed(1)} ms`),
    ];
  });
}

const watchedMs = 20_000;

/** CPU of this process, in percent of one core, while it looks at each cluster once a second. */
async function cpuOfWatching(clusters: readonly ServedCluster[], partitions: number): Promise<number> {
  const admins = clusters.map(native);
  for (const admin of admins) await look(admin, partitions);
  globalThis.gc?.();
  const end = performance.now() + watchedMs;
  const before = process.cpuUsage();
  const began = performance.now();
  await Promise.all(
    admins.map(async (admin, nth) => {
      await sleep((1_000 * nth) / admins.length);
      while (performance.now() < end) {
        const due = performance.now() + 1_000;
        await look(admin, partitions);
        await sleep(Math.max(0, due - performance.now()));
      }
    }),
  );
  const { user, system } = process.cpuUsage(before);
  return (100 * (user + system)) / 1_000 / (performance.now() - began);
}

async function measureWatching(): Promise<readonly Row[]> {
  const shape = { nodes: 5, tables: 4, partitions: 100, generation: '2.5' as const };
  const one = await withServed({ ...shape, clusters: 1 }, (clusters) => cpuOfWatching(clusters, shape.partitions));
  const many = { nodes: 20, tables: 5, partitions: 500, generation: '2.5' as const };
  const fifty = await withServed({ ...many, clusters: 50 }, (clusters) => cpuOfWatching(clusters, many.partitions));
  return [
    limited('native: one cluster of 5 nodes, 100 partitions looked at each second: CPU of one core', one, 2, ' %'),
    limited('native: 50 clusters of 20 nodes, 500 partitions looked at each second: CPU of one core', fifty, 50, ' %'),
  ];
}
