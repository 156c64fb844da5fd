import type { ClusterAccess } from '../../src/engine/deps.js';
import type { ParentLog } from '../../src/lib/log.js';
import { Random } from '../../src/lib/random.js';
import type { ClusterPolicy } from '../../src/roll/policy.js';
import { createShellAdmin } from '../../src/pegasus/shell/shell-admin.js';
import { alwaysOpen } from '../../src/roll/calendar.js';
import type { SimulatedCluster } from '../../demo/cluster/model/simulated-cluster.js';
import { pagesInProcess } from '../../demo/cluster/native/http/in-process.js';
import { runShellInProcess } from '../../demo/cluster/shell/in-process.js';
import type { AlertMonitor } from '../faults/alert-monitor.js';
import type { PageFaults } from '../faults/page-faults.js';
import type { ProcessFaultInjector } from '../faults/process-fault-injector.js';
import type { SettleMonitor } from '../faults/settle-monitor.js';
import type { Thrower } from '../faults/thrower.js';
import type { Scenario } from '../scenario.js';
import type { clockOf, Life } from './life.js';
import { recordedAdmin, type Watched } from './recorder.js';

/** What every part of one life of the bot has. */
export interface BotParts {
  readonly life: Life;
  /** Which life it is, from 1. */
  readonly nth: number;
  readonly clock: ReturnType<typeof clockOf>;
  readonly log: ParentLog;
}

/** The world, as far as the way to the cluster needs it. */
export interface ReachedCluster extends Watched {
  readonly scenario: Scenario;
  readonly cluster: SimulatedCluster;
  readonly policy: ClusterPolicy;
  readonly processes: ProcessFaultInjector;
  readonly settle: SettleMonitor;
  readonly alerts: AlertMonitor;
  readonly pages: PageFaults;
  readonly thrower: Thrower;
  /** Since when the change window is closed. */
  readonly windowClosedAt: number | undefined;
}

/** How one life of the bot reaches the cluster: the real shell adapter, over shells that faults can strike. */
export function accessOf(world: ReachedCluster, { life, nth, clock, log }: BotParts): ClusterAccess {
  const random = new Random(world.scenario.seed ^ nth);
  const start = world.shells.over((argv, signal) =>
    runShellInProcess({
      servers: world.cluster,
      dialect: world.scenario.generation,
      clock: world.clock,
      random,
      startLatencyMs: 55,
      argv: argv.slice(1),
      signal,
    }),
  );
  const askPage = world.pages.over(pagesInProcess(world.cluster, world.clock, 5));
  const admin = createShellAdmin({
    home: '/opt/pegasus',
    metas: world.policy.metas,
    clock,
    log,
    askPage: (address, path, deadline) => life.hears(askPage(address, path, deadline)),
    runner: (argv, signal) => {
      const child = start(argv, signal);
      // Its pipe ends with the bot; what it was told it still does.
      life.onKilled(() => {
        child.end();
      });
      return child;
    },
  });
  const control = world.processes.control();
  return {
    policy: world.policy,
    channel: 'C0PEGASUS1',
    calendar: () =>
      world.windowClosedAt === undefined
        ? alwaysOpen
        : {
            window: { kind: 'closed', opensAt: undefined, windows: ['Mon-Fri 10:00-17:00'] },
            freeze: { kind: 'none' },
          },
    admin: world.thrower.admin(recordedAdmin(world, admin, life)),
    monitors: {
      settled: () => life.hears(world.settle.read()),
      alerts: () => life.hears(world.alerts.read()),
    },
    processes: {
      run: (command, signal) => life.hears(control.run(command, signal)),
      isUp: (server, signal) => life.hears(control.isUp(server, signal)),
    },
  };
}
