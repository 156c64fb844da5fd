import { describe, expect, it } from 'vitest';
import type { ProcessCommand } from '../../src/roll/act.js';
import type { RollOptions } from '../../src/roll/options.js';
import { bob, carol, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

/**
 * An upgrade whose first command leaves the process running: the package is replaced under it, and a restart follows.
 */
function installing({ mode = 'ha', roles = ['replica'] }: Partial<RollOptions> = {}): {
  readonly cluster: IdealCluster;
  readonly roll: CoreRun;
  readonly install: ProcessCommand;
  readonly installed: () => void;
} {
  const cluster = new IdealCluster({ nodes: 4 });
  const roll = rolling(cluster, { version: '2.5.0', roles, mode });
  roll.outcome = () => undefined;
  roll.until(() => roll.commands.length === 1);
  const [install] = roll.commands;
  if (install === undefined) throw new Error('nothing was begun');
  return {
    cluster,
    roll,
    install,
    installed: () => {
      roll.tell({ kind: 'command-finished', id: install.id, result: { kind: 'succeeded', tail: [] } });
    },
  };
}

const works = (roll: CoreRun, cluster: IdealCluster): void => {
  roll.outcome = (command) => {
    cluster.carryOut(command);
    return { kind: 'succeeded', tail: [] };
  };
};
const turns = (roll: CoreRun, count = 40): void => {
  for (let turn = 0; turn < count; turn += 1) roll.step();
};
const restarts = (roll: CoreRun): readonly string[] => roll.acts.filter((act) => act.startsWith('restart'));

describe('a restart that follows an install', () => {
  it('comes after it, once for each server, in one attempt', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { version: '2.5.0', roles: ['replica'] }).untilStatus('done');
    expect(roll.commands.map(({ id }) => id)).toEqual(
      [0, 1, 2].flatMap((index) => ['install', 'restart'].map((verb) => `cluster-x-0001.replica-${index}.1.${verb}`)),
    );
    expect(roll.events('process-stopping').map(({ address }) => address)).toEqual([1, 2, 3].map(server));
  });

  it.each(['ha', 'simple'] as const)(
    'is not begun when another server died while the install was at work (%s)',
    (mode) => {
      const { cluster, roll, installed } = installing({ mode });
      cluster.die(server(2));
      turns(roll);
      expect(roll.run).toMatchObject({ status: 'held', hold: { reason: 'second-failure' } });
      installed();
      turns(roll);
      expect(restarts(roll)).toEqual([]);
    },
  );

  it('of a meta is not begun when another meta has ended meanwhile', () => {
    const { cluster, roll, installed } = installing({ roles: ['meta'] });
    cluster.kill(meta(3));
    installed();
    roll.untilStatus('held');
    expect(roll.run).toMatchObject({ hold: { reason: 'gate' } });
    expect(restarts(roll)).toEqual([]);
  });

  it.each(['ha', 'simple'] as const)(
    'is not begun when the run is aborted meanwhile: the replicas are given back, and it ends (%s)',
    (mode) => {
      const { cluster, roll, installed } = installing({ mode });
      roll.say('abort');
      works(roll, cluster);
      installed();
      roll.untilStatus('aborted');
      expect(restarts(roll)).toEqual([]);
      expect(inWords(roll.events('ended'))).toMatchObject([{ left: 'every setting is what it was before' }]);
    },
  );

  it('is not begun when the run is paused meanwhile, and comes without another install when it is resumed', () => {
    const { cluster, roll, installed } = installing();
    roll.say('pause');
    works(roll, cluster);
    installed();
    roll.untilStatus('paused');
    expect(roll.commands).toHaveLength(1);
    const before = roll.acts.length;
    roll.say('resume');
    roll.until(() => roll.commands.length === 2);
    expect(roll.commands.map(({ verb }) => verb)).toEqual(['install', 'restart']);
    expect(roll.acts.slice(before).some((act) => act.startsWith('downgrade'))).toBe(true);
    roll.untilStatus('done');
  });

  it('finds replicas that came back while the install was at work drained again', () => {
    const { cluster, roll, installed } = installing();
    cluster.settings = { ...cluster.settings, addSecondaryMax: 20 };
    cluster.heal();
    works(roll, cluster);
    const before = roll.acts.length;
    installed();
    roll.until(() => roll.commands.length === 2);
    expect(roll.acts.slice(before).some((act) => act.startsWith('downgrade'))).toBe(true);
  });
});

