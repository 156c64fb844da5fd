import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../../src/roll/event.js';
import type { Run } from '../../../src/roll/run.js';
import { reactionNames } from '../../../src/slack/reactions.js';
import { renderThreadPost } from '../../../src/slack/render/thread.js';
import { CoreRun } from '../../support/core-run.js';
import { IdealCluster } from '../../support/ideal-cluster.js';

const speech = { reactions: reactionNames(), command: '/pegasus' };

/** What the thread says while one server is at hand, from its first line to its last. */
function postsOf(run: Run, address: string): readonly string[] {
  const about = (event: LoggedEvent): boolean => 'address' in event && event.address === address;
  const first = run.log.findIndex(about);
  const last = run.log.findLastIndex(about);
  return run.log.slice(first, last + 1).flatMap((event) => renderThreadPost(run, event, speech)?.text ?? []);
}

describe('the thread of a whole roll', () => {
  it('has two posts for each server that goes well, and a handful besides', () => {
    const roll = new CoreRun(new IdealCluster({ nodes: 20, metas: 3, partitions: 60 }));
    roll.say('approve');
    const run = roll.untilStatus('done').run;
    const perServer = run.plan.targets.map(({ address }) => postsOf(run, address));
    expect(perServer).toHaveLength(24);
    expect(Math.max(...perServer.map((posts) => posts.length))).toBe(2);
    const all = run.log.flatMap((event) => renderThreadPost(run, event, speech) ?? []);
    expect(all).toHaveLength(
      2 * 24 + ['approved', 'started', 'maintenance-entered', 'leadership', 'maintenance-left', 'ended'].length,
    );
    expect(all.filter(({ broadcast }) => broadcast)).toHaveLength(1);
  });

  it('says with what a server begins, and how long it took, what it gave away and which steps took the time', () => {
    const roll = new CoreRun(new IdealCluster({ nodes: 3, partitions: 6 }));
    roll.say('approve');
    const run = roll.untilStatus('done').run;
    const [begins, ends] = postsOf(run, run.plan.targets[0]?.address ?? '');
    expect(begins).toMatch(/^:arrow_forward: 1\/7 replica server `.*` begins, 2 primaries and 4 secondaries\.$/);
    expect(ends).toMatch(
      /^:heavy_check_mark: 1\/7 replica server `.*` is done in \d+ s, runs 2\.4\.0 \(c0ffee2\.\)\. 2 primaries moved, 4 secondaries downgraded\.\n\w.* \d+ s/,
    );
  });

  it('of a server that is held has the hold and its answer besides', () => {
    const roll = new CoreRun(new IdealCluster());
    roll.outcome = () => ({ kind: 'failed', reason: 'exit code 1', tail: ['sudo: a password is required'] });
    roll.say('approve');
    roll.untilStatus('held');
    roll.outcome = (command) => {
      roll.cluster.carryOut(command);
      return { kind: 'succeeded', tail: [] };
    };
    roll.say('retry');
    const run = roll.untilStatus('done').run;
    const posts = postsOf(run, run.plan.targets[0]?.address ?? '');
    expect(posts.map((text) => text.split(/[\s*]/)[0])).toEqual([
      ':arrow_forward:',
      'Restart',
      '<@U0BOB>',
      '10.0.0.1:34801',
      ':heavy_check_mark:',
    ]);
    expect(posts[1]).toContain('sudo: a password is required');
  });
});
