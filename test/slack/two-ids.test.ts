import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { seedUsers } from '../../demo/workspace/people/roster.js';
import { alice, awaiting, bob, planFor } from '../support/told-runs.js';
import { openOffice, until, type Office } from './bot.js';

/** A workspace of an Enterprise Grid: everybody has an id of the workspace and one of the organisation. */
const grid = (): Promise<Office> =>
  openOffice({
    workspace: {
      users: seedUsers.map((user) =>
        user.id.startsWith('U0') ? { ...user, enterpriseId: user.id.replace(/^U/, 'W') } : user,
      ),
    },
  });

const plan = (approvers: readonly string[], required = 2) =>
  planFor({ approvals: { required, approvers, selfApproval: false } });

describe('a person with two ids', () => {
  it('votes once, by whichever', async () => {
    const office = await grid();
    const run = office.runService.put(awaiting({ plan: plan([]) }));
    const { ts } = await office.message(run.id);
    await office.click(ts, 'pegasus_approve', 'bob');
    await until(() => office.runService.run(run.id).votes.length === 1);
    await office.user('bob', { goes_by: 'enterprise' });
    await office.click(ts, 'pegasus_approve', 'bob');
    await until(() => office.runService.intents.length === 2);
    await office.react(ts, '+1', 'bob');
    await until(() => office.runService.intents.length === 3);
    expect(office.runService.run(run.id)).toMatchObject({ status: 'awaiting-approval', votes: [{ by: bob }] });
  });

  it('does not approve their own run by the other', async () => {
    const office = await grid();
    const run = office.runService.put(awaiting({ plan: plan([], 1), requestedBy: alice }));
    const { ts } = await office.message(run.id);
    await office.user('alice', { goes_by: 'enterprise' });
    await office.react(ts, 'white_check_mark', 'alice');
    await until(async () => (await office.ephemeralsTo('alice')).length > 0);
    expect(await office.ephemeralsTo('alice')).toEqual(['You asked for this run, so somebody else has to approve it.']);
    expect(office.runService.run(run.id).status).toBe('awaiting-approval');
  });

  it.each([
    ['W0BOB00001', 'workspace' as const],
    ['U0BOB00001', 'enterprise' as const],
    ['@pegasus-oncall', 'enterprise' as const],
  ])('is an approver when the configuration names %s and they come by the id of the %s', async (approver, goes_by) => {
    const office = await grid();
    const run = office.runService.put(awaiting({ plan: plan([approver], 1) }));
    const { ts } = await office.message(run.id);
    await office.user('bob', { goes_by });
    await office.react(ts, 'white_check_mark', 'bob');
    await until(() => office.runService.run(run.id).status === 'approved');
  });

  it('takes an approval back by the other, and keeps one whose reaction is listed under the other', async () => {
    const office = await grid();
    const run = office.runService.put(awaiting({ plan: plan([]) }));
    const { ts } = await office.message(run.id);
    await office.user('bob', { goes_by: 'enterprise' });
    await office.react(ts, 'white_check_mark', 'bob');
    await until(() => office.runService.run(run.id).votes.length === 1);
    office.runService.put({
      ...awaiting({ plan: plan([]) }),
      votes: office.runService.run(run.id).votes.map((vote) => ({ ...vote, by: bob })),
    });
    expect(await office.slack.reconcileVotes(run.id)).toEqual({ kind: 'checked' });
    expect(office.runService.run(run.id).votes).toMatchObject([{ by: bob }]);
    await office.react(ts, 'white_check_mark', 'bob', false);
    await until(() => office.runService.run(run.id).votes.length === 0);
    await pause(50);
    expect(office.runService.intents.at(-1)).toMatchObject({ kind: 'withdraw', by: bob });
  });
});
