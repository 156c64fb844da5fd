import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock } from '../../../src/lib/clock.js';
import { Random } from '../../../src/lib/random.js';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import { createShellAdmin } from '../../../src/pegasus/shell/shell-admin.js';
import { fieldCluster } from '../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../../demo/cluster/model/simulated-cluster.js';
import { scaledClock } from '../../../demo/cluster/scaled-clock.js';
import { faultsOf } from '../../../demo/cluster/server/cluster-faults.js';
import { serveSimulatedCluster } from '../../../demo/cluster/server/serve.js';
import { pagesInProcess } from '../../../demo/cluster/native/http/in-process.js';
import { runShellInProcess } from '../../../demo/cluster/shell/in-process.js';
import { clusterAdminContract, type Adapter } from './suite.js';
import { silent } from '../../support/silent.js';

const inProcess: Adapter = {
  name: 'the shell in process, on a virtual clock',
  namesNextPrimary: false,
  countsReplicas: (generation) => generation === '2.5',
  lowersMinLive: false,
  tellsDuplication: false,
  open: (generation) => {
    const clock = new VirtualClock();
    const cluster = new SimulatedCluster(fieldCluster({ clock, seed: 11, generation }));
    const random = new Random(12);
    const admin = createShellAdmin({
      home: '/opt/pegasus',
      metas: cluster.metaAddresses,
      clock,
      log: silent,
      askPage: pagesInProcess(cluster, clock, 5),
      runner: (argv, signal) =>
        runShellInProcess({
          servers: cluster,
          dialect: generation,
          clock,
          random,
          startLatencyMs: 55,
          argv: argv.slice(1),
          signal,
        }),
    });
    return Promise.resolve({
      cluster,
      admin,
      soon: async (answer) => {
        let settled = false;
        const done = (): void => {
          settled = true;
        };
        answer.then(done, done);
        await clock.until(() => settled, 120_000);
        return answer;
      },
      pass: (ms) => clock.advance(ms),
      close: () => {
        cluster.close();
        return Promise.resolve();
      },
    });
  },
};

/** The cluster lives fast, so that a tick is not waited for; the adapter and its processes live in real time. */
const speed = 60;

const realProcesses: Adapter = {
  name: 'the shell as a real process',
  namesNextPrimary: false,
  countsReplicas: (generation) => generation === '2.5',
  lowersMinLive: false,
  tellsDuplication: false,
  open: async (generation) => {
    const home = await mkdtemp(join(tmpdir(), 'home of a cluster '));
    const clock = scaledClock(realClock, speed);
    const cluster = new SimulatedCluster(fieldCluster({ clock, seed: 11, generation }));
    const served = await serveSimulatedCluster({
      cluster,
      processes: cluster,
      collectors: [],
      clock,
      random: new Random(12),
      dialect: generation,
      home,
      injectFault: faultsOf(cluster.faults),
    });
    return {
      cluster,
      admin: createShellAdmin({
        home: served.home,
        metas: cluster.metaAddresses,
        clock: realClock,
        log: silent,
        // There are shells here and no ports.
        askPage: pagesInProcess(cluster, realClock, 5),
      }),
      soon: (answer) => answer,
      pass: (ms) => clock.sleep(ms),
      close: async () => {
        await served.close();
        cluster.close();
        await rm(home, { recursive: true, force: true });
      },
    };
  },
};

for (const generation of ['2.5', 'newer'] as const) {
  clusterAdminContract(inProcess, generation);
  clusterAdminContract(realProcesses, generation);
}
