import { describe, expect, it } from 'vitest';
import { continuationOf } from '../../src/roll/continuation.js';
import { runId } from '../../src/roll/ids.js';
import type { RollOptions } from '../../src/roll/options.js';
import type { Run } from '../../src/roll/run.js';
import { words } from '../../src/words/words.js';
import { alice, CoreRun, rolling } from '../support/core-run.js';
import { collector, IdealCluster, server } from '../support/ideal-cluster.js';

const why = (run: Run): string => {
  const asked = continuationOf(run);
  return asked.kind === 'impossible' ? words(asked.why) : 'possible';
};

const optionsOf = (run: Run) => {
  const asked = continuationOf(run);
  if (asked.kind === 'impossible') throw new Error(words(asked.why));
  return asked.options;
};

/** A restart that went on until `until`, then was aborted. */
function aborted(
  cluster: IdealCluster,
  until: (roll: CoreRun) => boolean,
  options: Partial<RollOptions> = { roles: ['replica'] },
): CoreRun {
  const roll = rolling(cluster, options);
  roll.until(() => until(roll));
  roll.say('abort', alice);
  return roll.until(({ status }) => status === 'aborted' || status === 'held');
}

const continuing = (cluster: IdealCluster, of: Run): CoreRun => {
  const roll = rolling(cluster, optionsOf(of));
  roll.run = { ...roll.run, id: runId('cluster-x-0002') };
  return roll;
};

const skippedOf = ({ run: { plan } }: CoreRun): readonly string[] =>
  plan.skipped.map(({ address, why: reason }) => `${address} ${words(reason)}`);
const targetsOf = ({ run: { plan } }: CoreRun): readonly string[] => plan.targets.map(({ address }) => address);

describe('a run that continues another', () => {
  it('asks for the same, without what has been restarted since', () => {
    const cluster = new IdealCluster();
    const { run } = aborted(cluster, (roll) => roll.where() === '10.0.0.2:34801 gates', {
      roles: ['replica'],
      mode: 'simple',
      soakMs: 1_000,
      reason: 'new disks',
    });
    const roll = continuing(cluster, run);
    expect(roll.run.options).toMatchObject({ mode: 'simple', soakMs: 1_000, reason: 'new disks' });
    expect(targetsOf(roll)).toEqual([server(2), server(3)]);
    expect(skippedOf(roll)).toEqual(['10.0.0.1:34801 restarted since run cluster-x-0001 began with it']);
    expect(roll.untilStatus('done').commands.map(({ address }) => address)).toEqual([server(2), server(3)]);
  });

  it('believes the process, not what the run before has saved: one that is the old one is rolled again', () => {
    const cluster = new IdealCluster();
    const { run } = aborted(cluster, (roll) => roll.where() === '10.0.0.3:34801 gates');
    if (!('progress' in run)) throw new Error('no progress');
    const reading = cluster.processes.get(server(1));
    if (reading?.kind !== 'running') throw new Error('not running');
    const [first, ...others] = run.progress.targets;
    if (first?.before === undefined) throw new Error('no target');
    // As if its restart had never taken place.
    const before = { ...first.before, startedAt: reading.startedAt };
    const roll = new CoreRun(
      cluster,
      optionsOf({ ...run, progress: { ...run.progress, targets: [{ ...first, before }, ...others] } }),
    );
    expect(targetsOf(roll)).toEqual([server(1), server(3)]);
  });

  it('rolls again what does not say when it started', () => {
    const cluster = new IdealCluster();
    const { run } = aborted(cluster, (roll) => roll.where() === '10.0.0.2:34801 gates');
    cluster.processes.set(server(1), { kind: 'unreachable', error: 'timed out' });
    expect(targetsOf(new CoreRun(cluster, optionsOf(run)))).toEqual([server(1), server(2), server(3)]);
  });

  it('leaves out what people left out, and collectors that were done', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['collector', 'replica'] });
    roll.until(() => roll.where() === '10.0.0.1:34801 gates');
    const { run } = roll;
    if (run.status !== 'rolling') throw new Error(run.status);
    const targets = run.progress.targets.map((target) =>
      target.address === server(2) ? { ...target, state: 'skipped' as const } : target,
    );
    roll.run = { ...run, progress: { ...run.progress, targets } };
    roll.say('abort', alice);
    roll.untilStatus('aborted');
    const next = new CoreRun(cluster, optionsOf(roll.run));
    expect(targetsOf(next)).toEqual([server(1), server(3)]);
    expect(skippedOf(next)).toEqual([
      `${collector(1)} restarted by run cluster-x-0001`,
      '10.0.0.2:34801 left out of run cluster-x-0001',
    ]);
  });

  it('goes on with an upgrade by what the servers say they run', () => {
    const cluster = new IdealCluster();
    const { run } = aborted(cluster, (roll) => roll.where() === '10.0.0.2:34801 gates', {
      roles: ['replica'],
      version: '2.5.0',
    });
    cluster.restart(server(1), '2.4.0');
    expect(targetsOf(new CoreRun(cluster, optionsOf(run)))).toEqual([server(1), server(2), server(3)]);
    cluster.restart(server(1), '2.5.0');
    const roll = continuing(cluster, run);
    expect(targetsOf(roll)).toEqual([server(2), server(3)]);
    expect(skippedOf(roll)).toEqual([expect.stringMatching(/^10\.0\.0\.1:34801 already runs|^10\.0\.0\.1:34801 /)]);
  });

  it('continues a continuation', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = aborted(cluster, (roll) => roll.where() === '10.0.0.2:34801 gates');
    const second = continuing(cluster, run);
    second.until(() => second.where() === '10.0.0.3:34801 gates');
    second.say('abort', alice);
    second.untilStatus('aborted');
    const third = new CoreRun(cluster, optionsOf(second.run));
    expect(targetsOf(third)).toEqual([server(3), server(4)]);
    expect(skippedOf(third)).toEqual([
      '10.0.0.1:34801 restarted since run cluster-x-0002 began with it',
      '10.0.0.2:34801 restarted since run cluster-x-0002 began with it',
    ]);
  });

  it('asks for no canary that has passed', () => {
    const cluster = new IdealCluster();
    const { run } = aborted(cluster, ({ run: { status } }) => status === 'paused', {
      roles: ['replica'],
      canary: true,
    });
    expect(optionsOf(run).canary).toBe(false);
    const unbegun = aborted(new IdealCluster(), (roll) => roll.where() === '10.0.0.1:34801 gates', {
      roles: ['replica'],
      canary: true,
    });
    expect(optionsOf(unbegun.run).canary).toBe(true);
  });

  it.each(['done', 'rolling', 'awaiting-approval'])('is impossible of a run that is %s, and says why', (status) => {
    const cluster = new IdealCluster();
    const roll = status === 'awaiting-approval' ? new CoreRun(cluster) : rolling(cluster, { roles: ['replica'] });
    if (status === 'done') roll.untilStatus('done');
    if (status === 'rolling') roll.until(() => roll.where() === '10.0.0.2:34801 gates');
    expect(why(roll.run)).toMatch(
      {
        done: /^run cluster-x-0001 is done: nothing of it is left/,
        rolling: /^run cluster-x-0001 has not ended \(rolling\): answer its hold or resume it, or abort it first$/,
        'awaiting-approval': /^run cluster-x-0001 has not ended/,
      }[status] ?? 'never',
    );
  });
});

