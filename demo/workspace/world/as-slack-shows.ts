import { app, bot, enterprise, team } from '../facts.js';
import type { Channel, User, UserGroup } from '../people/roster.js';
import type { Message } from './message.js';
import type { World } from './world.js';

type Json = Readonly<Record<string, unknown>>;

/** A message as the Web API and events carry it. Metadata only where it was asked for, as Slack does. */
export function messageJson(
  world: World,
  message: Message,
  options: { readonly metadata: boolean; readonly allReactors?: boolean },
): Json {
  const replies = message.threadTs === undefined ? world.replies(message.channel, message.ts) : [];
  const parent = message.threadTs === undefined ? undefined : world.message(message.channel, message.threadTs);
  const latest = replies.at(-1);
  const repliers = [...new Set(replies.map((reply) => reply.user))];
  return {
    type: 'message',
    ...(message.broadcast && { subtype: 'thread_broadcast' }),
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: world.user(message.user)?.teamId ?? team.id,
    ...(message.byApp && {
      bot_id: bot.botId,
      app_id: app.id,
      bot_profile: {
        id: bot.botId,
        app_id: app.id,
        user_id: bot.userId,
        name: bot.name,
        deleted: false,
        updated: 0,
        team_id: team.id,
        icons: {},
      },
    }),
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.threadTs !== undefined && {
      thread_ts: message.threadTs,
      ...(parent !== undefined && { parent_user_id: parent.user }),
    }),
    ...(latest !== undefined && {
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users_count: repliers.length,
      reply_users: repliers.slice(0, 5),
      latest_reply: latest.ts,
      is_locked: false,
      subscribed: false,
    }),
    ...(message.reactions.length > 0 && { reactions: reactionsJson(message, options.allReactors ?? false) }),
    ...(message.edited !== undefined && { edited: message.edited }),
    ...(message.files.length > 0 && {
      files: message.files.map((file) => ({ ...file, mode: 'hosted', is_external: false })),
    }),
    ...(options.metadata && message.metadata !== undefined && { metadata: message.metadata }),
  };
}

/** Slack lists only some of the users of a reaction unless `full` was asked for; `count` is always right. */
function reactionsJson(message: Message, all: boolean): Json[] {
  return message.reactions.map(({ name, users }) => ({
    name,
    users: all ? users : users.slice(0, 25),
    count: users.length,
  }));
}

export function userJson(user: User): Json {
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    real_name: user.realName,
    tz: 'Etc/UTC',
    tz_label: 'UTC',
    tz_offset: 0,
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.name,
      display_name_normalized: user.name,
      team: user.teamId,
      ...(user.id === bot.userId && { api_app_id: app.id, bot_id: bot.botId }),
    },
    // Slack leaves most flags out for the deactivated.
    ...(!user.deleted && {
      is_admin: false,
      is_owner: false,
      is_primary_owner: false,
      is_restricted: user.kind === 'guest',
      is_ultra_restricted: false,
      ...(user.kind === 'stranger' && { is_stranger: true }),
      is_app_user: false,
    }),
    ...(user.enterpriseId !== undefined && {
      enterprise_user: {
        id: user.enterpriseId,
        enterprise_id: enterprise.id,
        enterprise_name: enterprise.name,
        teams: [team.id],
      },
    }),
    is_bot: user.kind === 'bot' && user.id === bot.userId,
    updated: 0,
  };
}

export function channelJson(channel: Channel): Json {
  const member = channel.members.includes(bot.userId);
  if (channel.direct !== undefined) {
    return { id: channel.id, is_im: true, user: channel.direct[1], is_archived: false, is_open: true, created: 0 };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.archived,
    is_general: false,
    is_shared: false,
    is_member: member,
    created: 0,
    creator: 'U0ALICE001',
    context_team_id: team.id,
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    num_members: channel.members.length,
  };
}

export function groupJson(group: UserGroup, withUsers: boolean): Json {
  return {
    id: group.id,
    team_id: team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    description: '',
    is_external: false,
    date_create: 0,
    date_update: 0,
    date_delete: 0,
    user_count: group.users.length,
    ...(withUsers && { users: group.users }),
  };
}

export function channelKind(channel: Channel): 'channel' | 'group' | 'im' {
  if (channel.direct !== undefined) return 'im';
  return channel.isPrivate ? 'group' : 'channel';
}