describe('an install that failed', () => {
  const failed = (): ReturnType<typeof installing> => {
    const scene = installing();
    scene.roll.tell({
      kind: 'command-finished',
      id: scene.install.id,
      result: { kind: 'failed', reason: 'no space left', tail: [] },
    });
    return scene;
  };

  it('leaves a server that runs: it may be left out', () => {
    const { cluster, roll } = failed();
    expect(roll.run.status === 'held' && roll.run.hold.choices.map(({ choice }) => choice)).toEqual([
      'retry',
      'skip',
      'abort',
    ]);
    works(roll, cluster);
    roll.say('skip');
    roll.untilStatus('done');
    expect(restarts(roll)).toEqual([2, 3, 4].map((number) => `restart ${server(number)}`));
  });

  it('is tried again with the server begun anew: gates, drain, install, and only then the restart', () => {
    const { cluster, roll } = failed();
    turns(roll, 20);
    works(roll, cluster);
    const before = roll.acts.length;
    roll.say('retry', carol);
    roll.until(() => restarts(roll).length > 0);
    const since = roll.acts.slice(before);
    expect(since.some((act) => act.startsWith('downgrade'))).toBe(true);
    expect(since.slice(-2)).toEqual([`install ${server(1)}`, `restart ${server(1)}`]);
    expect(roll.commands.at(-1)?.id).toBe('cluster-x-0001.replica-0.2.restart');
  });

  it('is not tried again when people abort right after they asked for that', () => {
    const { cluster, roll } = failed();
    works(roll, cluster);
    roll.say('retry', carol);
    roll.say('abort', bob);
    roll.untilStatus('aborted');
    expect(roll.commands).toHaveLength(1);
  });
});

it('a server that came back with another version than asked for is drained before it is installed and restarted again', () => {
  const cluster = new IdealCluster({ nodes: 4 });
  const roll = rolling(cluster, { version: '2.5.0', roles: ['replica'] });
  roll.outcome = (command) => {
    if (command.verb === 'restart') cluster.restart(command.address, '2.4.9');
    return { kind: 'succeeded', tail: [] };
  };
  roll.untilStatus('held');
  turns(roll, 20);
  works(roll, cluster);
  const before = roll.acts.length;
  roll.say('retry', carol);
  roll.until(() => roll.commands.length === 4);
  const since = roll.acts.slice(before);
  expect(since.some((act) => act.startsWith('downgrade'))).toBe(true);
  expect(since.slice(-2)).toEqual([`install ${server(1)}`, `restart ${server(1)}`]);
  roll.untilStatus('done');
});

it('a server that was down when it was tried again, and runs when its install has ended, is not restarted as it is', () => {
  const cluster = new IdealCluster({ nodes: 4 });
  const roll = rolling(cluster, { version: '2.5.0', roles: ['replica'] });
  roll.outcome = (command) => {
    if (command.verb === 'restart') cluster.restart(command.address, '2.4.9');
    return { kind: 'succeeded', tail: [] };
  };
  roll.untilStatus('held');
  cluster.kill(server(1));
  roll.outcome = () => undefined;
  roll.say('retry', carol);
  roll.until(() => roll.commands.length === 3);
  cluster.restart(server(1), '2.4.9');
  const install = roll.commands.at(-1);
  if (install === undefined) throw new Error('nothing was begun');
  works(roll, cluster);
  const before = roll.acts.length;
  roll.tell({ kind: 'command-finished', id: install.id, result: { kind: 'succeeded', tail: [] } });
  roll.until(() => roll.commands.length === 4);
  expect(roll.acts.slice(before).some((act) => act.startsWith('downgrade'))).toBe(true);
  roll.untilStatus('done');
});
