import { describe, expect, it } from 'vitest';
import { gpid } from '../../src/roll/ids.js';
import type { HoldReason } from '../../src/roll/hold.js';
import type { RunIn } from '../../src/roll/run.js';
import { policy, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';

function held({ run }: CoreRun): RunIn<'held'> {
  if (run.status !== 'held') throw new Error(run.status);
  return run;
}

const whole = 'every server is ALIVE and every partition is full';
const silence = { kind: 'unreachable', message: 'no meta answers', raw: [] } as const;

/** How a run comes to be held at the first server, what the hold says while that is so, how it is put right, and what it says then. */
interface Trouble {
  readonly roles?: readonly ('replica' | 'meta' | 'collector')[];
  readonly begin: (roll: CoreRun, cluster: IdealCluster) => void;
  readonly stands: string;
  readonly end: (roll: CoreRun, cluster: IdealCluster) => void;
  readonly over: string;
}

const troubles: Readonly<Partial<Record<HoldReason, Trouble>>> = {
  gate: {
    begin: (_roll, cluster) => cluster.ddd.push(gpid(1, 0)),
    stands: 'no-ddd: 1 partition has all replicas dead',
    end: (_roll, cluster) => {
      cluster.ddd = [];
    },
    over: `every check passes; ${whole}`,
  },
  'close-stalled': {
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
    begin: (roll) => {
      roll.outcome = () => ({ kind: 'failed', reason: 'exit code 1', tail: [] });
    },
    stands: 'the same process as before',
    end: (_roll, cluster) => { cluster.restart(server(1), '2.4.0'); },
    over: `: it was restarted; `,
  },
  'not-restarted': {
    begin: (roll) => {
      roll.outcome = () => ({ kind: 'succeeded', tail: [] });
    },
    stands: 'the same process as before',
    end: (_roll, cluster) => { cluster.restart(server(1), '2.4.0'); },
    over: `: it was restarted; `,
  },
  'not-back': {
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
    begin: (roll, cluster) => {
      roll.untilStep('back');
      cluster.die(server(4));
    },
    stands: '',
    end: (_roll, cluster) => { cluster.nodes.forEach((node) => {
      node.alive = true;
    }); },
    over: 'server is ALIVE and every partition',
  },
  unreadable: {
    begin: (roll) => {
      roll.untilStep('move-primaries');
      roll.unreadable = silence;
    },
    stands: '',
    end: (roll) => {
      roll.unreadable = undefined;
    },
    over: `the cluster can be read again; ${whole}`,
  },
  'settings-refused': {
    begin: (_roll, cluster) => cluster.ignored.add('set-assign-delay'),
    stands: 'it goes on trying',
    end: (_roll, cluster) => cluster.ignored.delete('set-assign-delay'),
    over: `every setting is as the run needs it; ${whole}`,
  },
  'meta-not-back': {
    roles: ['meta'],
    begin: (roll, cluster) => {
      roll.outcome = ({ address }) => {
        cluster.kill(address);
        return { kind: 'succeeded', tail: [] };
      };
    },
    stands: `${meta(2)} does not answer: ERR_NETWORK_FAILURE`,
    end: (_roll, cluster) => { cluster.restart(meta(2), '2.4.0'); },
    over: `: it was restarted; ${whole}`,
  },
  'collector-down': {
    roles: ['collector'],
    begin: (roll) => {
      roll.up = () => ({ up: false, why: 'no such process' });
    },
    stands: 'is not up: no such process',
    end: (roll) => {
      roll.up = () => ({ up: true });
    },
    over: `is up; ${whole}`,
  },
};

describe('a hold says what is so now', () => {
  it.each(Object.entries(troubles))('%s', (reason, { roles = ['replica'], begin, stands, end, over }) => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = rolling(cluster, { roles });
    begin(roll, cluster);
    roll.untilStatus('held');
    const { hold, since } = held(roll);
    expect(hold.reason).toBe(reason);
    if (stands !== '') {
      roll.until(() => held(roll).hold.now !== undefined);
      expect(held(roll).hold.now).toContain(stands);
    }
    expect(held(roll).hold.overSince).toBeUndefined();

    end(roll, cluster);
    roll.until(() => held(roll).hold.overSince !== undefined);
    const first = held(roll).hold.overSince;
    expect(first).toBe(roll.now);
    expect(held(roll).hold.now).toContain(over);
    roll.step();
    // It still asks, for the same thing; and how long its cause has been over counts from the first reading that showed it.
    expect(held(roll)).toMatchObject({ since, hold: { overSince: first, choices: hold.choices } });
  });

  it('before the first server, with the checks of the whole plan', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = rolling(cluster);
    cluster.ddd = [gpid(1, 0)];
    roll.untilStatus('held').until(() => held(roll).hold.now !== undefined);
    expect(held(roll).hold.now).toContain('no-ddd: 1 partition has all replicas dead');
    cluster.ddd = [];
    roll.until(() => held(roll).hold.overSince !== undefined);
    expect(held(roll).hold.now).toBe(`every check passes; ${whole}`);
  });

  it('and nothing of it while the cluster cannot be read, or after the bot was away', () => {
    const cluster = new IdealCluster({ nodes: 5, partitions: 10 });
    const roll = rolling(cluster, { roles: ['replica'] });
    cluster.ddd = [gpid(1, 0)];
    roll.untilStatus('held');
    cluster.ddd = [];
    roll.until(() => held(roll).hold.overSince !== undefined);
    roll.tell({ kind: 'unobserved', failure: silence });
    expect([held(roll).hold.now, held(roll).hold.overSince]).toEqual([undefined, undefined]);
    roll.until(() => held(roll).hold.overSince !== undefined);
    roll.tell({ kind: 'recovered', awayMs: 5_000 });
    expect([held(roll).hold.now, held(roll).hold.overSince]).toEqual([undefined, undefined]);
  });
});

describe('a hold after the last server', () => {
  it('ends by itself when the cluster can be read again', () => {
    const roll = rolling(new IdealCluster(), { roles: ['collector'] }).until(({ status }) => status === 'rolling').until((run) => 'progress' in run && run.progress.phase.kind === 'leave-maintenance');
    roll.unreadable = silence;
    roll.untilStatus('held');
    expect(held(roll)).toMatchObject({ hold: { reason: 'unreadable' } });
    roll.unreadable = undefined;
    roll.untilStatus('done');
    expect(roll.events('went-on')).toMatchObject([{ why: `the cluster can be read again; ${whole}` }]);
    expect(roll.events('answered')).toEqual([]);
  });

  it('goes on when the balance it waited for has come', () => {
    const cluster = new IdealCluster();
    cluster.balanceOperations = 3;
    const roll = rolling(cluster, { roles: ['collector'], rebalance: true }, { ...policy, timing: { ...policy.timing, rebalance: 60_000 } }).untilStatus('held');
    expect(held(roll)).toMatchObject({ hold: { reason: 'rebalance-stalled' } });
    roll.until(() => held(roll).hold.now !== undefined);
    expect(held(roll).hold.now).toBe('the leader wants 3 balance operations');
    cluster.balanceOperations = 0;
    roll.untilStatus('done');
    expect(roll.events('went-on')).toMatchObject([{ why: `the leader wants no balance operation any more; ${whole}` }]);
  });
});
