import { describe, expect, it } from 'vitest';
import { Consent } from '../../simulation/invariants/consent.js';
import type { Watch } from '../../simulation/invariants/watch.js';
import type { Gesture } from '../../simulation/people/presses.js';
import type { Run } from '../../src/roll/run.js';

const bob = 'U0BOB00001';
const minute = 60_000;

/** What is reported when a run begins at `now` on one vote of bob's for plan p2, after these gestures. */
function reported({
  gestures,
  now = 5 * minute,
  votedAt = minute,
  disconnectedAt,
}: {
  gestures: readonly Gesture[];
  now?: number;
  votedAt?: number;
  disconnectedAt?: number;
}): readonly string[] {
  const found: string[] = [];
  const world = {
    up: true,
    left: new Map<string, number>(),
    slack: { down: false, faults: { list: () => [] } },
    wall: { offsetMs: 0 },
  };
  const watch = { now, world, people: { presses: { gestures } }, report: (invariant: string) => found.push(invariant) };
  const consent = new Consent(watch as unknown as Watch);
  if (disconnectedAt !== undefined) {
    Object.assign(watch, { now: disconnectedAt });
    world.up = false;
    consent.settled();
    Object.assign(watch, { now });
  }
  const run = {
    id: 'r1',
    requestedBy: 'U0ALICE001',
    plan: { id: 'p2', approvals: { required: 1, selfApproval: false, approvers: [] } },
    votes: [{ by: bob, planId: 'p2', at: votedAt, via: 'reaction' }],
    progress: { saved: {} },
  };
  consent.changed(run as unknown as Run);
  consent.onlyWhenApproved(run as unknown as Run, 'move-primaries');
  return found;
}

const approve = (at: number, plan: string): Gesture => ({ kind: 'approve', at, user: bob, plan });
const withdraw = (at: number): Gesture => ({ kind: 'withdraw', at, user: bob, plan: 'p2' });

describe('nothing without approval', () => {
  it('an approval of that plan is good', () => {
    expect(reported({ gestures: [approve(minute, 'p2')] })).toEqual([]);
  });

  it('one of an older plan is none', () => {
    expect(reported({ gestures: [approve(minute, 'p1')] })).not.toEqual([]);
  });

  it('one that was taken back is none, unless it was given again', () => {
    expect(reported({ gestures: [approve(minute, 'p2'), withdraw(2 * minute)] })).not.toEqual([]);
    expect(reported({ gestures: [approve(minute, 'p2'), withdraw(2 * minute), approve(3 * minute, 'p2')] })).toEqual(
      [],
    );
  });

  it('a bot that could not hear that yet may begin', () => {
    expect(reported({ gestures: [approve(minute, 'p2'), withdraw(5 * minute - 5_000)] })).toEqual([]);
    expect(
      reported({ gestures: [approve(minute, 'p2'), withdraw(2 * minute)], disconnectedAt: 2 * minute + 10_000 }),
    ).toEqual([]);
  });

  it('a typed one is good for what stands in the channel when it arrives, and for nothing later', () => {
    expect(reported({ gestures: [approve(minute, 'typed')], votedAt: minute + 3_000 })).toEqual([]);
    expect(reported({ gestures: [approve(minute, 'typed')], votedAt: 4 * minute })).not.toEqual([]);
    expect(reported({ gestures: [approve(2 * minute, 'typed')], votedAt: minute })).not.toEqual([]);
  });
});
