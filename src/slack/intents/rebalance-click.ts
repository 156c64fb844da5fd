import { z } from 'zod';
import { rebalanceOptions } from '../parse/roll-options.js';
import { readRebalance } from '../render/rebalance-button.js';
import { requesterOf } from './requester.js';
import { answerCommand, type CommandDeps } from './commands.js';
import { slackUser } from './payload-ids.js';
import { inLanguage } from '../language.js';

const payload = z.object({
  user: z.object({ id: slackUser }),
  actions: z.tuple([z.object({ action_id: z.string(), value: z.string().optional() })]).rest(z.unknown()),
});

/**
 * The button of an outcome: asks for what the command `rebalance` asks for. The plan that is posted is the answer;
 * pressed again, it is refused because that run is there.
 */
export async function takeRebalance(deps: CommandDeps, body: unknown): Promise<void> {
  const read = payload.safeParse(body);
  const asked = requesterOf(body);
  if (asked === undefined) return;
  const cluster = read.success ? readRebalance(read.data.actions[0].action_id, read.data.actions[0].value) : undefined;
  if (cluster === undefined) {
    await deps.replies.tell(asked, {
      text: inLanguage({
        en: 'I can’t tell which cluster that button means, so I did nothing.',
        zh: '我不知道那个按钮指的是哪个集群，所以什么都没有做。',
      }),
    });
    return;
  }
  const reply = await answerCommand(
    deps,
    { kind: 'rebalance', cluster, options: rebalanceOptions() },
    asked,
    undefined,
  );
  if (reply !== undefined) await deps.replies.tell(asked, reply);
}
