import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterAccess } from '../src/engine/deps.js';
import { Engine } from '../src/engine/engine.js';
import { realClock, type Clock } from '../src/lib/clock.js';
import { Random } from '../src/lib/random.js';
import { createShellAdmin } from '../src/pegasus/shell/shell-admin.js';
import type { ShellRunner } from '../src/pegasus/shell/shell-child.js';
import type { ProcessControl } from '../src/processes/process-control.js';
import type { CommandResult, ProcessCommand } from '../src/roll/act.js';
import { clusterName, nodeAddress, userId, type ClusterName, type CommandId } from '../src/roll/ids.js';
import { defaultOptions } from '../src/roll/options.js';
import type { ClusterPolicy } from '../src/roll/policy.js';
import { fieldCluster } from '../demo/cluster/model/default-cluster.js';
import { SimulatedCluster, type SimulatedClusterOptions } from '../demo/cluster/model/simulated-cluster.js';
import { runShellInProcess, usualStartLatencyMs } from '../demo/cluster/shell/in-process.js';
import { startSlack, type Slack } from '../src/slack/start-slack.js';
import { openStore } from '../src/store/files/open-store.js';
import { startWorkspace } from '../demo/workspace/start.js';
import { usualPolicy } from '../test/support/policies.js';
import { silent } from '../test/support/silent.js';
import { words } from '../src/words/words.js';

export interface BedOptions {
  readonly clock: Clock;
  readonly name: string;
  readonly nodes?: number;
  readonly tables?: SimulatedClusterOptions['tables'];
  readonly startLatencyMs?: number;
}

/** A simulated cluster and the bot's real way to it. */
export interface Bed {
  readonly cluster: SimulatedCluster;
  readonly policy: ClusterPolicy;
  readonly access: ClusterAccess;
  readonly runner: ShellRunner;
}

export function makeBed({ clock, name, nodes = 5, tables, startLatencyMs = usualStartLatencyMs }: BedOptions): Bed {
  const field = fieldCluster({ clock, seed: 1, generation: '2.5' }, nodes);
  const cluster = new SimulatedCluster({ ...field, clusterName: name, ...(tables === undefined ? {} : { tables }) });
  const policy: ClusterPolicy = {
    cluster: clusterName(name),
    clusterName: name,
    metas: field.metas.map(nodeAddress),
    collectors: field.collectors.map(nodeAddress),
    ...usualPolicy,
  };
  const random = new Random(1);
  const runner: ShellRunner = (argv, signal) =>
    runShellInProcess({ servers: cluster, dialect: '2.5', clock, random, startLatencyMs, argv: argv.slice(1), signal });
  const admin = createShellAdmin({ home: '/opt/pegasus', metas: policy.metas, clock, log: silent, runner });
  return { cluster, policy, runner, access: { policy, channel: undefined, admin, processes: processesOf(cluster) } };
}

/** Process commands on the simulated cluster; one that is asked for again is the same execution. */
function processesOf(cluster: SimulatedCluster): ProcessControl {
  const known = new Map<CommandId, Promise<CommandResult>>();
  const carryOut = async ({ verb, address, version }: ProcessCommand): Promise<CommandResult> => {
    if (verb === 'install' && version !== undefined) await cluster.install(address, version);
    if (verb === 'stop' || verb === 'restart') await cluster.stop(address, 'TERM');
    if (verb === 'start' || verb === 'restart') await cluster.start(address);
    return { kind: 'succeeded', tail: [] };
  };
  return {
    run: (command) => {
      const result = known.get(command.id) ?? carryOut(command);
      known.set(command.id, result);
      return result;
    },
    isUp: ({ address }) => Promise.resolve(cluster.isUp(address) ? { up: true } : { up: false, why: 'not running' }),
  };
}

/** The whole bot on the real clock, with a workspace and some clusters, all in this process. */
export interface Office {
  readonly engine: Engine;
  readonly slack: Slack;
  readonly url: string;
  /** What people do in the workspace. @throws when it is refused */
  readonly control: (path: string, body: object) => Promise<unknown>;
  /** Begins a run on every cluster, and resolves when all of them are being rolled. */
  readonly rollAll: () => Promise<void>;
  /** How many runs are being rolled now. */
  readonly rolling: () => number;
}

/** Opens an office for `work` and closes it afterwards, whatever came of it. */
export async function withOffice<Value>(clusters: number, work: (office: Office) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'pegasus-roll-bench-'));
  const opened = await openStore({ path: folder, clock: realClock, log: silent });
  if (!opened.ok) throw new Error(opened.failure.sentence);
  const beds = Array.from({ length: clusters }, (_, nth) => makeBed({ clock: realClock, name: `cluster-${nth}` }));
  const engine = new Engine({
    store: opened.value,
    clock: realClock,
    random: new Random(7),
    log: silent,
    clusters: beds.map(({ access }) => access),
    confirmVotes: () => Promise.resolve(),
  });
  const workspace = await startWorkspace({ port: 0, clock: realClock });
  const slack = await startSlack({
    runService: engine,
    clock: realClock,
    log: silent,
    mode: 'socket',
    tokens: { bot: workspace.botToken, app: workspace.appToken },
    apiUrl: workspace.apiUrl,
  });
  const rolling = (): number => engine.runs().filter(({ status }) => status === 'rolling').length;
  try {
    await engine.start();
    return await work({
      engine,
      slack,
      url: workspace.url,
      control: async (path, body) => {
        const answer = await fetch(`${workspace.url}/_control/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
        return answer.json();
      },
      rollAll: async () => {
        await Promise.all(beds.map(({ policy }) => begin(engine, policy.cluster)));
        for (let tries = 0; rolling() < clusters; tries += 1) {
          if (tries > 300) throw new Error(`${rolling()} of ${clusters} runs are rolling after 30 s`);
          await realClock.sleep(100);
        }
      },
      rolling,
    });
  } finally {
    await engine.stop();
    await slack.stop();
    await workspace.close();
    for (const { cluster } of beds) cluster.close();
    await opened.value.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function begin(engine: Engine, cluster: ClusterName): Promise<void> {
  const asked = await engine.requestRoll({
    cluster,
    options: defaultOptions,
    by: userId('U0ALICE001'),
    channel: 'C0PEGASUS1',
  });
  if (!asked.ok) throw new Error(words(asked.failure.message));
  const { id, plan } = asked.value;
  const approved = await engine.submit(id, {
    kind: 'approve',
    by: userId('U0BOB00001'),
    planId: plan.id,
    via: 'button',
  });
  if (!approved.accepted) throw new Error(words(approved.message));
}
