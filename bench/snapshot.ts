import { realClock } from '../src/lib/clock.js';
import { createShellAdmin } from '../src/pegasus/shell/shell-admin.js';
import { alwaysOpen } from '../src/roll/calendar.js';
import { blocks, planGates } from '../src/roll/gates/gates.js';
import { makePlan } from '../src/roll/make-plan.js';
import { defaultOptions } from '../src/roll/options.js';
import { nodeAddress } from '../src/roll/ids.js';
import type { Plan } from '../src/roll/plan.js';
import { makeBed } from './bed.js';
import { Recording } from './replay.js';
import { limited, quantile, told, type Row } from './report.js';
import { silent } from '../test/support/silent.js';

const nodes = 100;
const tables = 20;
const partitions = 10_000;
const rounds = 11;

/**
 * What one look at the largest cluster costs the bot itself, in CPU of all its threads; the plan is wanted by others.
 */
export async function measureSnapshot(): Promise<{ readonly rows: readonly Row[]; readonly plan: Plan }> {
  const layout = Array.from({ length: tables }, (_, nth) => ({
    name: `table_${nth}`,
    partitions: partitions / tables,
    replicas: 3,
  }));
  const bed = makeBed({ clock: realClock, name: 'cluster-x', nodes, tables: layout, startLatencyMs: 0 });
  const { policy } = bed;
  const look = {
    processes: [...bed.cluster.replicaAddresses, ...bed.cluster.metaAddresses].map(nodeAddress),
    ddd: true,
    blackList: true as const,
    freeSpace: bed.cluster.replicaAddresses.map(nodeAddress),
  };
  const recording = new Recording();
  const adminOn = (runner: typeof bed.runner): ReturnType<typeof createShellAdmin> =>
    createShellAdmin({ home: '/opt/pegasus', metas: policy.metas, clock: realClock, log: silent, runner });
  const { signal } = new AbortController();
  const first = await adminOn(recording.recorder(bed.runner)).observe(look, signal);
  bed.cluster.close();
  if (!first.ok) throw new Error(first.failure.message);

  const admin = adminOn(recording.player());
  const once = async (): Promise<Plan> => {
    const seen = await admin.observe(look, signal);
    if (!seen.ok) throw new Error(seen.failure.message);
    const context = { now: realClock.now(), policy, restarts: [], lock: undefined, calendar: alwaysOpen };
    const plan = makePlan(seen.value, defaultOptions, context);
    const read = seen.value.tables.reduce((sum, table) => sum + table.partitions.length, 0);
    // As when its approval is complete.
    const blocking = blocks(planGates({ ...context, seen: seen.value, options: defaultOptions }, plan.targets, []));
    if (read !== partitions || plan.targets.length < nodes || blocking.length > 0)
      throw new Error(
        `${read} partitions were read, ${plan.targets.length} targets planned, ${blocking.length} gates block`,
      );
    return plan;
  };
  const plan = await once();
  const spent: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    globalThis.gc?.();
    const before = process.cpuUsage();
    await once();
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1000);
  }
  const rows = [
    limited(
      `snapshot of ${nodes} nodes, ${tables} tables, ${partitions} partitions read, parsed and gated: CPU, median of ${rounds}`,
      quantile(spent, 0.5),
      500,
      ' ms',
    ),
    told('… slowest; text read', `${quantile(spent, 1).toFixed(1)} ms; ${(recording.size / 1e6).toFixed(1)} MB`),
  ];
  return { rows, plan };
}
