import { z } from 'zod';
import { isChannelId } from '../../lib/channel-id.js';
import { fails, note, works, type Finding } from '../../lib/finding.js';
import { mapLimited } from '../../lib/map-limited.js';
import { userAnswer } from '../../slack/api/answers.js';
import { standingOf } from '../../slack/standing.js';
import type { Answered, Ask } from './slack-call.js';

/** Slack takes more than 50 of these a minute. */
const atOnce = 4;

const groupsSchema = z.looseObject({
  usergroups: z.array(z.looseObject({ id: z.string(), handle: z.string(), users: z.array(z.string()).optional() })),
});
const channelSchema = z.looseObject({
  channel: z.looseObject({
    name: z.string().optional(),
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
  }),
});

const unknownMethod = 'unknown_method';

/** A group that is not there, or has nobody in it, can approve nothing, however many are asked for. */
export async function groupsFindings(names: readonly string[], ask: Ask): Promise<readonly Finding[]> {
  if (names.length === 0) return [];
  const asked = await ask('usergroups.list', { include_users: 'true' });
  if (asked.kind === 'silent') return [fails(asked.why)];
  const parsed = groupsSchema.safeParse(asked.answer);
  if (!asked.answer.ok || !parsed.success) {
    if (asked.answer.error === unknownMethod)
      return [note('this server does not tell about user groups, so those of the approvers cannot be checked')];
    return [
      fails(
        `user groups cannot be read (${asked.answer.error ?? 'the answer is not understood'}): nobody ` +
          `approves through ${names.join(', ')}`,
      ),
    ];
  }
  return names.map((name) => {
    const group = parsed.data.usergroups.find(({ id, handle }) => id === name || `@${handle}` === name);
    if (group === undefined) return fails(`there is no user group ${name}: nobody approves through it`);
    return group.users?.length === 0
      ? fails(`nobody is in the user group ${name}, so nobody approves through it`)
      : works(`the user group ${name} is there`);
  });
}

/** Who is named as an approver, and is nobody, or somebody whose word never counts. */
export async function peopleFindings(
  users: readonly string[],
  bot: { readonly team_id?: string | undefined; readonly enterprise_id?: string | null | undefined },
  ask: Ask,
): Promise<readonly Finding[]> {
  return mapLimited(users, atOnce, async (user) => personFinding(user, bot, await ask('users.info', { user })));
}

const never = {
  guest: 'is a guest',
  bot: 'is a bot',
  deleted: 'is deactivated',
  stranger: 'belongs to another workspace',
} as const;

function personFinding(user: string, bot: Parameters<typeof peopleFindings>[1], asked: Answered): Finding {
  if (asked.kind === 'silent') return fails(asked.why);
  const { answer } = asked;
  if (!answer.ok) {
    if (answer.error === unknownMethod)
      return note(`this server does not tell who people are, so approver ${user} cannot be checked`);
    return fails(
      answer.error === 'user_not_found' || answer.error === 'user_not_visible'
        ? `there is nobody with the id ${user} among the approvers: copy the member ID from the profile once more`
        : `approver ${user} cannot be looked up: ${answer.error ?? 'refused without a reason'}`,
    );
  }
  const parsed = userAnswer.safeParse(answer);
  if (!parsed.success)
    return fails(`what Slack says of approver ${user} is not understood: ${JSON.stringify(answer).slice(0, 300)}`);
  const person = parsed.data.user;
  const { display_name: display = '', real_name: real = '' } = person.profile ?? {};
  const name = [display, real, person.name ?? ''].find((each) => each !== '') ?? user;
  if (bot.team_id === undefined) return note(`approver ${user} is ${name}; of which workspace is not told`);
  const standing = standingOf(person, {
    teamId: bot.team_id,
    ...(typeof bot.enterprise_id === 'string' ? { enterpriseId: bot.enterprise_id } : {}),
  });
  return standing === 'member'
    ? works(`approver ${user} is ${name}`)
    : fails(`approver ${user} (${name}) ${never[standing]}, so what they say never counts`);
}

export async function channelsFindings(channels: readonly string[], ask: Ask): Promise<readonly Finding[]> {
  return mapLimited(channels, atOnce, async (channel) =>
    isChannelId(channel)
      ? channelFinding(channel, await ask('conversations.info', { channel }))
      : note(`the channel ${channel} is named and not given by its id, so it cannot be checked`),
  );
}

function channelFinding(channel: string, asked: Answered): Finding {
  if (asked.kind === 'silent') return fails(asked.why);
  const { answer } = asked;
  if (!answer.ok) {
    if (answer.error === unknownMethod)
      return note(`this server does not tell about channels, so ${channel} cannot be checked`);
    return fails(
      answer.error === 'channel_not_found'
        ? `channel ${channel} does not exist, or is private and the bot is not in it`
        : `channel ${channel}: ${answer.error ?? 'refused without a reason'}`,
    );
  }
  const parsed = channelSchema.safeParse(answer);
  if (!parsed.success)
    return fails(`what Slack says of channel ${channel} is not understood: ${JSON.stringify(answer).slice(0, 300)}`);
  const { name: called, is_member: isMember, is_archived: isArchived } = parsed.data.channel;
  const name = called === undefined ? channel : `#${called}`;
  if (isArchived === true) return fails(`${name} is archived: nobody can post there`);
  if (isMember === undefined) return note(`Slack does not tell whether the bot is in ${name}`);
  return isMember ? works(`the bot can post in ${name}`) : fails(`the bot is not in ${name}: invite it`);
}
