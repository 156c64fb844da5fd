import { z } from 'zod';
import type { ChannelPace } from '../publish/channel-pace.js';
import { openFormAction } from '../form/listen-form.js';
import { checking } from '../intents/check.js';
import { answerCommand, type CommandDeps } from '../intents/commands.js';
import { failedInside } from '../intents/failed-inside.js';
import { helpText } from '../intents/help.js';
import { slackChannel, slackUser } from '../intents/payload-ids.js';
import { mentionActionOf } from '../intents/user-action.js';
import type { Asked, Reply } from '../intents/replies.js';
import type { Log } from '../../lib/log.js';
import { parseCommand } from '../parse/command.js';
import { cut, quoted, sentence } from '../text.js';
import { meant } from './meant.js';
import { spokenTo } from './mention-text.js';
import { inLanguage } from '../language.js';
import { apart } from '../marks.js';

const mention = z.object({
  user: slackUser,
  text: z.string(),
  channel: slackChannel,
  ts: z.string().min(1),
  thread_ts: z.string().optional(),
  bot_id: z.string().nullish(),
  edited: z.unknown().optional(),
});
type Mention = z.infer<typeof mention>;

export interface MentionDeps extends CommandDeps {
  readonly log: Log;
  readonly botUserId: string;
  readonly pace: ChannelPace;
  readonly signal: AbortSignal;
}

/**
 * Somebody wrote the bot's name in a channel or a thread. What is of use to all is answered in the thread for all to
 * see; everything else, and lists that would call many people, to the person alone.
 */
export async function takeMention(deps: MentionDeps, event: unknown): Promise<void> {
  const read = mention.safeParse(event);
  if (!read.success) return;
  const said = read.data;
  if (said.bot_id !== undefined && said.bot_id !== null) {
    // No answer either: two bots that answer each other never end.
    deps.log.info({ user: said.user, channel: said.channel }, 'a bot mentioned us; only people are heard');
    return;
  }
  const asked: Asked & { readonly threadTs: string } = {
    channel: said.channel,
    user: said.user,
    threadTs: said.thread_ts ?? said.ts,
  };
  try {
    const reply = await answer(deps, said, asked);
    if (reply !== undefined)
      await (reply.shared === true ? tellAll(deps, asked, reply) : deps.replies.tell(asked, reply));
  } catch (error) {
    deps.log.error({ err: error }, 'a mention failed');
    await deps.replies.tell(asked, { text: failedInside(deps.speech.command) });
  }
}

async function answer(deps: MentionDeps, said: Mention, asked: Asked): Promise<Reply | undefined> {
  const spoken = spokenTo(said.text, deps.botUserId);
  if (spoken.kind === 'aside')
    return {
      text: inLanguage({
        en:
          'If that was for me: begin your message with my name, then the command, for example “status”. I ' +
          'do nothing otherwise.',
        zh: '如果是对我说的：请以我的名字开头，然后是命令，例如 status。否则我什么都不做。',
      }),
    };
  if (said.edited !== undefined && said.edited !== null)
    return {
      text: inLanguage({
        en: 'I do nothing for a message that was edited. Please write a new one.',
        zh: '编辑过的消息我不处理。请重新写一条。',
      }),
    };
  const command = parseCommand(spoken.text);
  if (!command.ok)
    return {
      text: inLanguage({
        en: `${sentence(command.failure)} \`${deps.speech.command} help\` shows examples.`,
        zh: `${sentence(command.failure)}例子见 \`${deps.speech.command} help\`。`,
      }),
    };
  switch (command.value.kind) {
    case 'help':
      return {
        text: inLanguage({
          en:
            `${helpText(deps.speech.command)}\nThe same goes with my name instead of \`${deps.speech.command}\`, ` +
            'in threads as well; in the thread of a run it needs no name.',
          zh: `${helpText(deps.speech.command)}\n用我的名字代替 \`${deps.speech.command}\` 也一样，在消息列里也行；在任务的消息列里不用写名字。`,
        }),
      };
    case 'form':
      return formButton();
    default: {
      const understood = meant(
        deps.runService,
        command.value,
        said.thread_ts === undefined ? undefined : { channel: said.channel, ts: said.thread_ts },
      );
      if (!understood.ok) return { text: understood.failure };
      if (understood.value.kind === 'roll' || understood.value.kind === 'plan')
        await deps.replies.tell(asked, {
          text: inLanguage({
            en: `Reading ${quoted(understood.value.cluster)} …`,
            zh: `正在读取 ${quoted(understood.value.cluster)} …`,
          }),
        });
      if (understood.value.kind === 'check')
        await deps.replies.tell(asked, { text: checking(understood.value.cluster) });
      return answerCommand(deps, understood.value, asked, mentionActionOf(said.channel, said.ts, deps.api.time));
    }
  }
}

/** Only a click or a command may open a form. */
function formButton(): Reply {
  const text = inLanguage({
    en: 'Which cluster, and how? The form asks for it.',
    zh: '哪个集群，怎样滚动？请填表单。',
  });
  return {
    text,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text } },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: openFormAction,
            text: { type: 'plain_text', text: inLanguage({ en: 'Open the form', zh: '打开表单' }) },
            style: 'primary',
          },
        ],
      },
    ],
  };
}

async function tellAll(
  { api, pace, signal, replies }: MentionDeps,
  asked: Asked & { readonly threadTs: string },
  { text, blocks }: Reply,
): Promise<void> {
  await pace.turn(asked.channel, true, signal);
  const fitting = cut(text, 3_900);
  const posted = await api.post({
    channel: asked.channel,
    threadTs: asked.threadTs,
    text: fitting,
    blocks: blocks ?? [{ type: 'section', text: { type: 'mrkdwn', text: cut(apart(text), 3_000) } }],
  });
  if (!posted.ok) await replies.tell(asked, { text: fitting, ...(blocks === undefined ? {} : { blocks }) });
}
