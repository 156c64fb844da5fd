import type { Hold, HoldReason } from '../../src/roll/hold.js';
import { rolling, type CoreRun } from './core-run.js';
import { IdealCluster, server } from './ideal-cluster.js';

/** The hold that the core makes at the second of five replica servers, of this trouble. */
function holdOf(reason: HoldReason, trouble: (roll: CoreRun, cluster: IdealCluster) => void): Hold {
  const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
  const roll = rolling(cluster, { roles: ['replica'] });
  trouble(roll, cluster);
  const { run } = roll.untilStatus('held');
  if (run.status !== 'held' || run.hold.reason !== reason || run.hold.node !== server(2))
    throw new Error(`not held for ${reason}`);
  return run.hold;
}

/** Before its process is stopped: with every answer there is. */
export const closeStalled = holdOf('close-stalled', (_roll, cluster) => {
  cluster.counts = (node) => ({ kind: 'counted', serving: node === server(2) ? 3 : 0, opening: 0, closing: 0 });
});

/** While it is away; the cluster knows by now who has died. */
export const secondFailed = holdOf('second-failure', (roll, cluster) => {
  roll.until(() => roll.where() === `${server(2)} await-return`);
  cluster.kill(server(2));
  cluster.die(server(4));
});

/** With what the command printed, a secret and a mention among it. */
export const commandFailed = holdOf('command-failed', (roll, cluster) => {
  roll.outcome = (command) => {
    if (command.address === server(2))
      return {
        kind: 'failed',
        reason: 'exit code 1',
        tail: ['ERROR: connect to 10.0.0.2 failed', 'using password=hunter2xyz', '```<!channel> look'],
      };
    cluster.carryOut(command);
    return { kind: 'succeeded', tail: [] };
  };
});

/** The first server, which the run has rolled, was started again by somebody or something else. */
export const restartedByOthers = holdOf('started-again', (roll, cluster) => {
  roll.until(() => roll.where() === `${server(1)} heal`);
  cluster.restart(server(1), '2.4.0');
});

/** Its process runs, and opens its replicas without getting on. */
export const loads = holdOf('not-back', (roll, cluster) => {
  roll.outcome = (command) => {
    cluster.carryOut(command);
    if (command.address !== server(2)) return { kind: 'succeeded', tail: [] };
    cluster.processes.set(server(2), { kind: 'loading', error: 'ERR_HANDLER_NOT_FOUND' });
    cluster.counts = () => ({ kind: 'counted', serving: 12, opening: 42, closing: 0 });
    return { kind: 'succeeded', tail: [] };
  };
});

/** The disk of the bot is full, in mid-drain. */
export const diskFull = holdOf('cannot-save', (roll) => {
  roll.until(() => roll.where() === `${server(2)} move-primaries`);
  roll.context = { shortOfRoom: roll.now };
});
