import { userId, type UserId } from '../../src/roll/ids.js';
import type { Asker } from '../../src/slack/authorize.js';

/** The workspace that the app is installed in, as the local workspace calls it. */
export const home = 'T0PEGASUS1';

interface Person {
  /** As the table calls them. */
  readonly who: string;
  readonly id: UserId;
  /** How the pure rule sees them. */
  readonly asker: Asker;
  /** Whether the policy of the run lets its requester approve. */
  readonly selfApproval: boolean;
  /** What `users.info` says of them; undefined: it fails. */
  readonly info: Readonly<Record<string, unknown>> | undefined;
}

const asker = (changes: Partial<Asker>): Asker => ({
  standing: 'member',
  requester: false,
  approver: 'no',
  ...changes,
});

function person(
  key: string,
  who: string,
  as: Partial<Asker>,
  info: Readonly<Record<string, unknown>> | 'fails' = {},
  selfApproval = false,
): Person {
  const id = userId(`U0${key.toUpperCase().padEnd(8, '0')}`);
  return {
    who,
    id,
    asker: asker(as),
    selfApproval,
    info:
      info === 'fails'
        ? undefined
        : {
            id,
            team_id: home,
            deleted: false,
            is_bot: false,
            is_restricted: false,
            is_ultra_restricted: false,
            ...info,
          },
  };
}

const requester = { requester: true } as const;
const approver = { approver: 'yes' } as const;
/** Nobody is named an approver: who is in this channel is one. */
const room = { room: '<#C0PEGASUS1>' } as const;

/**
 * Everybody who could turn up. Those who are no members are requesters and named approvers as well, and it must not
 * help them.
 */
export const people = {
  member: person('member', 'other member', {}),
  requester: person('asks', 'requester', requester),
  approver: person('approver', 'approver', approver),
  both: person('both', 'requester who is an approver', { ...requester, ...approver }),
  bothSelf: person('self', 'the same, with `selfApproval`', { ...requester, ...approver }, {}, true),
  ungrouped: person('maybe', 'member whose group cannot be read', { approver: 'unknown' }),
  insider: person('inside', 'no approvers named: member in the channel', { ...approver, ...room }),
  outsider: person('outside', 'no approvers named: member outside the channel', room),
  outsideRequester: person(
    'faroff',
    'no approvers named: requester outside the channel, with `selfApproval`',
    { ...requester, ...room },
    {},
    true,
  ),
  guest: person('guest', 'guest', { ...requester, ...approver, standing: 'guest' }, { is_restricted: true }),
  singleChannelGuest: person(
    'single',
    'single-channel guest',
    { ...requester, ...approver, standing: 'guest' },
    { is_restricted: true, is_ultra_restricted: true },
  ),
  bot: person('robot', 'bot', { ...requester, ...approver, standing: 'bot' }, { is_bot: true }),
  workflow: person('flow', 'workflow', { ...requester, ...approver, standing: 'bot' }, { is_workflow_bot: true }),
  stranger: person(
    'stranger',
    'stranger from a shared channel',
    { ...requester, ...approver, standing: 'stranger' },
    { team_id: 'T0ELSEWHERE', is_stranger: true },
  ),
  homeless: person(
    'nohome',
    'user of no known workspace',
    { ...requester, ...approver, standing: 'stranger' },
    { team_id: undefined },
  ),
  deactivated: person(
    'gone',
    'deactivated user',
    { ...requester, ...approver, standing: 'deleted' },
    { deleted: true },
  ),
  unknown: person(
    'ghost',
    'user whom `users.info` cannot tell',
    { ...requester, ...approver, standing: 'unknown' },
    'fails',
  ),
} as const satisfies Readonly<Record<string, Person>>;

export type Who = keyof typeof people;

/** In the order of the table's columns. */
export const everybody = [
  'member',
  'requester',
  'approver',
  'both',
  'bothSelf',
  'ungrouped',
  'insider',
  'outsider',
  'outsideRequester',
  'guest',
  'singleChannelGuest',
  'bot',
  'workflow',
  'stranger',
  'homeless',
  'deactivated',
  'unknown',
] as const satisfies readonly Who[];