describe('a server that the run before left down', () => {
  /** Its restart never brings server 2 back; people abort the run. */
  const leftDown = (cluster: IdealCluster): CoreRun => {
    const roll = rolling(cluster, { roles: ['replica'] });
    roll.outcome = (command) => {
      if (command.address === server(2)) cluster.die(server(2));
      else cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    roll.say('abort', alice);
    return roll.until(({ status }) => status === 'aborted' || status === 'failed');
  };

  it('is started first, as it is, and the others follow once it is back', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = leftDown(cluster);
    const roll = continuing(cluster, run);
    expect(roll.run.plan.putsBack).toBe(server(2));
    expect(targetsOf(roll)).toEqual([server(2), server(3), server(4)]);
    roll.untilStatus('done');
    expect(roll.commands.map(({ address }) => address)).toEqual([server(2), server(3), server(4)]);
    expect(roll.acts.indexOf(`restart ${server(2)}`)).toBeLessThan(
      roll.acts.findIndex((act) => act.includes('propose') || act.includes('move')),
    );
  });

  it('is left out when it came back by itself', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = leftDown(cluster);
    cluster.restart(server(2), '2.4.0');
    const roll = continuing(cluster, run);
    expect(roll.run.plan.putsBack).toBeUndefined();
    expect(targetsOf(roll)).toEqual([server(3), server(4)]);
  });

  it('does not excuse another one that is down', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = leftDown(cluster);
    cluster.restart(server(2), '2.4.0');
    cluster.die(server(3));
    const { plan } = new CoreRun(cluster, optionsOf(run)).run;
    expect(plan.putsBack).toBeUndefined();
    expect(plan.gates.flatMap((gate) => (gate.verdict === 'block' ? [gate.gate] : []))).toContain('nodes-alive');
  });

  it('is none that the run before has only drained', () => {
    const cluster = new IdealCluster({ nodes: 4 });
    const { run } = aborted(cluster, (roll) => roll.where().startsWith(`${server(2)} move-primaries`));
    cluster.die(server(2));
    const { plan } = new CoreRun(cluster, optionsOf(run)).run;
    expect(plan.putsBack).toBeUndefined();
  });
});
