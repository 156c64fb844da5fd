import { gpid, type NodeAddress } from '../../src/roll/ids.js';
import type { HookVerb } from '../../src/roll/act.js';
import type { HoldReason } from '../../src/roll/hold.js';
import type { SettleRule } from '../../src/roll/settle-rule.js';
import type { RollOptions } from '../../src/roll/options.js';
import type { RunIn } from '../../src/roll/run.js';
import { policy, rolling, type CoreRun } from './core-run.js';
import { IdealCluster, meta, server } from './ideal-cluster.js';

export function held({ run }: CoreRun): RunIn<'held'> {
  if (run.status !== 'held') throw new Error(run.status);
  return run;
}

export const whole = 'every server is ALIVE and every partition is full';
export const silence = { kind: 'unreachable', message: 'no meta answers', raw: [] } as const;

/**
 * How a run comes to be held at the first server, what the hold says while that is so, how it is put right, and what it
 * says then.
 */
export interface Trouble {
  readonly reason: HoldReason;
  readonly options?: Partial<RollOptions>;
  readonly hooks?: readonly HookVerb[];
  readonly settle?: SettleRule;
  /** Before the plan is made. */
  readonly prepare?: (cluster: IdealCluster) => void;
  readonly begin: (roll: CoreRun, cluster: IdealCluster) => void;
  /** Undefined: it says nothing of that besides what it was held with. */
  readonly stands?: string;
  /** Undefined: it is over when people say so. */
  readonly end?: (roll: CoreRun, cluster: IdealCluster) => void;
  readonly over?: string;
}

