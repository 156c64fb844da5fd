import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { awaiting, bob, carol, dave, planFor, rolling } from '../support/told-runs.js';
import { openOffice, until } from './bot.js';

const two = planFor({ approvals: { required: 2, approvers: [], selfApproval: false } });

describe('what Slack did not deliver', () => {
  it('an approval counts when the reaction is found', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    await office.misbehave({ kind: 'lose-deliveries' });
    await office.react(ts, 'white_check_mark', 'bob');
    expect(await office.slack.reconcileVotes(run.id)).toEqual({ kind: 'checked' });
    expect(office.runService.run(run.id)).toMatchObject({
      status: 'approved',
      votes: [{ by: bob, via: 'reconciliation' }],
    });
  });

  it('an approval whose reaction is gone is withdrawn; one given by a button stays', async () => {
    const office = await openOffice();
    const plan = planFor({ approvals: { required: 4, approvers: [], selfApproval: false } });
    const run = office.runService.put(awaiting({ plan }));
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', 'bob');
    await office.click(ts, 'pegasus_approve', 'carol');
    await until(() => office.runService.run(run.id).votes.length === 2);
    await office.misbehave({ kind: 'lose-deliveries' });
    await office.react(ts, 'white_check_mark', 'bob', false);
    expect(await office.slack.reconcileVotes(run.id)).toEqual({ kind: 'checked' });
    expect(office.runService.run(run.id).votes.map(({ by }) => by)).toEqual([carol]);
  });

  it('an approval by a reaction stays when the message it stood on is deleted: nobody took it back', async () => {
    const office = await openOffice();
    const plan = planFor({ approvals: { required: 4, approvers: [], selfApproval: false } });
    const run = office.runService.put(awaiting({ plan }));
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', 'bob');
    await until(() => office.runService.run(run.id).votes.length === 1);
    await office.erase(ts);
    // While the message is posted anew she is told to read the plan first; then she asks again.
    await until(async () => {
      await office.command(`approve ${run.id}`, 'carol');
      return office.runService.run(run.id).votes.length === 2;
    });
    const again = await office.message(run.id, (seen) => seen.ts !== ts);
    await until(() => office.runService.conversation(run.id)?.ts === again.ts);
    expect(await office.slack.reconcileVotes(run.id)).toEqual({ kind: 'checked' });
    expect(office.runService.run(run.id).votes.map(({ by }) => by)).toEqual([bob, carol]);
  });

  it('a rejection counts before any approval', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    await office.misbehave({ kind: 'lose-deliveries' });
    await office.react(ts, 'white_check_mark', 'bob');
    await office.react(ts, 'x', 'dave');
    await office.slack.reconcileVotes(run.id);
    expect(office.runService.intents).toMatchObject([
      { kind: 'reject', by: dave, via: 'reconciliation' },
      { kind: 'approve' },
    ]);
    await until(() => office.runService.toldRuns.includes(run.id));
  });

  it('a pause that was put there while the bot was down counts when it comes back; an abort is asked for again', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    await until(() => office.runService.conversation(run.id)?.seen !== undefined);
    await office.slack.stop();
    await office.misbehave({ kind: 'lose-deliveries' });
    await office.react(ts, 'octagonal_sign', 'bob');
    await office.react(ts, 'double_vertical_bar', 'carol');
    await office.restart();
    await until(() => office.runService.run(run.id).status === 'pausing');
    expect(office.runService.intents).toMatchObject([{ kind: 'pause', by: carol, via: 'reconciliation' }]);
    const said = async (): Promise<string> => (await office.thread()).map(({ text }) => text).join('\n');
    await until(async () =>
      (await said()).includes(
        `<@${bob}> put :octagonal_sign: on this message while I could not hear Slack, so nothing was done`,
      ),
    );
    await until(async () =>
      (await said()).includes(
        `<@${carol}> put :double_vertical_bar: on this message while I could not hear Slack. It counts now: the run pauses.`,
      ),
    );
    // It has counted: not again after another restart, when somebody has resumed.
    await until(() => office.runService.conversation(run.id)?.seen?.length === 2);
    await office.runService.submit(run.id, { kind: 'resume', by: dave, via: 'button' });
    await office.restart();
    await until(() => office.slack.health().connected);
    await pause(600);
    expect(office.runService.run(run.id).status).toBe('rolling');
  });

  it('a pause that stood there when it was heard does not count again after a restart', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    await office.react(ts, 'double_vertical_bar', 'carol');
    await until(() => office.runService.conversation(run.id)?.seen?.length === 1);
    await office.runService.submit(run.id, { kind: 'resume', by: dave, via: 'button' });
    await office.restart();
    await until(() => office.slack.health().connected);
    await pause(600);
    expect(office.runService.run(run.id).status).toBe('rolling');
  });

  it('where the reactions cannot be read after the bot was away, the thread says that presses may be lost', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    await office.message(run.id);
    await until(() => office.runService.conversation(run.id)?.seen !== undefined);
    await office.misbehave({ kind: 'error', error: 'missing_scope', methods: ['reactions.get'] });
    await office.restart();
    await until(async () =>
      (await office.thread()).some(({ text }) =>
        text.includes(
          'cannot read the reactions on the message now. What you pressed or typed in that time may be lost',
        ),
      ),
    );
  });

  it('a person who may not approve is told once, however often their reaction is seen', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    await office.misbehave({ kind: 'lose-deliveries' });
    await office.react(ts, 'white_check_mark', 'alice');
    for (let look = 0; look < 3; look += 1) await office.slack.reconcileVotes(run.id);
    expect(await office.ephemeralsTo('alice')).toEqual(['You asked for this run, so somebody else has to approve it.']);
  });

  it('a person who was refused when the reaction came is not refused again because it is still there', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', 'alice');
    await until(async () => (await office.ephemeralsTo('alice')).length === 1);
    for (let look = 0; look < 2; look += 1) await office.slack.reconcileVotes(run.id);
    expect(await office.ephemeralsTo('alice')).toHaveLength(1);
  });

  it('is not guessed while the reactions cannot be read', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting({ plan: two }));
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', 'bob');
    await until(() => office.runService.run(run.id).votes.length === 1);
    await office.misbehave({ kind: 'error', error: 'missing_scope', methods: ['reactions.get'] });
    expect(await office.slack.reconcileVotes(run.id)).toEqual({
      kind: 'unchecked',
      why: 'reactions of the message: missing_scope',
    });
    expect(office.runService.run(run.id).votes).toHaveLength(1);
  });

  it('is looked at again and again while a run awaits approval', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    await office.misbehave({ kind: 'lose-deliveries' });
    await office.react(ts, 'white_check_mark', 'bob');
    await until(() => office.runService.run(run.id).status === 'approved');
  });
});

