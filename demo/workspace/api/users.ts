import { SlackFailure } from '../failure.js';
import { groupJson, userJson } from '../world/as-slack-shows.js';
import type { Method } from './method.js';
import { page } from './paging.js';

const info: Method = {
  token: 'bot',
  scopes: ['users:read'],
  perform: (given, { world }) => {
    const user = world.user(given.required('user'));
    if (user === undefined) throw new SlackFailure('user_not_found');
    return { user: userJson(user) };
  },
};

const list: Method = {
  token: 'bot',
  scopes: ['users:read'],
  perform: (given, { world }) => {
    const { items, metadata } = page(given, world.users(), 200);
    return { members: items.map(userJson), cache_ts: 0, ...metadata };
  },
};

const groups: Method = {
  token: 'bot',
  scopes: ['usergroups:read'],
  perform: (given, { world }) => ({
    usergroups: world.groups().map((group) => groupJson(group, given.flag('include_users'))),
  }),
};

const groupUsers: Method = {
  token: 'bot',
  scopes: ['usergroups:read'],
  perform: (given, { world }) => {
    const id = given.required('usergroup');
    const group = world.groups().find((other) => other.id === id);
    if (group === undefined) throw new SlackFailure('no_such_subteam');
    return { users: group.users };
  },
};

export const userMethods: Readonly<Record<string, Method>> = {
  'users.info': info,
  'users.list': list,
  'usergroups.list': groups,
  'usergroups.users.list': groupUsers,
};
