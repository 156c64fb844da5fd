import { describe, expect, it } from 'vitest';
import { awaiting, bob, carol, planFor } from '../support/told-runs.js';
import { openOffice, until, type Office } from './bot.js';

const two = (approvers: readonly string[]) => planFor({ approvals: { required: 2, approvers, selfApproval: false } });

const changes: readonly [string, readonly string[], (office: Office) => Promise<void>, string][] = [
  [
    'left the channel whose members approve',
    [],
    (office) => office.member('bob', false),
    'is not in this channel any more',
  ],
  [
    'was taken out of the group of approvers',
    ['@pegasus-oncall'],
    (office) => office.group('pegasus-oncall', 'bob', false),
    'is not one of its approvers any more',
  ],
  ['was deactivated', [], (office) => office.user('bob', { deleted: true }), 'has a deactivated account'],
  ['became a guest', [], (office) => office.user('bob', { kind: 'guest' }), 'is a guest of this workspace now'],
];

describe('the vote of somebody who', () => {
  it.each(changes)(
    '%s does not count when the last vote comes',
    async (_what, approvers, change, why) => {
      const office = await openOffice();
      const run = office.runService.put(awaiting({ plan: two(approvers) }));
      const { ts } = await office.message(run.id);
      await office.click(ts, 'pegasus_approve', 'bob');
      await until(() => office.runService.run(run.id).votes.length === 1);
      await change(office);
      // Fifteen seconds of the bot's clock: until then what Slack said a moment ago is believed.
      await new Promise((resolve) => setTimeout(resolve, 3_200));
      await office.click(ts, 'pegasus_approve', 'carol');
      await until(() => office.runService.run(run.id).votes.some(({ by }) => by === carol));
      expect(office.runService.run(run.id)).toMatchObject({ status: 'awaiting-approval', votes: [{ by: carol }] });
      await office.message(run.id, ({ blocks }) =>
        JSON.stringify(blocks).includes(`Not counted: <@${bob}>, who ${why}`),
      );
      await until(async () =>
        (await office.thread()).some(({ text }) =>
          text.includes(`The approval of <@${bob}> does not count: this person ${why}.`),
        ),
      );
    },
    20_000,
  );

  it('left after the last vote does not count when the run is about to begin', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting({ plan: two([]) }));
    const { ts } = await office.message(run.id);
    for (const user of ['bob', 'carol']) await office.click(ts, 'pegasus_approve', user);
    await until(() => office.runService.run(run.id).status === 'approved');
    await office.member('bob', false);
    await new Promise((resolve) => setTimeout(resolve, 3_200));
    expect(await office.slack.reconcileVotes(run.id)).toEqual({ kind: 'checked' });
    expect(office.runService.run(run.id)).toMatchObject({ status: 'awaiting-approval', votes: [{ by: carol }] });
  }, 20_000);

  it('cannot be looked up just now still counts', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting({ plan: two([]) }));
    const { ts } = await office.message(run.id);
    await office.click(ts, 'pegasus_approve', 'bob');
    await until(() => office.runService.run(run.id).votes.length === 1);
    await office.command('status', 'carol');
    await until(async () => (await office.calls())['users.info']?.calls === 3);
    await new Promise((resolve) => setTimeout(resolve, 3_200));
    await office.misbehave({ kind: 'server-error', methods: ['users.info'] });
    await office.click(ts, 'pegasus_approve', 'carol');
    await until(() => office.runService.run(run.id).status === 'approved');
  }, 20_000);
});
