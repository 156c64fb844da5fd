import type { Random } from '../../src/lib/random.js';
import type { UserId } from '../../src/roll/ids.js';
import type { RunIn } from '../../src/roll/run.js';
import type { Stage } from '../stage/stage.js';
import { somebody } from './kind.js';

const oncall = 'pegasus-oncall';

interface Voter {
  readonly by: UserId;
  readonly run: RunIn<'awaiting-approval'>;
}

/** Somebody whose vote counts, while another one is still needed. */
export function voterWhoIsNotTheLast(stage: Stage): Voter | undefined {
  for (const run of stage.runs()) {
    if (run.status !== 'awaiting-approval') continue;
    const vote = run.votes.find(({ by, planId }) => planId === run.plan.id && !stage.left.has(by));
    if (vote !== undefined) return { by: vote.by, run };
  }
  return undefined;
}

/** They may vote no more: they leave the company, or what makes them an approver. Answers what brings them back. */
export function departure(stage: Stage, random: Random, { by, run }: Voter): () => void {
  const { world } = stage.slack;
  const { approvers } = run.plan.approvals;
  const setActive = (active: boolean): void => {
    world.changeUser(by, { deleted: !active });
  };
  const ways: ((present: boolean) => void)[] = [setActive];
  if (approvers.includes(`@${oncall}`)) ways.push((present) => world.changeGroup(oncall, by, present));
  if (approvers.length === 0)
    ways.push((present) => (present ? world.join(run.channel, by) : world.leave(run.channel, by)));
  const way = somebody(random, ways);
  way(false);
  stage.left.set(by, stage.clock.now());
  stage.chronicle.note('people', `${by} has left`);
  return () => {
    way(true);
    stage.left.delete(by);
    stage.chronicle.note('people', `${by} is back`);
  };
}
