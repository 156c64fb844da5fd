import { describe, expect, it } from 'vitest';
import { FakeRunService } from '../support/fake-run-service.js';
import { alice, awaiting, bob, channel, held, paused, planFor, rolling } from '../support/told-runs.js';
import { openOffice, until, type Office } from './bot.js';

const oncall = planFor({ approvals: { required: 1, approvers: ['@pegasus-oncall'], selfApproval: false } });

/** Nothing more is on its way: what a person said last has been heard. */
async function heard(office: Office, user: string, ts: string): Promise<void> {
  const before = office.runService.intents.length;
  await office.click(ts, 'pegasus_reject', user);
  await until(async () => office.runService.intents.length > before || (await office.ephemeralsTo(user)).length > 0);
}

describe('a reaction', () => {
  it.each(['+1', 'thumbsup', '+1::skin-tone-4', 'heavy_check_mark'])(
    'approves under another name, too: %s',
    async (name) => {
      const office = await openOffice();
      const run = office.runService.put(awaiting());
      const { ts } = await office.message(run.id);
      await office.react(ts, name, 'bob');
      await until(() => office.runService.run(run.id).status === 'approved');
      expect(office.runService.intents).toMatchObject([
        { kind: 'approve', by: bob, via: 'reaction', planId: run.plan.id },
      ]);
    },
  );

  it('means nothing when it is unknown, or stands on a reply or on somebody else’s message', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling({ log: [{ kind: 'started', seq: 1, at: 0 }] }));
    const { ts } = await office.message(run.id);
    await until(async () => (await office.thread()).length === 1);
    const [reply] = await office.thread();
    await office.react(ts, 'tada', 'bob');
    await office.react(reply?.ts ?? '', 'octagonal_sign', 'bob');
    await office.react(ts, 'double_vertical_bar', 'dave');
    await until(() => office.runService.intents.length > 0);
    expect(office.runService.intents).toMatchObject([{ kind: 'pause', via: 'reaction' }]);
  });

  it('that is taken off withdraws the approval, unless another of theirs still approves', async () => {
    const office = await openOffice();
    const run = office.runService.put(
      awaiting({ plan: planFor({ approvals: { required: 2, approvers: [], selfApproval: false } }) }),
    );
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', 'bob');
    await office.react(ts, '+1', 'bob');
    await until(() => office.runService.run(run.id).votes.length === 1);
    await office.react(ts, 'white_check_mark', 'bob', false);
    await until(async () => (await office.ephemeralsTo('bob')).length > 0);
    expect(await office.ephemeralsTo('bob')).toEqual(['You have approved it already']);
    expect(office.runService.run(run.id).votes).toHaveLength(1);
    await office.react(ts, '+1', 'bob', false);
    await until(() => office.runService.run(run.id).votes.length === 0);
    expect(office.runService.intents.at(-1)).toMatchObject({ kind: 'withdraw', by: bob });
  });

  it('of approval that is taken off after the start changes nothing, and the thread says so', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', 'bob');
    await until(() => office.runService.run(run.id).status === 'approved');
    office.runService.put(rolling({ votes: office.runService.run(run.id).votes }));
    await office.react(ts, 'white_check_mark', 'bob', false);
    await until(async () => (await office.thread()).some(({ text }) => text.includes('That changes nothing')));
    expect(office.runService.intents).toHaveLength(1);
  });

  it('of pause that is taken off never resumes', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    await office.react(ts, 'double_vertical_bar', 'bob');
    await until(() => office.runService.run(run.id).status === 'pausing');
    office.runService.put(paused({ requestedBy: bob }));
    await office.react(ts, 'double_vertical_bar', 'bob', false);
    await office.react(ts, 'arrow_forward', 'bob');
    await until(() => office.runService.intents.some(({ kind }) => kind === 'resume'));
    expect(office.runService.intents.map(({ kind, via }) => `${kind} ${via}`)).toEqual([
      'pause reaction',
      'resume reaction',
    ]);
  });

  it('that comes twice counts once', async () => {
    const office = await openOffice();
    await office.misbehave({
      kind: 'duplicate-deliveries',
      copies: 3,
      deliveries: ['event', 'command', 'interaction'],
    });
    const run = office.runService.put(
      awaiting({ plan: planFor({ approvals: { required: 3, approvers: [], selfApproval: false } }) }),
    );
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', 'bob');
    await office.command('approve', 'carol');
    await office.click(ts, 'pegasus_approve', 'dave');
    await until(() => office.runService.run(run.id).votes.length === 3);
    expect(office.runService.intents.map(({ by, via }) => `${by} ${via}`).sort()).toEqual([
      'U0BOB00001 reaction',
      'U0CAROL001 command',
      'U0DAVE0001 button',
    ]);
    expect(await office.ephemeralsTo('bob')).toEqual([]);
  });
});

