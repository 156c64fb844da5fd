/**
 * Simulated clusters in a process of their own, so that neither their time nor their memory is the bot's. Takes what to
 * serve as JSON, prints one line of JSON when it serves, and ends with its standard input.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { realClock } from '../src/lib/clock.js';
import { Random } from '../src/lib/random.js';
import { fieldCluster } from '../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../demo/cluster/model/simulated-cluster.js';
import { ReservedPorts } from '../demo/cluster/native/reserved-ports.js';
import { serveSimulatedCluster } from '../demo/cluster/server/serve.js';

const asked = z
  .object({
    clusters: z.int(),
    nodes: z.int(),
    tables: z.int(),
    partitions: z.int(),
    generation: z.enum(['2.5', 'newer']),
    folder: z.string(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const served = [];
for (let nth = 0; nth < asked.clusters; nth += 1) {
  const reserved = await ReservedPorts.reserve({ metas: 3, replicaServers: asked.nodes, collectors: 0 });
  const field = fieldCluster(
    { clock: realClock, seed: nth + 1, generation: asked.generation },
    asked.nodes,
    reserved.ports,
  );
  const tables = Array.from({ length: asked.tables }, (_, place) => ({
    name: `table_${place}`,
    partitions: asked.partitions / asked.tables,
    replicas: 3,
  }));
  const cluster = new SimulatedCluster({ ...field, clusterName: `cluster-${nth}`, tables });
  const { home } = await serveSimulatedCluster({
    cluster,
    processes: cluster,
    collectors: [],
    clock: realClock,
    random: new Random(nth + 1),
    dialect: asked.generation,
    home: join(asked.folder, `cluster-${nth}`),
    injectFault: () => 'nothing goes wrong here',
    ports: { cluster, reserved },
  });
  served.push({ name: `cluster-${nth}`, metas: field.metas, home });
}
process.stdin.once('end', () => process.exit(0)).resume();
process.stdout.write(`${JSON.stringify(served)}\n`);
