import type { App } from '@slack/bolt';
import { z } from 'zod';
import { requesterOf } from '../intents/requester.js';
import type { Doing } from '../intents/doing.js';
import { slackUser } from '../intents/payload-ids.js';
import { Deduplicator } from '../deduplicator.js';
import { clusterChosen, formId } from './form-view.js';
import type { RollForm, Submission } from './roll-form.js';

/** `action_id` of buttons that open the form, wherever they stand. */
export const openFormAction = 'pegasus_open_form';

const opening = z.object({ trigger_id: z.string(), user: z.object({ id: slackUser }) });
const submission = z.object({
  trigger_id: z.string().optional(),
  user: z.object({ id: slackUser }),
  view: z.unknown(),
});

/** Every way into the form and out of it, besides the command. */
export function listenForm(app: App, form: RollForm, doing: Doing): void {
  // Delivered twice, a submission is carried out once and acknowledged alike.
  const submitted = new Deduplicator<Submission>();

  const open = (body: unknown): void => {
    const read = opening.safeParse(body);
    if (!read.success) return;
    const { trigger_id: trigger, user } = read.data;
    doing(body, () => form.open({ trigger, user: user.id, asked: requesterOf(body) }));
  };
  app.shortcut(formId, async ({ ack, body }) => {
    await ack();
    open(body);
  });
  app.action(openFormAction, async ({ ack, body }) => {
    await ack();
    open(body);
  });

  app.action(clusterChosen, async ({ ack, body }) => {
    await ack();
    doing(body, () => form.choose('view' in body ? body.view : undefined));
  });

  app.view({ callback_id: formId, type: 'view_submission' }, async ({ ack, body }) => {
    const read = submission.safeParse(body);
    if (!read.success) return ack();
    const { trigger_id, user, view } = read.data;
    const { answer, later } = await submitted.once(trigger_id, () => form.submit(view, user.id));
    await (answer === undefined ? ack() : ack(answer));
    if (later !== undefined) doing(body, later);
    return undefined;
  });
}