describe('the socket', () => {
  it('comes back at once after Slack says goodbye, and reads what was missed', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    await office.misbehave({ kind: 'lose-deliveries', times: 1 });
    await office.react(ts, 'white_check_mark', 'bob');
    const before = performance.now();
    await office.misbehave({ kind: 'disconnect', reason: 'refresh_requested' });
    await until(() => office.runService.run(run.id).status === 'approved');
    // Bolt by itself would be disconnected for five seconds.
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(office.slack.health()).toMatchObject({ connected: true });
  });

  it.each(['handshake', 'open'] as const)(
    'says that it is disconnected while no connection can be had (%s), and comes back',
    async (refuse) => {
      const office = await openOffice();
      await office.misbehave({ kind: 'drop-connections', refuseMs: 800, refuse });
      await until(() => !office.slack.health().connected);
      await until(() => (office.slack.health().disconnectedForMs ?? 0) > 500);
      expect(office.slack.health().detail).toMatch(/^Socket Mode: not connected/);
      await until(() => office.slack.health().connected);
      expect(office.slack.health()).toMatchObject({ connected: true, detail: 'Socket Mode: connected' });
      await office.command('help');
    },
  );
});

describe('an event whose handling fails', () => {
  it('is delivered again, and then counts', async () => {
    const office = await openOffice();
    let failures = 0;
    office.runService.beforeSubmit = () =>
      failures++ === 0 ? Promise.reject(new Error('the disk is full')) : Promise.resolve();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    await office.react(ts, 'double_vertical_bar', 'bob');
    await until(() => office.runService.run(run.id).status === 'pausing');
    expect(office.runService.intents).toHaveLength(1);
  });

  it('is answered when it was a click: nobody is left in the dark', async () => {
    const office = await openOffice();
    office.runService.beforeSubmit = () => Promise.reject(new Error('the disk is full'));
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    await office.click(ts, 'pegasus_pause', 'bob');
    await until(async () => (await office.ephemeralsTo('bob')).length > 0);
    expect((await office.ephemeralsTo('bob'))[0]).toMatch(/^Something failed on my side/);
  });
});

describe('stopping', () => {
  it('finishes what was said before it, and answers', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    let release: () => void = () => undefined;
    let entered = false;
    office.runService.beforeSubmit = () => {
      entered = true;
      return new Promise((resolve) => {
        release = resolve;
      });
    };
    const clicked = office.click(ts, 'pegasus_pause', 'bob');
    await until(() => entered);
    const stopped = office.slack.stop();
    release();
    await Promise.all([stopped, clicked]);
    expect(office.runService.run(run.id).status).toBe('pausing');
  });
});
