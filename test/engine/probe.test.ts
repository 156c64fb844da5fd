import { describe, expect, it } from 'vitest';
import { PartitionWatch } from '../../src/engine/partition-watch.js';
import { realClock } from '../../src/lib/clock.js';
import type { Probe } from '../../src/pegasus/probe.js';
import { noOperations, type Probed } from '../../src/roll/availability/probed.js';
import type { Input } from '../../src/roll/decision.js';
import { availabilityOf } from '../../src/slack/render/availability-words.js';
import { policy, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster } from '../support/ideal-cluster.js';

/** A probe that does ten operations between two readings while it is at work. */
class CountedProbe implements Probe {
  readonly heard: string[] = [];
  mayAsk: ((address: string) => boolean) | undefined;
  #atWork = false;

  start(mayAsk: (address: string) => boolean): void {
    if (this.#atWork) return;
    this.#atWork = true;
    this.mayAsk = mayAsk;
    this.heard.push('start');
  }

  stop(): void {
    if (this.#atWork) this.heard.push('stop');
    this.#atWork = false;
  }

  take(): Probed {
    const operations = this.#atWork ? 10 : 0;
    return { table: 'canary', partitions: 6, rate: 20, counts: { ...noOperations, operations }, errors: {} };
  }
}

/** The readings of a run come through the watch, as the engine has them. */
function watched(roll: CoreRun, probe: Probe): PartitionWatch {
  const watch = new PartitionWatch({ policy, probe: () => probe }, { ...realClock, now: () => roll.now });
  const tell = roll.tell.bind(roll);
  roll.tell = (input: Input) => tell(watch.follow(input, roll.run, roll.now));
  return watch;
}

describe('the probe of a run', () => {
  it('works while the run does: not before it has begun, not while it is paused, not after it', () => {
    const roll = rolling(new IdealCluster(), { canary: true, roles: ['replica'] });
    const probe = new CountedProbe();
    const watch = watched(roll, probe);
    roll.step();
    expect(probe.heard).toEqual([]);
    roll.untilStatus('paused');
    roll.step();
    expect(probe.heard).toEqual(['start', 'stop']);
    roll.say('resume');
    roll.untilStatus('done');
    watch.end();
    expect(probe.heard).toEqual(['start', 'stop', 'start', 'stop']);
  });

  it('is counted by step and by server, and every operation once', () => {
    const roll = rolling(new IdealCluster(), { roles: ['replica'] });
    watched(roll, new CountedProbe());
    roll.untilStatus('done');
    const probe = availabilityOf(roll.run)?.probe;
    const sum = (parts: object): number =>
      Object.values(parts).reduce<number>((all, { operations }: { operations: number }) => all + operations, 0);
    expect(probe?.counts.operations).toBeGreaterThan(0);
    expect(sum(probe?.byStage ?? {})).toBe(probe?.counts.operations);
    expect(Object.keys(probe?.byTarget ?? {})).toEqual(['0', '1', '2']);
    expect(sum(probe?.course ?? [])).toBe(probe?.counts.operations);
  });

  it('may speak to the hosts of the plan and of the configuration alone', () => {
    const roll = rolling(new IdealCluster(), { roles: ['replica'] });
    const probe = new CountedProbe();
    watched(roll, probe);
    roll.untilStatus('done');
    expect(probe.mayAsk?.(roll.run.plan.targets[0]?.address ?? '')).toBe(true);
    expect(probe.mayAsk?.('192.0.2.7:34801')).toBe(false);
  });
});
