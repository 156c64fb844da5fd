import { assertNever } from '../lib/assert-never.js';
import { intentKinds, type VoteFault } from '../roll/intent.js';
import { inLanguage } from './language.js';

/** Who a person is to the workspace; `unknown`: the look-up failed, and what cannot be checked is refused. */
export type Standing = 'member' | 'guest' | 'bot' | 'deleted' | 'stranger' | 'unknown';

/** Everything that can be asked of the bot, by whatever way it comes in: command, button, reaction, form or mention. */
export const requestKinds = [
  'help',
  'status',
  'runs',
  'clusters',
  'plan',
  'check',
  'roll',
  'rollback',
  'continue',
  'rebalance',
  'lock',
  'unlock',
  ...intentKinds,
] as const;
export type RequestKind = (typeof requestKinds)[number];

export interface Asker {
  readonly standing: Standing;
  /** They asked for the run; for `unlock`: they set the lock. */
  readonly requester: boolean;
  /** `unknown`: a user group or a channel they might be in could not be read. */
  readonly approver: 'yes' | 'no' | 'unknown';
  /** Where no approvers are named: the channel whose members approve, as a message shows it. */
  readonly room?: string;
}

export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

/** Slack does not say who somebody is. */
export const notNow = (): string =>
  inLanguage({
    en: "I couldn't check with Slack who you are just now, so I did nothing. Please try again.",
    zh: '刚才没能向 Slack 查明你是谁，所以什么都没有做。请再试一次。',
  });

/** Why a vote that was given does not count any more; undefined: it does, or Slack does not say. */
export function whyVoteFails({
  standing,
  approver,
  named,
}: Pick<Asker, 'standing' | 'approver'> & { readonly named: boolean }): VoteFault | undefined {
  if (standing === 'unknown') return undefined;
  if (standing !== 'member') return standing;
  return approver === 'no' ? (named ? 'no-approver' : 'not-in-channel') : undefined;
}

const allowed: Permission = { allowed: true };
const refused = (reason: string): Permission => ({ allowed: false, reason });

/** Who may say what; docs/AUTHORIZATION.md shows it cell by cell. */
type Circle = 'everyone' | 'members' | 'approvers-not-requester' | 'approvers' | 'requester-or-approvers';

const circles: Readonly<Record<RequestKind, Circle>> = {
  // It names no cluster and no run.
  help: 'everyone',
  status: 'members',
  runs: 'members',
  clusters: 'members',
  plan: 'members',
  check: 'members',
  roll: 'members',
  // Their plans are approved like a roll's.
  rollback: 'members',
  continue: 'members',
  rebalance: 'members',
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
  'abort-to-roll-back': 'requester-or-approvers',
  wait: 'requester-or-approvers',
  retry: 'requester-or-approvers',
  skip: 'requester-or-approvers',
  force: 'approvers',
};

/**
 * What lets a run begin, or go on against a gate: who approves is asked of Slack at the press, and not known from
 * before.
 */
export const isAskedAfresh = (request: RequestKind): boolean => request === 'approve' || request === 'force';

/** Whether it matters who approves: what Slack says of that is not waited for otherwise. */
export function dependsOnApprovers(request: RequestKind, requester: boolean): boolean {
  const circle = circles[request];
  return (
    circle === 'approvers' ||
    circle === 'approvers-not-requester' ||
    (circle === 'requester-or-approvers' && !requester)
  );
}

/** May this person say this? A refusal is a sentence for them. The core decides whether it makes sense now. */
export function authorize(request: RequestKind, asker: Asker, selfApproval: boolean): Permission {
  const circle = circles[request];
  if (circle === 'everyone') return allowed;
  const outsider = whyNotAMember(asker.standing);
  if (outsider !== undefined) return refused(outsider);
  switch (circle) {
    case 'members':
      return allowed;
    case 'approvers-not-requester':
      if (asker.requester && !selfApproval)
        return refused(
          inLanguage({
            en: 'You asked for this run, so somebody else has to approve it.',
            zh: '任务是你发起的，所以要由别人批准。',
          }),
        );
      return fromApprover(
        asker,
        asker.room === undefined
          ? inLanguage({
              en: `You are not one of its approvers, so you can't ${verbOf(request)} it.`,
              zh: `你不是它的审批人，所以不能执行 ${verbOf(request)}。`,
            })
          : inLanguage({
              en: `Only people in ${asker.room} can ${verbOf(request)} it.`,
              zh: `只有 ${asker.room} 里的人可以对它执行 ${verbOf(request)}。`,
            }),
      );
    case 'approvers':
      return fromApprover(
        asker,
        inLanguage({
          en: `Only ${approversOf(asker)} can ${verbOf(request)} it.`,
          zh: `只有${approversOf(asker)}可以对它执行 ${verbOf(request)}。`,
        }),
      );
    case 'requester-or-approvers':
      return asker.requester
        ? allowed
        : fromApprover(
            asker,
            inLanguage({
              en:
                `Only the person who ${request === 'unlock' ? 'locked' : 'asked for'} it and ` +
                `${approversOf(asker)} can ${verbOf(request)} it.`,
              zh: `只有${request === 'unlock' ? '加锁' : '发起'}的人和${approversOf(asker)}可以对它执行 ${verbOf(request)}。`,
            }),
          );
    default:
      return assertNever(circle);
  }
}

const verbOf = (request: RequestKind): string =>
  request === 'abort-to-roll-back' ? inLanguage({ en: 'abort and roll back', zh: 'abort（为回滚）' }) : request;

const approversOf = ({ room }: Asker): string =>
  room === undefined
    ? inLanguage({ en: 'its approvers', zh: '它的审批人' })
    : inLanguage({ en: `people in ${room}`, zh: ` ${room} 里的人` });

function fromApprover({ approver, room }: Asker, otherwise: string): Permission {
  switch (approver) {
    case 'yes':
      return allowed;
    case 'no':
      return refused(
        room === undefined
          ? otherwise
          : inLanguage({
              en: `${otherwise} Join that channel, or ask somebody who is in it.`,
              zh: `${otherwise}请加入那个频道，或请在里面的人来做。`,
            }),
      );
    case 'unknown':
      return refused(
        inLanguage({
          en:
            `I couldn't read ` +
            `${room === undefined ? 'the user group of its approvers' : `who is in ${room}`} just now, so ` +
            `I can't tell whether you are one of them. Please try again.`,
          zh: `刚才读不到${room === undefined ? '审批人的用户组' : ` ${room} 里有谁`}，所以不知道你是不是其中之一。请再试一次。`,
        }),
      );
    default:
      return assertNever(approver);
  }
}

function whyNotAMember(standing: Standing): string | undefined {
  switch (standing) {
    case 'member':
      return undefined;
    case 'guest':
      return inLanguage({
        en: 'Guests of this workspace can look, but not act.',
        zh: '这个工作区的访客只能看，不能操作。',
      });
    case 'bot':
      return inLanguage({ en: 'Only people can act here, not bots.', zh: '这里只有人可以操作，机器人不行。' });
    case 'deleted':
      return inLanguage({ en: 'This account is deactivated.', zh: '这个帐号已停用。' });
    case 'stranger':
      return inLanguage({
        en: 'Only members of this workspace can act here, and your account belongs to another one.',
        zh: '这里只有本工作区的成员可以操作，你的帐号属于另一个工作区。',
      });
    case 'unknown':
      return notNow();
    default:
      return assertNever(standing);
  }
}
