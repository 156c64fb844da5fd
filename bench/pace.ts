import { Engine } from '../src/engine/engine.js';
import { Random } from '../src/lib/random.js';
import { VirtualClock } from '../src/lib/virtual-clock.js';
import { userId } from '../src/roll/ids.js';
import { defaultOptions } from '../src/roll/options.js';
import { hasEnded, type Run } from '../src/roll/run.js';
import { makeBed } from './bed.js';
import { forgetful } from './forgetful.js';
import { limited, told, type Row } from './report.js';
import { silent } from '../test/support/silent.js';

/** How much longer a roll takes than the cluster itself: five servers with 300 replicas each, on the virtual clock. */
export async function measurePace(): Promise<readonly Row[]> {
  const clock = new VirtualClock();
  const { access, cluster, policy } = makeBed({
    clock,
    name: 'cluster-x',
    tables: [{ name: 'temp', partitions: 500, replicas: 3 }],
    startLatencyMs: 150,
  });
  const engine = new Engine({
    store: forgetful(),
    clock,
    random: new Random(7),
    log: silent,
    clusters: [access],
    confirmVotes: () => Promise.resolve(),
  });
  await engine.start();
  const latest = (): Run | undefined => engine.runs()[0];
  void engine.requestRoll({ cluster: policy.cluster, options: defaultOptions, by: userId('UALICE'), channel: 'C1' });
  await clock.until(() => latest() !== undefined, 120_000);
  const asked = latest();
  if (asked === undefined) throw new Error('there is no run');
  const began = clock.now();
  await engine.submit(asked.id, { kind: 'approve', by: userId('UBOB'), planId: asked.plan.id, via: 'button' });
  await clock.until(
    () => latest() === undefined || latest()?.status === 'held' || hasEnded(latest() ?? asked),
    7_200_000,
  );
  const run = latest();
  if (run?.status !== 'done') throw new Error(`the run is ${run?.status ?? 'gone'}`);
  const took = clock.now() - began;
  // Between the restarts of two metas the protocol itself waits 30 s.
  const metas = run.progress.targets.flatMap(({ role, startedAt }) =>
    role === 'meta' && startedAt !== undefined ? [{ from: startedAt, to: startedAt + policy.timing.metaInterval }] : [],
  );
  const needed = covered([...cluster.truth().needed.filter(({ from }) => from >= began), ...metas]);
  cluster.close();
  return [
    limited(
      'HA roll of 5 servers with 300 replicas each: time taken over time the cluster needed',
      took / needed,
      1.5,
      '',
      2,
    ),
    told('… taken; needed', `${(took / 1000).toFixed(1)} s; ${(needed / 1000).toFixed(1)} s`),
  ];
}

/** Milliseconds covered by at least one span. */
function covered(spans: readonly { readonly from: number; readonly to: number }[]): number {
  let end = 0;
  let sum = 0;
  for (const { from, to } of [...spans].sort((left, right) => left.from - right.from)) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}