export const troubles: Readonly<Record<string, Trouble>> = {
  gate: {
    reason: 'gate',
    begin: (_roll, cluster) => cluster.ddd.push(gpid(1, 0)),
    stands: 'no-ddd: 1 partition has all replicas dead',
    end: (_roll, cluster) => {
      cluster.ddd = [];
    },
    over: `every check passes; ${whole}`,
  },
  'close-stalled': {
    reason: 'close-stalled',
    begin: (_roll, cluster) => {
      cluster.counts = () => ({ kind: 'counted', serving: 3, opening: 0, closing: 1 });
    },
    stands: `the replicas of ${server(1)}: 3 serving, 0 opening, 1 closing`,
    end: (_roll, cluster) => {
      cluster.counts = () => ({ kind: 'counted', serving: 0, opening: 0, closing: 0 });
    },
    over: `${server(1)} holds no replica any more`,
  },
  'command-failed': {
    reason: 'command-failed',
    begin: (roll) => {
      roll.outcome = () => ({ kind: 'failed', reason: 'exit code 1', tail: [] });
    },
    stands: 'the same process as before',
    end: (_roll, cluster) => {
      cluster.restart(server(1), '2.4.0');
    },
    over: `: it was restarted; `,
  },
  'command-failed, out of time': {
    reason: 'command-failed',
    begin: (roll, cluster) => {
      roll.outcome = ({ address }) => {
        cluster.kill(address);
        return { kind: 'timed-out', afterMs: 300_000, tail: ['waiting for 10.0.0.1:34801 to come up'] };
      };
    },
    stands: `${server(1)} does not answer: ERR_NETWORK_FAILURE`,
    end: (_roll, cluster) => {
      cluster.restart(server(1), '2.4.0');
    },
    over: `: it was restarted; `,
  },
  'not-restarted': {
    reason: 'not-restarted',
    begin: (roll) => {
      roll.outcome = () => ({ kind: 'succeeded', tail: [] });
    },
    stands: 'the same process as before',
    end: (_roll, cluster) => {
      cluster.restart(server(1), '2.4.0');
    },
    over: `: it was restarted; `,
  },
  'not-back': {
    reason: 'not-back',
    begin: (roll, cluster) => {
      roll.outcome = () => {
        cluster.die(server(1));
        return { kind: 'succeeded', tail: [] };
      };
    },
    stands: `${server(1)} does not answer: ERR_NETWORK_FAILURE`,
    end: (_roll, cluster) => {
      cluster.restart(server(1), '2.4.0');
      cluster.nodes.forEach((node) => {
        node.alive = true;
      });
    },
    over: `: it was restarted; `,
  },
  'second-failure': {
    reason: 'second-failure',
    begin: (roll, cluster) => {
      roll.untilStep('await-return');
      cluster.die(server(4));
    },
    end: (_roll, cluster) => {
      cluster.nodes.forEach((node) => {
        node.alive = true;
      });
    },
    over: 'server is ALIVE and every partition',
  },
  unreadable: {
    reason: 'unreadable',
    begin: (roll) => {
      roll.untilStep('move-primaries');
      roll.unreadable = silence;
    },
    end: (roll) => {
      roll.unreadable = undefined;
    },
    over: `the cluster can be read again; ${whole}`,
  },
  'settings-refused': {
    reason: 'settings-refused',
    begin: (_roll, cluster) => cluster.ignored.add('set-assign-delay'),
    stands: 'it goes on trying',
    end: (_roll, cluster) => cluster.ignored.delete('set-assign-delay'),
    over: `every setting is as the run needs it; ${whole}`,
  },
  'meta-not-back': {
    reason: 'meta-not-back',
    options: { roles: ['meta'] },
    begin: (roll, cluster) => {
      roll.outcome = ({ address }) => {
        cluster.kill(address);
        return { kind: 'succeeded', tail: [] };
      };
    },
    stands: `${meta(2)} does not answer: ERR_NETWORK_FAILURE`,
    end: (_roll, cluster) => {
      cluster.restart(meta(2), '2.4.0');
    },
    over: `: it was restarted; ${whole}`,
  },
  'collector-down': {
    reason: 'collector-down',
    options: { roles: ['collector'] },
    begin: (roll) => {
      roll.up = () => ({ up: false, why: 'no such process' });
    },
    stands: 'is not up: no such process',
    end: (roll) => {
      roll.up = () => ({ up: true });
    },
    over: `is up; ${whole}`,
  },
  'moves-stalled': {
    reason: 'moves-stalled',
    begin: (_roll, cluster) => cluster.ignored.add('move-primaries'),
    stands: `${server(1)} leads 2 partitions`,
    end: (_roll, cluster) => {
      lead(cluster, server(1), 1);
    },
    over: `${server(1)} leads no partition any more; ${whole}`,
  },
  'downgrades-stalled': {
    reason: 'downgrades-stalled',
    begin: (_roll, cluster) => cluster.ignored.add('downgrade-secondaries'),
    stands: `${server(1)} has replicas of 6 partitions`,
    end: (_roll, cluster) => {
      lead(cluster, server(1), 0);
    },
    over: `${server(1)} has replicas of no partition any more; ${whole}`,
  },
  'cannot-drain': {
    reason: 'cannot-drain',
    options: { roles: ['replica'], allowLowReplication: ['pair'] },
    prepare: (cluster) => {
      cluster.addTable('pair', 4, 2);
    },
    begin: (roll, cluster) => {
      roll.untilNext('set-add-secondary-max');
      cluster.partition(gpid(2, 0)).secondaries = [];
    },
    stands: `1 partition that ${server(1)} leads has no live secondary`,
    end: (_roll, cluster) => {
      cluster.partition(gpid(2, 0)).secondaries = [server(2)];
    },
    over: `every partition that ${server(1)} leads has a live secondary`,
  },
  'not-back, as it loads': {
    reason: 'not-back',
    begin: (roll, cluster) => {
      cluster.counts = () => ({ kind: 'counted', serving: 12, opening: 42, closing: 0 });
      roll.outcome = (command) => {
        cluster.carryOut(command);
        cluster.processes.set(server(1), { kind: 'loading', error: 'ERR_HANDLER_NOT_FOUND' });
        return { kind: 'succeeded', tail: [] };
      };
      roll.untilStep('close-replicas');
      cluster.counts = undefined;
      roll.untilStep('await-return');
      cluster.counts = () => ({ kind: 'counted', serving: 12, opening: 42, closing: 0 });
    },
    stands: `${server(1)} runs and is loading: it opens its replicas and replays their logs (12 of 54 are open)`,
    end: (_roll, cluster) => {
      cluster.counts = undefined;
      cluster.restart(server(1), '2.4.0');
    },
    over: `: it was restarted; `,
  },
  'wrong-version': {
    reason: 'wrong-version',
    options: { roles: ['replica'], version: '2.5.0' },
    begin: (roll, cluster) => {
      roll.outcome = (command) => {
        cluster.carryOut({ ...command, version: '2.4.1' });
        return { kind: 'succeeded', tail: ['installing pegasus-server-2.4.1'] };
      };
    },
    stands: ', not 2.5.0',
    end: (_roll, cluster) => {
      cluster.restart(server(1), '2.5.0');
    },
    over: `: it was restarted; `,
  },
  'value-not-proven': {
    reason: 'value-not-proven',
    options: { roles: ['replica'], stale: { key: 'replication.checkpoint_interval_seconds', value: '600' } },
    prepare: (cluster) => {
      const value = (text: string) =>
        ({ kind: 'value', section: 'replication', type: 'FV_INT32', value: text }) as const;
      for (const { address } of cluster.nodes) cluster.flags.set(address, value('300'));
      cluster.flagInFile = () => value('450');
    },
    begin: () => undefined,
    stands: `${server(1)} has replication.checkpoint_interval_seconds = “450”`,
    end: (_roll, cluster) => {
      const taken = { kind: 'value', section: 'replication', type: 'FV_INT32', value: '600' } as const;
      cluster.flagInFile = () => taken;
      cluster.flags.set(server(1), taken);
    },
    over: `${server(1)} has replication.checkpoint_interval_seconds = “600”; ${whole}`,
  },
  'heal-stalled': {
    reason: 'heal-stalled',
    begin: (roll, cluster) => {
      roll.untilStep('heal');
      const partition = cluster.partition(gpid(1, 0));
      const [gone, ...left] = partition.secondaries;
      if (gone === undefined) throw new Error('it has no secondary');
      partition.secondaries = left;
      lost.set(cluster, gone);
    },
    stands: '1 partition misses copies',
    end: (_roll, cluster) => {
      const gone = lost.get(cluster);
      if (gone !== undefined) cluster.partition(gpid(1, 0)).secondaries.push(gone);
    },
    over: whole,
  },
  'started-again': {
    reason: 'started-again',
    begin: (roll, cluster) => {
      roll.untilStep('heal');
      cluster.restart(server(1), '2.4.0');
    },
  },
  unlisted: {
    reason: 'unlisted',
    begin: (roll, cluster) => {
      roll.untilStep('gates');
      cluster.unlisted.add(server(1));
    },
    stands: 'does not list 10.0.0.1:34801',
    end: (_roll, cluster) => cluster.unlisted.delete(server(1)),
    over: `the leader lists ${server(1)}; ${whole}`,
  },
  'cannot-save': {
    reason: 'cannot-save',
    begin: (roll) => {
      roll.untilStep('move-primaries');
      roll.context = { shortOfRoom: roll.now };
    },
    stands: 'there is still no room on the disk of the bot',
    end: (roll) => {
      roll.context = {};
    },
    over: `there is room on the disk of the bot again; `,
  },
  'not-settled': {
    reason: 'not-settled',
    settle: { what: 'max(replica_latency_p99)', below: 20, forMs: 60_000 },
    begin: (_roll, cluster) => {
      cluster.settle = { kind: 'values', values: [7, 80.5] };
    },
    stands: 'the value is 80.5, and must be below 20',
    end: (_roll, cluster) => {
      cluster.settle = { kind: 'values', values: [7, 9] };
    },
    over: `the value is 9, and must be below 20; ${whole}`,
  },
  'before-failed': {
    reason: 'before-failed',
    hooks: ['before', 'after'],
    begin: (roll) => {
      roll.outcome = () => ({ kind: 'lost', reason: 'its supervisor was killed', tail: [] });
    },
  },
  'verify-failed': {
    reason: 'verify-failed',
    hooks: ['verify'],
    begin: (roll, cluster) => {
      roll.outcome = (command) => {
        cluster.carryOut(command);
        return command.verb === 'verify'
          ? { kind: 'failed', reason: 'it ended with exit code 1', tail: ['p99 of cluster-x is 80 ms, limit 20 ms'] }
          : { kind: 'succeeded', tail: [] };
      };
    },
  },
  'after-failed': {
    reason: 'after-failed',
    hooks: ['after'],
    begin: (roll, cluster) => {
      roll.outcome = (command) => {
        cluster.carryOut(command);
        return command.verb === 'after'
          ? { kind: 'timed-out', afterMs: 300_000, tail: [] }
          : { kind: 'succeeded', tail: [] };
      };
    },
  },
  'internal-error': {
    reason: 'internal-error',
    begin: (roll, cluster) => {
      roll.untilStep('move-primaries');
      const observation = cluster.observe({ processes: [], ddd: false });
      roll.tell({
        kind: 'broken',
        message: 'Invalid array length',
        raw: ['at decide (roll/decide.ts:41)'],
        during: { kind: 'observed', observation },
      });
    },
  },
};

