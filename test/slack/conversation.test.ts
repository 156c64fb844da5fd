import { describe, expect, it } from 'vitest';
import { alice, awaiting, bob, done, rolling, logged } from '../support/told-runs.js';
import { buttonsOf, openOffice, until } from './bot.js';
import { foreign } from '../../src/roll/message.js';

describe.each(['socket', 'http'] as const)('a roll in Slack (%s mode)', (mode) => {
  it('is asked for, approved with the seeded reaction, shown, and told to its end', async () => {
    const office = await openOffice({ mode });
    await office.command('roll cluster-x --reason “new config”');
    await until(() => office.runService.requests.length === 1);
    expect(office.runService.requests[0]).toMatchObject({
      cluster: 'cluster-x',
      by: alice,
      channel: 'C0PEGASUS1',
      options: { reason: 'new config' },
    });
    const [run] = office.runService.runs();
    if (run === undefined) throw new Error('no run');

    const plan = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    expect(plan.metadata).toEqual({
      event_type: 'pegasus_roll',
      event_payload: { run: run.id, cluster: 'cluster-x', plan: run.plan.id, state: 'awaiting-approval' },
    });
    expect(plan.reactions.map(({ name }) => name)).toEqual(['white_check_mark', 'x']);
    expect(buttonsOf(plan)).toEqual(['pegasus_approve', 'pegasus_reject']);
    expect(await office.ephemeralsTo('alice')).toEqual(['Reading cluster-x …']);

    await office.react(plan.ts, 'white_check_mark', 'bob');
    await until(() => office.runService.run(run.id).status === 'approved');
    expect(office.runService.run(run.id).votes).toMatchObject([{ by: bob, via: 'reaction', planId: run.plan.id }]);
    office.runService.put(
      rolling({
        ...office.runService.run(run.id),
        log: logged({ kind: 'approved', by: bob, have: 1, need: 1 }, { kind: 'started' }),
      }),
    );
    const live = await office.message(
      run.id,
      ({ metadata, reactions }) =>
        metadata?.event_payload['state'] === 'rolling' &&
        reactions.some(({ name }) => name === 'octagonal_sign') &&
        reactions.length === 3,
    );
    expect(live.ts).toBe(plan.ts);
    expect(buttonsOf(live)).toEqual(['pegasus_pause', 'pegasus_abort']);
    // Bob's own approval stays; the bot's seeds follow what means something.
    expect(live.reactions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['white_check_mark', 'double_vertical_bar', 'octagonal_sign']),
    );

    await office.click(plan.ts, 'pegasus_pause', 'dave');
    await until(() => office.runService.run(run.id).status === 'pausing');

    const over = done({ ...office.runService.run(run.id) });
    office.runService.put({
      ...over,
      log: [
        ...office.runService.run(run.id).log,
        {
          kind: 'ended',
          how: 'done',
          rolled: [],
          notRolled: [],
          left: foreign('All is as it was.'),
          seq: office.runService.run(run.id).log.length + 1,
          at: 0,
        },
      ],
    });
    await until(
      () => office.runService.toldRuns.includes(run.id),
      () => JSON.stringify(office.lines),
    );
    const outcome = await office.message(run.id);
    expect(outcome.metadata?.event_payload['state']).toBe('done');
    expect(buttonsOf(outcome)).toEqual([]);
    const seqs = (await office.thread()).map(({ metadata }) => metadata?.event_payload['seq']);
    // The last one is the file of its report, which Slack gives no metadata.
    expect(seqs).toEqual([1, 2, 3, 4, undefined]);
    expect(await office.messagesOf(run.id)).toHaveLength(1);
  });

  it('tells a person who may not approve so, privately', async () => {
    const office = await openOffice({ mode });
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id);
    await office.react(ts, 'white_check_mark', 'alice');
    await until(async () => (await office.ephemeralsTo('alice')).length === 1);
    expect(await office.ephemeralsTo('alice')).toEqual(['You asked for this run, so somebody else has to approve it.']);
    expect(office.runService.run(run.id).votes).toEqual([]);
  });
});
