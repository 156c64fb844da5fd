import type { Random } from '../../src/lib/random.js';
import type { UserId } from '../../src/roll/ids.js';
import type { RunIn } from '../../src/roll/run.js';
import type { World } from '../world/world.js';
import { somebody } from './kind.js';

const oncall = 'pegasus-oncall';

interface Voter {
  readonly by: UserId;
  readonly run: RunIn<'awaiting-approval'>;
}

/** Somebody whose vote counts, while another one is still needed. */
export function voterWhoIsNotTheLast(world: World): Voter | undefined {
  for (const run of world.runs()) {
    if (run.status !== 'awaiting-approval') continue;
    const vote = run.votes.find(({ by, planId }) => planId === run.plan.id && !world.left.has(by));
    if (vote !== undefined) return { by: vote.by, run };
  }
  return undefined;
}

/** They may vote no more: they leave the company, or what makes them an approver. Answers what brings them back. */
export function departure(world: World, random: Random, { by, run }: Voter): () => void {
  const { world: workspace } = world.slack;
  const { approvers } = run.plan.approvals;
  const setActive = (active: boolean): void => {
    workspace.changeUser(by, { deleted: !active });
  };
  const ways: ((present: boolean) => void)[] = [setActive];
  if (approvers.includes(`@${oncall}`)) ways.push((present) => workspace.changeGroup(oncall, by, present));
  if (approvers.length === 0)
    ways.push((present) => (present ? workspace.join(run.channel, by) : workspace.leave(run.channel, by)));
  const way = somebody(random, ways);
  way(false);
  world.left.set(by, world.clock.now());
  world.trace.note('people', `${by} has left`);
  return () => {
    way(true);
    world.left.delete(by);
    world.trace.note('people', `${by} is back`);
  };
}
