import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { alice, awaiting, bob, held, paused, planFor, rolling } from '../support/told-runs.js';
import { openOffice, until } from './bot.js';

const settled = (): Promise<void> => pause(400);

describe('a press that Slack delivers again', () => {
  it('does not resume a later pause, under another event id and after a restart', async () => {
    const office = await openOffice();
    const run = office.runService.put(paused({ requestedBy: alice }));
    const { ts } = await office.message(run.id);
    await office.react(ts, 'arrow_forward', 'alice');
    await until(() => office.runService.run(run.id).status === 'rolling');
    await office.react(ts, 'double_vertical_bar', 'bob');
    await until(() => office.runService.run(run.id).status === 'pausing');
    await office.again('reaction_added', 1);
    await settled();
    expect(office.runService.run(run.id).status).toBe('pausing');
    await office.restart();
    await until(() => office.slack.health().connected);
    await office.again('reaction_added', 1);
    await settled();
    expect(office.runService.run(run.id).status).toBe('pausing');
    expect(office.runService.run(run.id).log.filter(({ kind }) => kind === 'resumed')).toHaveLength(1);
    // What was answered once is not answered again.
    expect(await office.ephemeralsTo('alice')).toEqual([]);
  });

  it('does not pause again a run that was resumed, after a restart', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling({ requestedBy: alice }));
    const { ts } = await office.message(run.id);
    await office.react(ts, 'double_vertical_bar', 'bob');
    await until(() => office.runService.run(run.id).status === 'pausing');
    await office.command('resume', 'alice');
    await until(() => office.runService.run(run.id).status === 'rolling');
    await office.restart();
    await until(() => office.slack.health().connected);
    await office.again('reaction_added');
    await settled();
    expect(office.runService.run(run.id).status).toBe('rolling');
    expect(await office.ephemeralsTo('bob')).toEqual([]);
  });

  it.each([
    ['a click', 'block_actions'],
    ['a command', '/pegasus'],
  ])('counts once after a restart, too: %s', async (way, name) => {
    const office = await openOffice();
    const run = office.runService.put(paused({ requestedBy: alice }));
    const { ts } = await office.message(run.id);
    await (way === 'a click' ? office.click(ts, 'pegasus_resume', 'alice') : office.command('resume', 'alice'));
    await until(() => office.runService.run(run.id).status === 'rolling');
    await office.react(ts, 'double_vertical_bar', 'bob');
    await until(() => office.runService.run(run.id).status === 'pausing');
    await office.restart();
    await until(() => office.slack.health().connected);
    await office.again(name);
    await settled();
    expect(office.runService.run(run.id).status).toBe('pausing');
  });

  it('does not approve once more what its author has taken back', async () => {
    const office = await openOffice();
    const run = office.runService.put(
      awaiting({ plan: planFor({ approvals: { required: 2, approvers: [], selfApproval: false } }) }),
    );
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', 'bob');
    await until(() => office.runService.run(run.id).votes.length === 1);
    await office.react(ts, 'white_check_mark', 'bob', false);
    await until(() => office.runService.run(run.id).votes.length === 0);
    await office.restart();
    await until(() => office.slack.health().connected);
    await office.again('reaction_added');
    await settled();
    expect(office.runService.run(run.id).votes).toEqual([]);
  });

  it('of a button that was drawn for an earlier pause is answered in words', async () => {
    const office = await openOffice();
    const run = office.runService.put(
      paused({
        requestedBy: alice,
        log: [
          {
            kind: 'paused',
            why: { code: 'paused-by', by: { code: 'person', user: bob } },
            settingsStayOn: true,
            seq: 1,
            at: 1_000,
          },
        ],
      }),
    );
    const { ts } = await office.message(run.id);
    await office.misbehave({ kind: 'server-error', methods: ['chat.update'] });
    office.runService.put(
      paused({
        requestedBy: alice,
        log: [
          {
            kind: 'paused',
            why: { code: 'paused-by', by: { code: 'person', user: bob } },
            settingsStayOn: true,
            seq: 1,
            at: 1_000,
          },
          { kind: 'resumed', by: alice, seq: 2, at: 2_000 },
          {
            kind: 'paused',
            why: { code: 'paused-by', by: { code: 'person', user: bob } },
            settingsStayOn: true,
            seq: 3,
            at: 3_000,
          },
        ],
      }),
    );
    await office.click(ts, 'pegasus_resume', 'alice');
    await until(async () => (await office.ephemeralsTo('alice')).length > 0);
    expect(await office.ephemeralsTo('alice')).toEqual([
      'That button belongs to an earlier pause. Press Resume on the message as it stands now, if you want this run to go on.',
    ]);
    expect(office.runService.run(run.id).status).toBe('paused');
  });

  it('that was meant for another hold is not taken for this one', async () => {
    const office = await openOffice();
    const run = office.runService.put(held({ requestedBy: alice }));
    const { ts } = await office.message(run.id);
    await office.click(ts, 'pegasus_retry', 'alice');
    await until(() => office.runService.run(run.id).status !== 'held');
    office.runService.put({ ...held({ requestedBy: alice }), since: held().since + 5_000 });
    await office.restart();
    await until(() => office.slack.health().connected);
    await office.again('block_actions');
    await settled();
    expect(office.runService.run(run.id).status).toBe('held');
  });
});
