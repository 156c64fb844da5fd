import { describe, expect, it } from 'vitest';
import { awaiting, bob, done, logged, rejected, rolling } from '../support/told-runs.js';
import { openOffice, until, type Office, type Seen } from './bot.js';

const digestChannel = 'C0OPS00001';

const lines = async (office: Office): Promise<readonly Seen[]> =>
  (await office.seen('ops')).filter(({ metadata }) => metadata?.event_type === 'pegasus_roll_digest');

describe('the digest channel', () => {
  it('has one line a run, edited in place from the request to its end, with a link to the run', async () => {
    const office = await openOffice({ slack: { digestChannel } });
    const run = office.runService.put(awaiting());
    await until(async () => (await lines(office)).length === 1);
    const [first] = await lines(office);
    expect(first?.text).toMatch(
      /^\*<http.*\/archives\/C0PEGASUS1\/p\d+\|Restart cluster-x>\*: .*waits for approval \(0 of 1\) · asked by <@U0ALICE001> · cluster-x-7f3a$/,
    );
    office.runService.put(
      rolling({ log: logged({ kind: 'approved', by: bob, have: 1, need: 1 }, { kind: 'started' }) }),
    );
    await until(async () => (await lines(office))[0]?.text.includes('rolling 1/7') === true);
    office.runService.put(done());
    await until(() => office.runService.toldRuns.includes(run.id));
    const all = await lines(office);
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ ts: first?.ts });
    expect(all[0]?.text).toMatch(/done 7\/7 in 8 min/);
  });

  it('gets no second line when an answer gets lost, nor when the bot starts again', async () => {
    const office = await openOffice({ slack: { digestChannel } });
    const run = office.runService.put(awaiting());
    await office.message(run.id);
    await until(async () => (await lines(office)).length === 1);
    await office.restart();
    office.runService.put({ ...run, id: run.id, votes: [{ by: bob, at: 0, via: 'button', planId: run.plan.id }] });
    await until(async () => (await lines(office))[0]?.text.includes('(1 of 1)') === true);
    expect(await lines(office)).toHaveLength(1);
    // The second answer from now on is that of the digest line of another run.
    const other = { ...awaiting(), id: `${run.id}b` as typeof run.id };
    await office.misbehave({ kind: 'lost-answer', methods: ['chat.postMessage'], times: 2 });
    office.runService.put(other);
    await until(
      () =>
        office.runService.conversation(other.id)?.digest?.ts !== undefined &&
        office.runService.conversation(other.id)?.ts !== undefined,
      undefined,
      15_000,
    );
    expect(await lines(office)).toHaveLength(2);
  }, 30_000);

  it('that takes nothing holds nobody up: the run is told to its end without it', async () => {
    const office = await openOffice({ slack: { digestChannel: 'C0NOWHERE1' } });
    const run = office.runService.put(awaiting());
    await office.message(run.id, ({ reactions }) => reactions.length === 2);
    office.runService.put(rejected({ log: logged({ kind: 'rejected', by: bob }) }));
    await until(() => office.runService.toldRuns.includes(run.id), undefined, 15_000);
    expect(office.lines.some((line) => line.includes('cannot be shown in the digest channel'))).toBe(true);
  }, 30_000);
});
