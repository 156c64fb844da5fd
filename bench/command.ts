import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Engine } from '../src/engine/engine.js';
import { realClock } from '../src/lib/clock.js';
import { Random } from '../src/lib/random.js';
import { userId } from '../src/roll/ids.js';
import { defaultOptions } from '../src/roll/options.js';
import { startSlack } from '../src/slack/start-slack.js';
import { openStore } from '../src/store/open-store.js';
import { startWorkspace } from '../src/workspace/start.js';
import { makeBed, silent } from './bed.js';
import { limited, quantile, told, type Row } from './report.js';

const runs = 20;
const commands = 200;
/** Between two commands, so that they fall on every part of what 20 runs do within a second. */
const everyMs = 53;
const answer = z.object({ delivered: z.object({ acked: z.literal(true), ms: z.number() }) });

/** How long Slack waits for the bot's acknowledgement while every cluster is being rolled, simulated in the same process. */
export async function measureCommand(): Promise<readonly Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'pegasus-roll-bench-'));
  const opened = await openStore({ path: folder, clock: realClock, log: silent });
  if (!opened.ok) throw new Error(opened.failure.sentence);
  const beds = Array.from({ length: runs }, (_, nth) => makeBed({ clock: realClock, name: `cluster-${nth}` }));
  const engine = new Engine({ store: opened.value, clock: realClock, random: new Random(7), log: silent, clusters: beds.map(({ access }) => access), confirmVotes: () => Promise.resolve() });
  const workspace = await startWorkspace({ port: 0, clock: realClock });
  const slack = await startSlack({ desk: engine, clock: realClock, log: silent, mode: 'socket', tokens: { bot: workspace.botToken, app: workspace.appToken }, apiUrl: workspace.apiUrl });
  try {
    await engine.start();
    await Promise.all(beds.map(({ policy }) => begin(engine, policy.cluster)));
    await untilRolling(engine, runs);
    const waited: number[] = [];
    let fewest = runs;
    for (let nth = 0; nth < commands; nth += 1) {
      const response = await fetch(`${workspace.url}/_control/command`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ channel: 'pegasus', user: 'alice', command: '/pegasus', text: 'status' }),
      });
      waited.push(answer.parse(await response.json()).delivered.ms);
      fewest = Math.min(fewest, rolling(engine));
      await realClock.sleep(everyMs);
    }
    if (fewest < runs) throw new Error(`only ${fewest} of ${runs} runs were rolling all the while`);
    return [
      limited(`command acknowledged with ${runs} runs active: p99 of ${commands}`, quantile(waited, 0.99), 200, ' ms'),
      told('… p50; slowest', `${quantile(waited, 0.5).toFixed(1)} ms; ${quantile(waited, 1).toFixed(1)} ms`),
    ];
  } finally {
    await engine.stop();
    await slack.stop();
    await workspace.close();
    for (const { cluster } of beds) cluster.close();
    await opened.value.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export async function begin(engine: Engine, cluster: Parameters<Engine['requestRoll']>[0]['cluster']): Promise<void> {
  const asked = await engine.requestRoll({ cluster, options: defaultOptions, by: userId('U0ALICE001'), channel: 'C0PEGASUS1' });
  if (!asked.ok) throw new Error(asked.failure.text);
  const { id, plan } = asked.value;
  const approved = await engine.submit(id, { kind: 'approve', by: userId('U0BOB00001'), planId: plan.id, via: 'button' });
  if (!approved.accepted) throw new Error(approved.text);
}

const rolling = (engine: Engine): number => engine.runs().filter(({ status }) => status === 'rolling').length;

export async function untilRolling(engine: Engine, many: number): Promise<void> {
  for (let tries = 0; rolling(engine) < many; tries += 1) {
    if (tries > 300) throw new Error(`${rolling(engine)} of ${many} runs are rolling after 30 s`);
    await realClock.sleep(100);
  }
}