describe('who counts', () => {
  it.each([
    ['gus', 'Guests of this workspace can look, but not act.'],
    ['stranger', 'Only members of this workspace can act here, and your account belongs to another one.'],
    ['dave', "You are not one of its approvers, so you can't approve it."],
  ])('not %s', async (user, why) => {
    const office = await openOffice();
    const run = office.runService.put(awaiting({ plan: oncall }));
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', user);
    await until(async () => (await office.ephemeralsTo(user)).length > 0);
    expect(await office.ephemeralsTo(user)).toEqual([why]);
    expect(office.runService.intents).toEqual([]);
  });

  it('a member of the approvers’ user group', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting({ plan: oncall }));
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', 'bob');
    await until(() => office.runService.run(run.id).status === 'approved');
  });

  it.each([
    ['users.info', "I couldn't check with Slack who you are just now, so I did nothing. Please try again."],
    [
      'usergroups.users.list',
      "I couldn't read the user group of its approvers just now, so I can't tell whether you are one of them. Please try again.",
    ],
  ])('nobody while %s fails', async (method, why) => {
    const office = await openOffice();
    await office.misbehave({ kind: 'server-error', methods: [method], times: 1 });
    const run = office.runService.put(awaiting({ plan: oncall }));
    const { ts } = await office.message(run.id);
    await office.click(ts, 'pegasus_approve', 'bob');
    await until(async () => (await office.ephemeralsTo('bob')).length > 0);
    expect(await office.ephemeralsTo('bob')).toEqual([why]);
    await office.click(ts, 'pegasus_approve', 'bob');
    await until(() => office.runService.run(run.id).status === 'approved');
  });

  it('where nobody is named an approver, those who are in the channel of the run and nobody else', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting({ channel: 'C0PRIVATE1' }));
    await until(() => office.runService.conversation(run.id)?.ts !== undefined);
    await office.command('approve cluster-x', 'carol');
    await until(async () => (await office.ephemeralsTo('carol')).length === 1);
    expect(await office.ephemeralsTo('carol')).toEqual([
      'cluster-x: Only people in <#C0PRIVATE1> can approve it. Join that channel, or ask somebody who is in it.',
    ]);
    expect(office.runService.intents).toEqual([]);
    await office.command('approve cluster-x', 'bob');
    await until(() => office.runService.run(run.id).status === 'approved');
  });

  it('nobody while the members of that channel cannot be read, and pausing does not wait for it', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'server-error', methods: ['conversations.members'], times: 1 });
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    await office.click(ts, 'pegasus_approve', 'bob');
    await until(async () => (await office.ephemeralsTo('bob')).length > 0);
    expect(await office.ephemeralsTo('bob')).toEqual([
      "I couldn't read who is in <#C0PEGASUS1> just now, so I can't tell whether you are one of them. Please try again.",
    ]);
    await office.click(ts, 'pegasus_approve', 'bob');
    await until(() => office.runService.run(run.id).status === 'approved');
    const { calls } = await office.calls().then((all) => all['conversations.members'] ?? { calls: 0 });
    await office.command('pause', 'dave');
    await until(() => office.runService.run(run.id).status === 'paused');
    expect((await office.calls())['conversations.members']).toMatchObject({ calls });
  });

  it('not the bot: its own seeded reactions approve nothing', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    expect(await office.slack.reconcileVotes(run.id)).toEqual({ kind: 'checked' });
    await heard(office, 'alice', ts);
    expect(office.runService.intents.map(({ kind, by }) => `${kind} ${by}`)).toEqual([`reject ${alice}`]);
  });
});

