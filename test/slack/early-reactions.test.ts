import { describe, expect, it } from 'vitest';
import { awaiting, bob, carol, planFor, rolling } from '../support/told-runs.js';
import { openOffice, until, type Office, type Seen } from './bot.js';

/** The message stands in the channel, and the bot does not know how Slack calls it: its answer is slow. */
async function standing(office: Office, run: { readonly id: Parameters<Office['messagesOf']>[0] }): Promise<Seen> {
  let seen: Seen | undefined;
  await until(async () => (seen = (await office.messagesOf(run.id))[0]) !== undefined);
  if (seen === undefined) throw new Error('there is no message');
  expect(office.runService.conversation(run.id)?.ts).toBeUndefined();
  return seen;
}

describe('while Slack is slow to answer the post', () => {
  it('a click on its button counts: the button names run and plan', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'slow-answer', ms: 4_000, methods: ['chat.postMessage'], times: 1 });
    const run = office.runService.put(
      awaiting({ plan: planFor({ approvals: { required: 2, approvers: [], selfApproval: false } }) }),
    );
    const { ts } = await standing(office, run);
    await office.click(ts, 'pegasus_approve', 'bob');
    await until(() => office.runService.run(run.id).votes.length === 1);
    expect(office.runService.conversation(run.id)?.ts).toBeUndefined();
    expect(await office.ephemeralsTo('bob')).toEqual([]);
  });

  it('a reaction is kept until the message is known', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'slow-answer', ms: 4_000, methods: ['chat.postMessage'], times: 1 });
    const run = office.runService.put(rolling());
    const { ts } = await standing(office, run);
    await office.react(ts, 'tada', 'bob');
    await office.react(ts, 'double_vertical_bar', 'carol');
    await until(() => office.runService.run(run.id).status === 'pausing');
    expect(office.runService.intents).toMatchObject([{ kind: 'pause', by: carol, via: 'reaction' }]);
  });

  it('a reaction on another message of the channel still means nothing', async () => {
    const office = await openOffice();
    const other = office.runService.put(
      awaiting({ plan: planFor({ id: 'other' }), id: 'cluster-x-0000' as ReturnType<typeof awaiting>['id'] }),
    );
    const { ts } = await office.message(other.id);
    await office.misbehave({ kind: 'slow-answer', ms: 1_000, methods: ['chat.postMessage'], times: 1 });
    const run = office.runService.put(rolling());
    await standing(office, run);
    await office.react(ts, 'double_vertical_bar', 'bob');
    await until(() => office.runService.intents.some(({ by }) => by === bob));
    await until(() => office.runService.conversation(run.id)?.ts !== undefined);
    expect(office.runService.intents.map((intent) => intent.run)).toEqual([other.id]);
    expect(office.runService.run(run.id).status).toBe('rolling');
  });
});