/** Which copy is gone for a while. */
const lost = new WeakMap<IdealCluster, NodeAddress>();

/** This server's partitions are on others: led by them, and followed unless it may follow (`keeps`). */
function lead(cluster: IdealCluster, address: NodeAddress, keeps: 0 | 1): void {
  for (const { partitions } of cluster.tables) {
    for (const partition of partitions) {
      const others = cluster.nodes
        .map((node) => node.address)
        .filter((other) => other !== address && other !== partition.primary && !partition.secondaries.includes(other));
      const [other] = others;
      if (other === undefined) throw new Error('no other server is free');
      const [second] = partition.secondaries;
      if (partition.primary === address && second !== undefined) {
        partition.primary = second;
        partition.secondaries = [...partition.secondaries.slice(1), keeps === 1 ? address : other];
      } else if (keeps === 0)
        partition.secondaries = partition.secondaries.map((secondary) => (secondary === address ? other : secondary));
    }
  }
}

/** A run of the core that is held for this, as soon as it is. */
export function troubled({ reason, options = { roles: ['replica'] }, hooks, settle, prepare, begin }: Trouble): {
  readonly roll: CoreRun;
  readonly cluster: IdealCluster;
} {
  const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
  prepare?.(cluster);
  const { procedure } = policy;
  const roll = rolling(cluster, options, {
    ...policy,
    ...(hooks === undefined ? {} : { hooks }),
    ...(settle === undefined ? {} : { settle }),
    procedure: { ...procedure, replica: { ...procedure.replica, upgrade: ['restart'] } },
  });
  begin(roll, cluster);
  roll.untilStatus('held');
  if (held(roll).hold.reason !== reason)
    throw new Error(`held for ${held(roll).hold.reason}: ${held(roll).hold.what.code}`);
  return { roll, cluster };
}
