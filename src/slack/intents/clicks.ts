import { z } from 'zod';
import type { RunService } from '../../engine/run-service.js';
import type { SlackApi } from '../api/slack-api.js';
import type { Conversation } from '../../conversation/conversation.js';
import { userId } from '../../roll/ids.js';
import { readClick, whyStale } from '../render/buttons.js';
import { requesterOf } from './requester.js';
import type { Gatekeeper } from './gatekeeper.js';
import { slackChannel, slackUser } from './payload-ids.js';
import { endingOf, pastRun } from './past-run.js';
import { userActionOf } from './user-action.js';
import type { Replies } from './replies.js';
import { inLanguage } from '../language.js';

const payload = z.object({
  user: z.object({ id: slackUser }),
  channel: z.object({ id: slackChannel }),
  message: z.object({ ts: z.string() }),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().optional() })]).rest(z.unknown()),
});

/** A button was clicked. Only a refusal is answered: what is accepted shows on the message. */
export async function takeClick(
  {
    runService,
    api,
    gatekeeper,
    replies,
  }: {
    readonly runService: RunService;
    readonly api: SlackApi;
    readonly gatekeeper: Gatekeeper;
    readonly replies: Replies;
  },
  body: unknown,
): Promise<void> {
  const read = payload.safeParse(body);
  const asked = requesterOf(body);
  const click = read.success ? readClick(read.data.actions[0].action_id, read.data.actions[0].value) : undefined;
  if (!read.success || asked === undefined || click === undefined) {
    if (asked !== undefined)
      await replies.tell(asked, {
        text: inLanguage({
          en: 'I can’t tell which run that button belongs to, so I did nothing.',
          zh: '我不知道那个按钮属于哪个任务，所以什么都没有做。',
        }),
      });
    return;
  }
  const { user, channel, message } = read.data;
  const run = runService.runs().find(({ id }) => id === click.run);
  const conversation = runService.conversation(click.run);
  if (run === undefined || conversation === undefined) {
    await replies.tell(asked, { text: await whyOver({ runService, gatekeeper }, click.run, user.id) });
    return;
  }
  if (
    conversation.channel !== channel.id ||
    click.plan !== run.plan.id ||
    !standsFor(conversation, message.ts, click.plan)
  ) {
    await replies.tell(asked, {
      text:
        click.plan === run.plan.id
          ? inLanguage({
              en:
                'That is not the message of the run any more: the same plan stands in another message. Press ' +
                'the button there.',
              zh: '那已不是任务的消息：同一份计划在另一条消息里。请点那里的按钮。',
            })
          : inLanguage({
              en: 'That button belongs to an older plan, which counts no more. The current one is in a newer message.',
              zh: '那个按钮属于旧的计划，不再算数。现在的计划在更新的消息里。',
            }),
    });
    return;
  }
  const userAction = userActionOf(body, api.time);
  const stale = whyStale(click, run);
  if (stale !== undefined) {
    await replies.tell(asked, { text: stale });
    return;
  }
  const answer = await gatekeeper.say(run, {
    kind: click.intent,
    by: userId(user.id),
    via: 'button',
    ...(click.intent === 'approve' || click.intent === 'withdraw' ? { planId: click.plan } : {}),
    ...(userAction === undefined ? {} : { userAction }),
  });
  if (!answer.accepted && answer.repeated !== true) await replies.tell(asked, { text: answer.text });
}

/**
 * Whether this is the message of that plan. Slack may be slow to say how it calls what was just posted: then the button
 * says whose it is.
 */
function standsFor({ ts, planId, posting, older }: Conversation, message: string, plan: string): boolean {
  if (ts !== undefined) return ts === message && planId === plan;
  return posting?.kind === 'message' && posting.planId === plan && !older.some((before) => before.ts === message);
}

/** Who decided what, for those who may know what runs there are. */
async function whyOver(
  { runService, gatekeeper }: { readonly runService: RunService; readonly gatekeeper: Gatekeeper },
  run: string,
  user: string,
): Promise<string> {
  const permission = await gatekeeper.mayAsk('runs', userId(user));
  if (!permission.allowed) return permission.reason;
  const past = await pastRun(runService, run);
  return past === undefined
    ? inLanguage({ en: 'That run is over; nothing was done.', zh: '那个任务已结束；什么都没有做。' })
    : inLanguage({
        en: `That run is over: ${endingOf(past)}. Your click changed nothing.`,
        zh: `那个任务已结束：${endingOf(past)}。你的点击没有改变什么。`,
      });
}
