import { stepKinds } from '../step-kinds.js';
import type { Bounds, OfEachKind, Outages } from './outage.js';
import type { ProbeCounts, Probed, ProbePoint } from './probed.js';

/** What was seen of the partitions between two moments, by readings that follow each other without a break. */
export interface Watched {
  readonly from: number;
  readonly to: number;
  readonly readings: number;
  /** The longest time from one reading to the next. */
  readonly longestGapMs: number;
  readonly outages: OfEachKind<Outages>;
  /** Each reading that showed something else than the one before. */
  readonly shown: readonly Shown[];
  /** What a probe did meanwhile; absent: there is none. */
  readonly probed?: readonly ProbedUntil[];
}

export interface ProbedUntil extends Probed {
  readonly at: number;
}

/** All that a probe did while a run lasted. */
export interface ProbeRecord extends Probed {
  readonly byStage: Readonly<Partial<Record<Stage, ProbeCounts>>>;
  readonly byTarget: Readonly<Record<string, ProbeCounts>>;
  readonly course: readonly ProbePoint[];
}

/** How many partitions a reading showed to lack something. */
export interface Shown extends OfEachKind<number> {
  readonly at: number;
  /** Partitions there were. */
  readonly of: number;
}

/** Where a run was at work: in a step of a server, or in a phase of its own. */
export const stages = [
  'enter-maintenance',
  ...stepKinds,
  'leave-maintenance',
  'restore-leadership',
  'rebalance',
] as const;
export type Stage = (typeof stages)[number];

/**
 * When a run came to a stage, or stood and waited for people; `target` is the place of its server among the run's
 * targets.
 */
export interface StageBegun {
  readonly at: number;
  readonly stage: Stage | 'standing';
  readonly target?: number;
}

/** What the readings of a run say about the availability of the cluster's partitions while it lasted. */
export interface Availability {
  /** The first reading, and the last. */
  readonly since: number;
  readonly until: number;
  readonly readings: number;
  readonly longestGapMs: number;
  /** Of the time in between, so much nobody looked: the bot was not there, or could not save what it saw. */
  readonly unwatchedMs: number;
  readonly outages: OfEachKind<Outages>;
  /** Partition-milliseconds by stage, and by the place of a server among the targets; only what is not 0. */
  readonly byStage: Readonly<Partial<Record<Stage, OfEachKind<Bounds>>>>;
  readonly byTarget: Readonly<Record<string, OfEachKind<Bounds>>>;
  readonly course: readonly Shown[];
  readonly stages: readonly StageBegun[];
  /** Absent where the configuration names no table for a probe. */
  readonly probe?: ProbeRecord;
}
