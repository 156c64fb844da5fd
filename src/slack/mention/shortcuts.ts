import { z } from 'zod';
import { answerCommand, type Answerable, type CommandDeps } from '../intents/commands.js';
import { slackChannel, slackUser } from '../intents/payload-ids.js';
import { userActionOf } from '../intents/user-action.js';
import type { Asked } from '../intents/replies.js';
import type { Run } from '../../roll/run.js';
import { runOfThread } from './run-of-thread.js';
import { inLanguage } from '../language.js';

/** `callback_id`s of the shortcuts on a message; manifest.yml registers exactly these. */
export const runShortcuts = ['pegasus_run_status', 'pegasus_run_pause'] as const;
type RunShortcut = (typeof runShortcuts)[number];

const commands: Readonly<Record<RunShortcut, (run: Run) => Answerable>> = {
  pegasus_run_status: ({ id }) => ({ kind: 'status', name: id }),
  pegasus_run_pause: ({ id }) => ({ kind: 'answer', intent: 'pause', name: id }),
};

const payload = z.object({
  user: z.object({ id: slackUser }),
  channel: z.object({ id: slackChannel }),
  message: z.object({ ts: z.string().min(1), thread_ts: z.string().optional() }),
  response_url: z.url().optional(),
});

/** A shortcut was used on a message: it means the run whose message, or whose thread, that is. */
export async function takeShortcut(deps: CommandDeps, shortcut: RunShortcut, body: unknown): Promise<void> {
  const read = payload.safeParse(body);
  if (!read.success) return;
  const { user, channel, message, response_url } = read.data;
  const inThread = message.thread_ts !== undefined && message.thread_ts !== message.ts;
  const asked: Asked = {
    channel: channel.id,
    user: user.id,
    ...(inThread && message.thread_ts !== undefined ? { threadTs: message.thread_ts } : {}),
    ...(response_url === undefined ? {} : { responseUrl: response_url }),
  };
  const run = runOfThread(deps.runService, { channel: channel.id, ts: message.thread_ts ?? message.ts });
  if (run === undefined) {
    await deps.replies.tell(asked, {
      text: inLanguage({
        en: `This message is of no run that is under way. \`${deps.speech.command} status\` shows those that are.`,
        zh: `这条消息不属于正在执行的任务。正在执行的见 \`${deps.speech.command} status\`。`,
      }),
    });
    return;
  }
  const reply = await answerCommand(deps, commands[shortcut](run), asked, userActionOf(body, deps.api.time));
  if (reply !== undefined) await deps.replies.tell(asked, reply);
}
