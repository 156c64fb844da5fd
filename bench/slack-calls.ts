import { Engine } from '../src/engine/engine.js';
import { Random } from '../src/lib/random.js';
import { VirtualClock } from '../src/lib/virtual-clock.js';
import { userId } from '../src/roll/ids.js';
import { defaultOptions } from '../src/roll/options.js';
import type { Run } from '../src/roll/run.js';
import { startSlack } from '../src/slack/start-slack.js';
import { makeBed } from './bed.js';
import { CountedSlack } from './counted-slack.js';
import { forgetful } from './forgetful.js';
import { limited, told, type Row } from './report.js';
import { silent } from '../test/support/silent.js';

const nodes = 100;

/** What a whole run of the largest cluster asks of Slack, on the virtual clock. */
export async function measureSlackCalls(): Promise<readonly Row[]> {
  const clock = new VirtualClock();
  const { access, cluster, policy } = makeBed({
    clock,
    name: 'cluster-x',
    nodes,
    tables: [{ name: 'temp', partitions: 3 * nodes, replicas: 3 }],
    startLatencyMs: 0,
  });
  const engine = new Engine({
    store: forgetful(),
    clock,
    random: new Random(7),
    log: silent,
    clusters: [{ ...access, policy: { ...policy, timing: { ...policy.timing, pollInterval: 5_000 } } }],
    confirmVotes: () => Promise.resolve(),
  });
  const counted = new CountedSlack();
  const slack = await startSlack({
    runService: engine,
    clock,
    log: silent,
    mode: 'socket',
    tokens: { bot: 'xoxb-any', app: 'xapp-any' },
    fetch: counted.fetch,
    line: counted.line,
    digestChannel: 'C0DIGEST01',
  });
  await engine.start();
  let latest: Run | undefined;
  engine.subscribe((run) => (latest = run));
  void engine.requestRoll({
    cluster: policy.cluster,
    options: { ...defaultOptions, roles: ['replica'] },
    by: userId('U0ALICE001'),
    channel: 'C0PEGASUS1',
  });
  await clock.until(() => latest !== undefined, 120_000);
  if (latest === undefined) throw new Error('there is no run');
  await engine.submit(latest.id, { kind: 'approve', by: userId('U0BOB00001'), planId: latest.plan.id, via: 'button' });
  await clock.until(() => latest?.status === 'done' || latest?.status === 'held', 40_000_000);
  if (latest.status !== 'done') throw new Error(`the run is ${latest.status}`);
  await clock.advance(120_000);
  await slack.stop();
  await engine.stop();
  cluster.close();
  return [
    limited(
      `calls to Slack of a whole HA run of ${nodes} servers, with a digest: a server`,
      counted.total / nodes,
      8,
      '',
      2,
    ),
    told(
      '… by method',
      [...counted.calls]
        .sort(([, left], [, right]) => right - left)
        .map(([method, count]) => `${method} ${count}`)
        .join(', '),
    ),
  ];
}
