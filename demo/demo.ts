import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { realClock } from '../src/lib/clock.js';
import { parseLogLevel } from '../src/lib/create-log.js';
import { Random } from '../src/lib/random.js';
import { codeOf, reasonOf } from '../src/lib/thrown.js';
import { toldToEnd } from '../src/compose/start.js';
import { BotProcess } from './bot/bot-process.js';
import { fieldCluster, usualPorts } from './cluster/model/default-cluster.js';
import { SimulatedCluster } from './cluster/model/simulated-cluster.js';
import { ReservedPorts } from './cluster/native/reserved-ports.js';
import { scaledClock } from './cluster/scaled-clock.js';
import { faultsOf } from './cluster/server/cluster-faults.js';
import { serveSimulatedCluster } from './cluster/server/serve.js';
import { opening } from './opening.js';
import { ClusterView } from './view/cluster-view.js';
import { viewRoutes } from './view/routes.js';
import { startWorkspace } from './workspace/start.js';

export interface DemoOptions {
  readonly port: number;
  readonly speed: number;
  readonly nodes: number;
  /** Of its largest table. */
  readonly partitions?: number;
}

/** With fewer replica servers a partition has nowhere to go while one is away. */
const fewestNodes = 3;
const botLogLevel = 'warn';

/** What goes wrong around the cluster. */
const aroundSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('disconnect-slack'), forMs: z.number().min(1) }),
  z.strictObject({ kind: z.literal('kill-bot') }),
]);

/**
 * `pegasus-roll demo`: a simulated cluster and a Slack-compatible workspace with its page in this process, and the bot,
 * the real one, in a process of its own. Leaves nothing behind. Answers with the exit code.
 */
export async function demo({ port, speed, nodes, partitions }: DemoOptions): Promise<number> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  if (nodes < fewestNodes) {
    say(`--nodes: expected ${fewestNodes} or more (every partition has three copies), found ${nodes}`);
    return 1;
  }
  const level = parseLogLevel(process.env['LOG_LEVEL'], botLogLevel);
  if (!level.ok) {
    say(level.failure);
    return 1;
  }
  // Before there is anything to leave behind. SIGHUP: its terminal was closed, and takes nothing any more that is said.
  const told = toldToEnd(['SIGTERM', 'SIGINT', 'SIGHUP']);
  const folder = await mkdtemp(join(tmpdir(), 'pegasus-roll-demo-'));
  const closing: (() => Promise<void> | void)[] = [() => rm(folder, { recursive: true, force: true, maxRetries: 5 })];
  try {
    const clock = scaledClock(realClock, speed);
    // The probe of the bot is a client over sockets.
    const reserved = await ReservedPorts.near(usualPorts(nodes));
    closing.unshift(() => {
      reserved.release();
    });
    const field = fieldCluster({ clock, seed: 1, generation: '2.5' }, nodes, reserved.ports);
    const layout = partitions === undefined ? field : { ...field, tables: withLargest(field.tables, partitions) };
    // Like a onebox: a small cluster must not freeze because one of its servers restarts.
    const minLiveNodes = Math.min(3, nodes - 1);
    const cluster = new SimulatedCluster({ ...layout, config: { minLiveNodes }, wallClock: () => realClock.now() });
    closing.unshift(() => {
      cluster.close();
    });
    const view = new ClusterView({ cluster, name: layout.clusterName, time: clock, clock: realClock });
    closing.unshift(() => {
      view.close();
    });
    const inject = faultsOf(cluster.faults);
    const bot = new BotProcess({
      speed,
      clock: realClock,
      onUp: (up) => {
        view.botChanged(up);
      },
      onRun: (run) => {
        view.runChanged(run);
      },
    });
    const served = await serveSimulatedCluster({
      cluster,
      processes: cluster,
      collectors: layout.collectors,
      clock,
      random: new Random(1),
      dialect: '2.5',
      home: join(folder, 'pegasus'),
      injectFault: inject,
      ports: { cluster, reserved },
      injectAround: (fault) => {
        const parsed = aroundSchema.safeParse(fault);
        if (!parsed.success) return z.prettifyError(parsed.error);
        if (parsed.data.kind === 'disconnect-slack') {
          workspace.misbehave({ kind: 'drop-connections', refuseMs: parsed.data.forMs });
          return undefined;
        }
        return bot.kill() ? undefined : 'the bot is not there';
      },
      onFault: (fault) => {
        view.faultDone(fault);
      },
    });
    closing.unshift(() => served.close());
    const workspace = await startWorkspace({
      port,
      clock: realClock,
      opening,
      cluster: {
        first: () => view.first(),
        subscribe: (listener) => view.subscribe(listener),
        routes: viewRoutes({
          setSpeed: (next) => {
            if (next === clock.speed) return;
            clock.setSpeed(next);
            bot.setSpeed(next);
            view.speedChanged(next);
          },
          fault: (fault) => served.fault(fault),
          start: async (address) => {
            const role = layout.metas.includes(address) ? 'meta' : 'replica';
            const { exitCode, err } = await served.process(['start', role, address]);
            return exitCode === 0 ? undefined : err.trim();
          },
        }),
      },
    });
    closing.unshift(() => workspace.close());

    const failure = await bot.start({
      folder,
      home: served.home,
      clusterName: layout.clusterName,
      metas: [...layout.metas],
      collectors: [...layout.collectors],
      minLiveNodes,
      partitions: layout.tables.reduce((sum, table) => sum + table.partitions, 0),
      botToken: workspace.botToken,
      appToken: workspace.appToken,
      apiUrl: workspace.apiUrl,
      logLevel: level.value,
    });
    if (failure !== undefined) {
      say(failure);
      return 1;
    }
    closing.unshift(() => bot.stop());
    say(greeting(workspace.url, nodes, speed, served.home));
    await told;
    say('Ending …');
    return 0;
  } catch (error) {
    say(startFault(error, port));
    return 1;
  } finally {
    for (const close of closing) await close();
  }
}

type Tables = ReturnType<typeof fieldCluster>['tables'];

/** The same tables, the last of them with so many partitions that there are as many in all. */
function withLargest(tables: Tables, all: number): Tables {
  const others = tables.slice(0, -1).reduce((sum, { partitions }) => sum + partitions, 0);
  return tables.map((table, place) =>
    place === tables.length - 1 ? { ...table, partitions: Math.max(1, all - others) } : table,
  );
}

function greeting(url: string, nodes: number, speed: number, home: string): string {
  return `
pegasus-roll demo: a simulated cluster of ${nodes} replica servers, its time ${speed} times as fast as yours

  Open       ${url}
  Type       /pegasus roll cluster-x            as alice, in #pegasus
  Approve    with the reaction :white_check_mark: or the button, as bob
  Then       pause, resume or abort with the reactions, and look into the thread
  Or         /pegasus roll cluster-x --version 2.5.1 --canary, then Roll back on its message, and approve that as carol

  Control    ${url}/_control/state              (and POST /_control/command, reaction, interact, message)
  Faults     ${join(home, 'fault.sh')}           (alone it prints what it can do)

Ctrl-C ends it and leaves nothing behind.
`;
}

function startFault(error: unknown, port: number): string {
  if (codeOf(error) === 'EADDRINUSE') return `port ${port} is in use: try another one with --port`;
  return reasonOf(error);
}