describe('buttons', () => {
  it('answer a hold, and force is for approvers', async () => {
    const office = await openOffice();
    const run = office.runService.put(held({ plan: oncall }));
    const { ts } = await office.message(run.id);
    await office.click(ts, 'pegasus_force', 'alice');
    await until(async () => (await office.ephemeralsTo('alice')).length > 0);
    expect(await office.ephemeralsTo('alice')).toEqual(['Only its approvers can force it.']);
    await office.click(ts, 'pegasus_force', 'bob');
    await until(() => office.runService.intents.length === 1);
    expect(office.runService.run(run.id)).toMatchObject({ status: 'held', forceAskedBy: bob });
    await office.click(ts, 'pegasus_retry', 'alice');
    await until(() => office.runService.intents.length === 2);
    expect(office.runService.intents.map(({ kind }) => kind)).toEqual(['force', 'retry']);
  });

  it('of a run that has been decided say who decided', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    await office.click(ts, 'pegasus_approve', 'bob');
    await until(() => office.runService.run(run.id).status === 'approved');
    await office.react(ts, 'white_check_mark', 'carol');
    await until(async () => (await office.ephemeralsTo('carol')).length > 0);
    expect(await office.ephemeralsTo('carol')).toEqual(['Already approved by <@U0BOB00001>']);
  });

  it('of a run that is over and put away say who decided what and when, and so does a command; a guest hears neither', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    // For whom the message is not yet redrawn, its buttons are still there.
    await office.misbehave({ kind: 'server-error', methods: ['chat.update'] });
    await office.runService.submit(run.id, { kind: 'reject', by: alice, via: 'command' });
    await office.runService.told(run.id);
    await office.click(ts, 'pegasus_approve', 'bob');
    await until(async () => (await office.ephemeralsTo('bob')).length > 0);
    expect((await office.ephemeralsTo('bob'))[0]).toMatch(
      /^That run is over: rejected by <@U0ALICE001> <!date\^\d+\^[^<>]*>\. Your click changed nothing\.$/,
    );
    await office.command(`approve ${run.id}`, 'bob');
    await until(async () => (await office.ephemeralsTo('bob')).length > 1);
    expect((await office.ephemeralsTo('bob'))[1]).toMatch(/^Run `cluster-x-7f3a` is over: rejected by <@U0ALICE001> </);
    await office.click(ts, 'pegasus_approve', 'gus');
    await until(async () => (await office.ephemeralsTo('gus')).length > 0);
    expect(await office.ephemeralsTo('gus')).toEqual(['Guests of this workspace can look, but not act.']);
  });
});

describe('two clusters at once', () => {
  it('have a conversation each', async () => {
    const office = await openOffice({ runService: new FakeRunService([{}, {}]) });
    const x = office.runService.put(awaiting());
    const y = office.runService.put(
      awaiting({ plan: planFor({ cluster: 'cluster-y' as typeof x.cluster, id: 'other' }), channel }),
    );
    const { ts } = await office.message(y.id);
    await office.message(x.id);
    await office.react(ts, 'x', 'alice');
    await until(() => office.runService.toldRuns.includes(y.id));
    expect(office.runService.run(x.id).status).toBe('awaiting-approval');
  });
});
