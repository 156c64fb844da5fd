import { clockOf, Life } from '../../simulation/world/life.js';
import { fieldCluster } from '../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../demo/cluster/model/simulated-cluster.js';
import { runShellInProcess } from '../../demo/cluster/shell/in-process.js';
import type { ClusterAccess } from '../../src/engine/deps.js';
import { Engine } from '../../src/engine/engine.js';
import type { Clock } from '../../src/lib/clock.js';
import { Random } from '../../src/lib/random.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { createShellAdmin } from '../../src/pegasus/shell/shell-admin.js';
import type { ProcessControl } from '../../src/processes/process-control.js';
import { nodeAddress, type ClusterName } from '../../src/roll/ids.js';
import { usualPolicy } from './policies.js';
import { silent } from './silent.js';
import { VirtualProcesses } from './virtual-processes.js';
import { WatchedStorage } from './watched-storage.js';

interface Member {
  readonly cluster: SimulatedCluster;
  /** Commands of this cluster fail while it is set. */
  failing: boolean;
}

/** Several simulated clusters with one engine and one database, on the virtual clock. */
export class VirtualFleet {
  readonly clock = new VirtualClock();
  readonly members = new Map<ClusterName, Member>();
  #engine: Engine | undefined;

  static async open(names: readonly ClusterName[]): Promise<VirtualFleet> {
    const fleet = new VirtualFleet();
    const life = new Life();
    const clock = clockOf(life, fleet.clock, { offsetMs: 0 });
    const clusters = names.map((name, place) => fleet.#access(name, place, life, clock));
    fleet.#engine = new Engine({
      store: await new WatchedStorage().open(life, clock),
      clock,
      random: new Random(7),
      log: silent,
      clusters,
      confirmVotes: () => Promise.resolve(),
    });
    return fleet;
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error('the fleet is not open');
    return this.#engine;
  }

  member(name: ClusterName): Member {
    const member = this.members.get(name);
    if (member === undefined) throw new Error(`there is no cluster ${name}`);
    return member;
  }

  #access(name: ClusterName, place: number, life: Life, clock: Clock): ClusterAccess {
    const field = fieldCluster({ clock: this.clock, seed: place + 1, generation: '2.5' }, 4);
    const cluster = new SimulatedCluster({ ...field, tables: [{ name: 'temp', partitions: 12, replicas: 3 }] });
    const member: Member = { cluster, failing: false };
    this.members.set(name, member);
    const metas = field.metas.map(nodeAddress);
    const random = new Random(place + 1);
    const admin = createShellAdmin({
      home: '/opt/pegasus',
      metas,
      clock,
      log: silent,
      runner: (argv, signal) =>
        runShellInProcess({
          servers: cluster,
          dialect: '2.5',
          clock: this.clock,
          random,
          startLatencyMs: 55,
          argv: argv.slice(1),
          signal,
        }),
    });
    return {
      policy: {
        cluster: name,
        clusterName: undefined,
        metas,
        collectors: field.collectors.map(nodeAddress),
        ...usualPolicy,
      },
      channel: undefined,
      processes: sometimesFailing(member, new VirtualProcesses(cluster).control(life)),
      admin,
    };
  }
}

const sometimesFailing = (member: Member, processes: ProcessControl): ProcessControl => ({
  ...processes,
  run: (command, signal) =>
    member.failing
      ? Promise.resolve({ kind: 'failed', reason: 'exit code 1', tail: ['permission denied'] })
      : processes.run(command, signal),
});
