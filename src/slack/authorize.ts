import { assertNever } from '../lib/assert-never.js';
import { intentKinds } from '../roll/intent.js';

/** Who a person is to the workspace; `unknown`: the look-up failed, and what cannot be checked is refused. */
export type Standing = 'member' | 'guest' | 'bot' | 'deleted' | 'stranger' | 'unknown';

/** Everything that can be asked of the bot, by whatever way it comes in: command, button, reaction, form or mention. */
export const wishes = ['help', 'status', 'runs', 'clusters', 'plan', 'roll', 'lock', 'unlock', ...intentKinds] as const;
export type Wish = (typeof wishes)[number];

export interface Asker {
  readonly standing: Standing;
  /** They asked for the run; for `unlock`: they set the lock. */
  readonly requester: boolean;
  /** `unknown`: a user group they might be in could not be read. */
  readonly approver: 'yes' | 'no' | 'unknown';
}

export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

const allowed: Permission = { allowed: true };
const refused = (reason: string): Permission => ({ allowed: false, reason });

/** Who may say what; docs/AUTHORIZATION.md shows it cell by cell. */
type Circle = 'everyone' | 'members' | 'approvers-not-requester' | 'approvers' | 'requester-or-approvers';

const circles: Readonly<Record<Wish, Circle>> = {
  // It names no cluster and no run.
  help: 'everyone',
  status: 'members',
  runs: 'members',
  clusters: 'members',
  plan: 'members',
  roll: 'members',
  // A lock only keeps things from happening; taking one away does not.
  lock: 'members',
  unlock: 'requester-or-approvers',
  approve: 'approvers-not-requester',
  // Taking one's own approval back only ever makes a run less likely to start.
  withdraw: 'everyone',
  reject: 'requester-or-approvers',
  pause: 'members',
  resume: 'requester-or-approvers',
  abort: 'requester-or-approvers',
  retry: 'requester-or-approvers',
  skip: 'requester-or-approvers',
  force: 'approvers',
};

/** May this person say this? A refusal is a sentence for them. The core decides whether it makes sense now. */
export function authorize(wish: Wish, asker: Asker, selfApproval: boolean): Permission {
  const circle = circles[wish];
  if (circle === 'everyone') return allowed;
  const outsider = whyNotAMember(asker.standing);
  if (outsider !== undefined) return refused(outsider);
  switch (circle) {
    case 'members':
      return allowed;
    case 'approvers-not-requester':
      if (asker.requester && !selfApproval) return refused('You asked for this run, so somebody else has to approve it.');
      return fromApprover(asker.approver, `You are not one of its approvers, so you can't ${wish} it.`);
    case 'approvers':
      return fromApprover(asker.approver, `Only its approvers can ${wish} it.`);
    case 'requester-or-approvers':
      return asker.requester ? allowed : fromApprover(asker.approver, `Only the person who ${wish === 'unlock' ? 'locked' : 'asked for'} it and its approvers can ${wish} it.`);
    default:
      return assertNever(circle);
  }
}

function fromApprover(approver: Asker['approver'], otherwise: string): Permission {
  if (approver === 'yes') return allowed;
  return refused(approver === 'no' ? otherwise : "I couldn't read the user group of its approvers just now, so I can't tell whether you are one of them. Please try again.");
}

function whyNotAMember(standing: Standing): string | undefined {
  switch (standing) {
    case 'member':
      return undefined;
    case 'guest':
      return 'Guests of this workspace can look, but not act.';
    case 'bot':
      return 'Only people can act here, not bots.';
    case 'deleted':
      return 'This account is deactivated.';
    case 'stranger':
      return 'Only members of this workspace can act here, and your account belongs to another one.';
    case 'unknown':
      return "I couldn't check with Slack who you are just now, so I did nothing. Please try again.";
    default:
      return assertNever(standing);
  }
}
