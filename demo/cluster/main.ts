/**
 * A simulated Pegasus cluster in a process of its own, so that it outlives whoever rolls it. Prints one
 * line of JSON when it serves, and ends at SIGTERM or SIGINT.
 */
import { realClock } from '../../src/lib/clock.js';
import { Random } from '../../src/lib/random.js';
import { mainUsage, readMainOptions, type MainOptions } from './main-options.js';
import { fieldCluster } from './model/default-cluster.js';
import { SimulatedCluster } from './model/simulated-cluster.js';
import { ReservedPorts } from './native/reserved-ports.js';
import { scaledClock } from './scaled-clock.js';
import { faultsOf } from './server/cluster-faults.js';
import { serveSimulatedCluster } from './server/serve.js';
import { serveState } from './server/state-server.js';

async function serve(options: MainOptions): Promise<void> {
  const clock = scaledClock(realClock, options.speed);
  const reserved = options.native
    ? await ReservedPorts.reserve({ metas: 3, replicaServers: options.nodes, collectors: 1 })
    : undefined;
  const usual = fieldCluster(
    { clock, seed: options.seed, generation: options.generation },
    options.nodes,
    reserved?.ports,
  );
  const layout = { ...usual, clusterName: options['cluster-name'], tables: options.tables ?? usual.tables };
  const cluster = new SimulatedCluster({ ...layout, wallClock: () => realClock.now() });
  const served = await serveSimulatedCluster({
    cluster,
    processes: cluster,
    collectors: layout.collectors,
    clock,
    random: new Random(options.seed),
    dialect: options.generation,
    home: options.home,
    injectFault: faultsOf(cluster.faults),
    ...(reserved === undefined ? {} : { ports: { cluster, reserved } }),
  });
  const state = await serveState(() => cluster.truth(), options['state-port']);
  const end = (): void => {
    cluster.close();
    void Promise.all([served.close(), state.close()]).then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (options['with-parent']) process.stdin.once('end', end).resume();
  const { clusterName, metas, replicaServers, collectors } = layout;
  const ready = {
    home: served.home,
    clusterName,
    generation: options.generation,
    metas,
    replicaServers,
    collectors,
    statePort: state.port,
    truth: `http://127.0.0.1:${state.port}/truth`,
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

const options = readMainOptions(process.argv.slice(2));
if (typeof options === 'string') {
  process.stderr.write(`${options}\n\n${mainUsage}`);
  process.exitCode = 2;
} else await serve(options);
