import type { Clock } from '../lib/clock.js';
import { currentTarget, isActive } from '../roll/active.js';
import type { Watched } from '../roll/availability/availability.js';
import { followPartitions, type FollowedPartitions } from '../roll/availability/follow-partitions.js';
import { joinWatched } from '../roll/availability/with-watched.js';
import type { Probe } from '../pegasus/probe.js';
import type { Input } from '../roll/decision.js';
import { waiversInForce, withoutWaived } from '../roll/named-waivers.js';
import type { Run } from '../roll/run.js';
import { belongsTo } from '../roll/strangers.js';
import type { ClusterAccess } from './deps.js';

/**
 * Compares each reading of a run with the one before, for the report of its availability. The readings themselves are
 * in memory alone: a bot that starts again has none to compare with, and the time until then counts as not watched.
 */
export class PartitionWatch {
  #followed: FollowedPartitions | undefined;
  /** What the saved run does not have yet. */
  #untaken: Watched | undefined;
  readonly #probe: Probe | undefined;

  constructor(
    private readonly access: Pick<ClusterAccess, 'policy' | 'allows' | 'probe'>,
    private readonly clock: Clock,
  ) {
    this.#probe = access.probe?.();
  }

  /** The run is over, or nobody looks at it any more. */
  end(): void {
    this.#probe?.stop();
  }

  /** The same reading, with what it and those before it show. @param from when the reading was asked for */
  follow<Reading extends Input>(reading: Reading, run: Run, from: number): Reading {
    if (reading.kind !== 'observed') return reading;
    // Planned anew, it will begin once more, and what was seen before is not of that.
    if (!isActive(run)) {
      this.#probe?.stop();
      this.#followed = undefined;
      this.#untaken = undefined;
      return reading;
    }
    // A paused run does nothing to its cluster, perhaps for a night.
    if (run.status === 'paused') this.#probe?.stop();
    else this.#probe?.start(belongsTo(run, this.access.policy, this.access.allows));
    const takenTo = run.progress.availability?.until ?? Number.NEGATIVE_INFINITY;
    const untaken = this.#untaken !== undefined && this.#untaken.to > takenTo ? this.#untaken : undefined;
    const target = currentTarget(run);
    const to = this.clock.now();
    const before = this.#followed;
    const { followed, shown, outages } = followPartitions(
      before,
      {
        from,
        to,
        seen: withoutWaived(reading.observation, waiversInForce(run)),
        ...(target?.role === 'replica' && target.processDown ? { doubtful: target.address } : {}),
      },
      this.access.policy.mutation2pcMinReplicaCount,
    );
    this.#followed = followed;
    const probed = this.#probe?.take();
    this.#untaken = joinWatched(untaken, {
      from: before?.to ?? to,
      to,
      readings: 1,
      longestGapMs: to - (before?.to ?? to),
      outages,
      shown: [shown],
      ...(probed === undefined ? {} : { probed: [{ at: to, ...probed }] }),
    });
    return { ...reading, watched: this.#untaken };
  }
}
