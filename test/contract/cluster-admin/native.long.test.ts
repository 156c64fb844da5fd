import { describe, expect, it } from 'vitest';
import { realClock } from '../../../src/lib/clock.js';
import { Random } from '../../../src/lib/random.js';
import { createNativeAdmin } from '../../../src/pegasus/native/native-admin.js';
import { createShellAdmin } from '../../../src/pegasus/shell/shell-admin.js';
import { nodeAddress } from '../../../src/roll/ids.js';
import { fieldCluster } from '../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../../demo/cluster/model/simulated-cluster.js';
import { ReservedPorts } from '../../../demo/cluster/native/reserved-ports.js';
import { serveNative } from '../../../demo/cluster/native/serve-native.js';
import { scaledClock } from '../../../demo/cluster/scaled-clock.js';
import type { Generation } from '../../../demo/cluster/servers.js';
import { pagesInProcess } from '../../../demo/cluster/native/http/in-process.js';
import { runShellInProcess } from '../../../demo/cluster/shell/in-process.js';
import { clusterAdminContract, type Adapter, type AdminUnderTest } from './suite.js';
import { silent } from '../../support/silent.js';

/** The cluster lives fast, so that a tick is not waited for; the adapter and its connections live in real time. */
const speed = 60;

async function open(generation: Generation): Promise<AdminUnderTest> {
  const clock = scaledClock(realClock, speed);
  const reserved = await ReservedPorts.reserve({ metas: 3, replicaServers: 5, collectors: 1 });
  const cluster = new SimulatedCluster(fieldCluster({ clock, seed: 11, generation }, 5, reserved.ports));
  const served = serveNative({ cluster, reserved, clock: realClock });
  return {
    cluster,
    admin: createNativeAdmin({ metas: cluster.metaAddresses, clock: realClock, log: silent }),
    soon: (answer) => answer,
    pass: (ms) => clock.sleep(ms),
    close: () => {
      served.close();
      cluster.close();
      return Promise.resolve();
    },
  };
}

const overItsOwnPorts: Adapter = {
  name: 'the native client against real ports',
  countsReplicas: () => true,
  namesNextPrimary: true,
  lowersMinLive: true,
  tellsDuplication: true,
  open,
};

describe.each(['2.5', 'newer'] as const)('native and shell, %s', (generation) => {
  clusterAdminContract(overItsOwnPorts, generation);

  it('report the same of one cluster at one moment, but for what only one of them can tell', async () => {
    const underTest = await open(generation);
    const { cluster } = underTest;
    const random = new Random(12);
    const shell = createShellAdmin({
      home: '/opt/pegasus',
      metas: cluster.metaAddresses,
      clock: realClock,
      log: silent,
      askPage: pagesInProcess(cluster, realClock, 5),
      runner: (argv, signal) =>
        runShellInProcess({
          servers: cluster,
          dialect: generation,
          clock: realClock,
          random,
          startLatencyMs: 0,
          argv: argv.slice(1),
          signal,
        }),
    });
    cluster.faults.createTable('young', 4, 3, 600_000_000);
    cluster.faults.splitTable('usertable', 600_000_000);
    const [node = ''] = cluster.replicaAddresses;
    const look = {
      processes: [...cluster.replicaAddresses, ...cluster.metaAddresses].map(nodeAddress),
      counts: nodeAddress(node),
      ddd: true,
      flag: { name: 'cluster_name', of: [...cluster.replicaAddresses, ...cluster.collectorAddresses].map(nodeAddress) },
    };
    const never = new AbortController().signal;
    const [byShell, byNative] = [await shell.observe(look, never), await underTest.admin.observe(look, never)];
    await underTest.close();
    if (!byShell.ok) throw new Error(byShell.failure.message);
    if (!byNative.ok) throw new Error(byNative.failure.message);
    const { freeze: shellFreeze, counts: shellCounts, ...shellSaw } = byShell.value;
    const { freeze, counts, otherNames, ...nativeSaw } = byNative.value;
    // Of duplication the shell says nothing.
    const tables = nativeSaw.tables.map(({ duplicating: _duplicating, ...table }) => table);
    expect({ ...nativeSaw, tables }).toEqual(shellSaw);
    // Newer servers say both of their names in every answer; a shell is asked for the others.
    expect(Object.keys(otherNames ?? {})).toHaveLength(generation === '2.5' ? 0 : 5);
    expect(freeze).toEqual({ ...shellFreeze, minLiveNodes: 3, minLiveNodesMutable: true });
    expect(counts).toEqual(
      generation === '2.5' ? shellCounts : { kind: 'counted', serving: expect.any(Number), opening: 0, closing: 0 },
    );
  });
});
