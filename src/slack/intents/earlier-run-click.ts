import { z } from 'zod';
import { continueAction } from '../render/continue-button.js';
import { rollbackAction } from '../render/rollback-button.js';
import { readRunButton } from '../render/run-button.js';
import { answerCommand, type CommandDeps } from './commands.js';
import { slackUser } from './payload-ids.js';
import { requesterOf } from './requester.js';
import { inLanguage } from '../language.js';

const payload = z.object({
  user: z.object({ id: slackUser }),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().optional() })]).rest(z.unknown()),
});

const actions = { rollback: rollbackAction, continue: continueAction } as const;

/** A button of an outcome: asks for what the command asks for. The plan that is posted is the answer. */
export async function takeEarlierRun(deps: CommandDeps, kind: keyof typeof actions, body: unknown): Promise<void> {
  const read = payload.safeParse(body);
  const asked = requesterOf(body);
  if (asked === undefined) return;
  const [action] = read.success ? read.data.actions : [];
  const run = action === undefined ? undefined : readRunButton(actions[kind], action.action_id, action.value);
  if (run === undefined) {
    await deps.replies.tell(asked, {
      text: inLanguage({
        en: 'I can’t tell which run that button means, so I did nothing.',
        zh: '我不知道那个按钮指的是哪个任务，所以什么都没有做。',
      }),
    });
    return;
  }
  const reply = await answerCommand(deps, { kind, name: run, given: {} }, asked, undefined);
  if (reply !== undefined) await deps.replies.tell(asked, reply);
}
