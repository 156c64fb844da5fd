import { describe, expect, it } from 'vitest';
import type { Conversation } from '../../../src/conversation/conversation.js';
import type { StatusEvent } from '../../../src/roll/event.js';
import { nextPost } from '../../../src/slack/publish/next-post.js';
import { reactionNames } from '../../../src/slack/reactions.js';
import { held as heldRun, hold, logged, planFor, replica, rolling } from '../../support/told-runs.js';

const speech = { reactions: reactionNames(), command: '/pegasus' };
const told: Conversation = { channel: 'C1', ts: '1.1', planId: planFor().id, older: [], toldSeq: 0, seeded: [] };
const { address } = replica(1);
const finished: StatusEvent = { kind: 'target-done', role: 'replica', address, ms: 95_000, spent: {} };
const begun: StatusEvent = { kind: 'target-started', role: 'replica', address: replica(2).address, nth: 2, of: 7 };
const held: StatusEvent = { kind: 'held', hold };

const next = (...events: readonly StatusEvent[]): ReturnType<typeof nextPost> =>
  nextPost(rolling({ log: logged(...events) }), told, speech);

describe('what is posted next', () => {
  it('reports that are untold together share a post, which stands for the last of them', () => {
    const step = next(finished, begun);
    expect(step).toMatchObject({
      kind: 'post-reply',
      seq: 2,
      urgent: false,
      post: { metadata: { event_payload: { seq: 2 } } },
    });
    if (step.kind !== 'post-reply') throw new Error(step.kind);
    expect(step.post.text).toContain(address);
    expect(step.post.text).toContain(replica(2).address);
  });

  it('what needs people is a post of its own, and what stands before it is told with the same haste', () => {
    expect(next(finished, held)).toMatchObject({ seq: 1, urgent: true });
    const stands = nextPost(heldRun({ log: logged(held, finished) }), told, speech);
    expect(stands).toMatchObject({ seq: 1, urgent: true, post: { broadcast: true } });
    // What nobody has to answer any more is not shown to the whole channel.
    expect(next(held, finished)).toMatchObject({ seq: 1, urgent: true, post: { broadcast: false } });
  });

  it('a flood of reports is cut into posts that Slack takes', () => {
    const many = Array.from({ length: 200 }, () => finished);
    const step = next(...many);
    if (step.kind !== 'post-reply') throw new Error(step.kind);
    expect(step.seq).toBeLessThan(200);
    expect(step.seq).toBeGreaterThan(5);
    expect(step.post.blocks.length).toBeLessThanOrEqual(50);
    expect(step.post.text.length).toBeLessThan(4_000);
  });
});
