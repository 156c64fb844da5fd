import type { Plan } from '../../roll/plan.js';
import type { Run } from '../../roll/run.js';
import type { Speech } from '../reactions.js';
import { mention, quoted } from '../text.js';

/** Those who asked for it and approved it, as mentions. */
export const involved = (run: Run): readonly string[] =>
  [...new Set([run.requestedBy, ...run.votes.map(({ by }) => by)])].map(mention);

/** Those who may answer a hold: the requester and the approvers, as mentions. */
export const mayAnswer = (run: Run, speech: Speech): readonly string[] => [
  ...new Set([...involved(run), ...approvers(run.plan, speech)]),
];

/** Who may approve a plan, as mentions; empty: anyone in the channel. */
export const approvers = ({ approvals }: Plan, speech?: Speech): readonly string[] =>
  approvals.approvers.map((name) => approver(name, speech));

/** A person, a user group by its id, or one by its handle, which calls its members only where its id is known. */
function approver(name: string, speech: Speech | undefined): string {
  if (/^[UW][A-Z0-9]{2,}$/.test(name)) return mention(name);
  const group = /^S[A-Z0-9]{2,}$/.test(name) ? name : speech?.groupIds?.get(name.replace(/^@/, ''));
  return group === undefined || !/^S[A-Z0-9]{2,}$/.test(group) ? quoted(name) : `<!subteam^${group}>`;
}
