import { describe, expect, it } from 'vitest';
import { clusterName, runId } from '../../../src/roll/ids.js';
import { FakeRunService } from '../../support/fake-run-service.js';
import { awaiting, carol, planFor, rolling } from '../../support/told-runs.js';
import { openOffice, until, type Office, type Seen } from '../bot.js';
import { Screen } from '../views.js';

const me = '<@U0PEGASUS1>';
const other = {
  id: runId('cluster-y-0001'),
  cluster: clusterName('cluster-y'),
  plan: planFor({ id: 'plan-y', cluster: clusterName('cluster-y') }),
};

async function threadOf(office: Office, ts: string): Promise<readonly Seen[]> {
  return (await office.seen()).filter((seen) => seen.thread_ts === ts && seen.ts !== ts);
}

/** The answer in the thread, once there are so many answers that match. */
async function answered(office: Office, ts: string, pattern: RegExp): Promise<Seen> {
  let found: Seen | undefined;
  await until(
    async () => {
      found = (await threadOf(office, ts)).find(
        ({ user_name, text }) => user_name === 'pegasus-roll' && pattern.test(text),
      );
      return found !== undefined;
    },
    () => `an answer like ${String(pattern)}`,
  );
  if (found === undefined) throw new Error('no answer');
  return found;
}

describe.each(['socket', 'http'] as const)('a mention, over %s', (mode) => {
  it('in the thread of a run means that run, and is answered there for all to see', async () => {
    const office = await openOffice({ mode, runService: new FakeRunService([{}, {}]) });
    const x = office.runService.put(rolling());
    const y = office.runService.put(rolling(other));
    const { ts } = await office.message(y.id);
    await office.message(x.id);
    await new Screen(office, 'bob').write(`${me} status`, ts);
    const status = await answered(office, ts, /Restart cluster-y/);
    expect(status.ephemeral).toBe(false);
    expect(status.text).not.toContain('cluster-x');
    await new Screen(office, 'bob').write(`${me} pause`, ts);
    expect((await answered(office, ts, /^cluster-y: Pausing/)).ephemeral).toBe(false);
    expect(office.runService.intents).toMatchObject([{ run: y.id, kind: 'pause', by: 'U0BOB00001' }]);
  });

  it('counts once, however often it is delivered', async () => {
    const office = await openOffice({ mode });
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    await office.misbehave({ kind: 'duplicate-deliveries', copies: 3, times: 2 });
    await new Screen(office, 'bob').write(`${me} pause`, ts);
    await answered(office, ts, /Pausing/);
    expect(office.runService.intents).toHaveLength(1);
    expect((await threadOf(office, ts)).filter(({ text }) => text.startsWith('cluster-x: '))).toHaveLength(1);
  });
});

describe('a mention', () => {
  it('in the channel is answered in a thread of its own', async () => {
    const office = await openOffice();
    await new Screen(office, 'alice').write(`${me} status`);
    const asked = (await office.seen()).find(({ text }) => text.includes('status'));
    await answered(office, asked?.ts ?? '', /^Nothing is running/);
  });

  it.each(['runs', 'clusters', 'status'])(
    'that asks for a list is answered to the person alone, as it would call everybody in it: %s',
    async (command) => {
      const office = await openOffice({ runService: new FakeRunService([{}, {}]) });
      office.runService.put(rolling());
      office.runService.put(rolling({ ...other, requestedBy: carol }));
      await new Screen(office, 'alice').write(`${me} ${command}`);
      const asked = (await office.seen()).find(({ text }) => text.includes(command))?.ts ?? '';
      expect(await answered(office, asked, new RegExp(`<@${carol}>`))).toMatchObject({
        ephemeral: true,
        visible_to_name: 'alice',
      });
    },
  );

  it('without a name, in a thread of something else, does nothing: the only run may not be the one that is meant', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    await office.message(run.id);
    await new Screen(office, 'bob').write('lunch?');
    const lunch = (await office.seen()).find(({ text }) => text === 'lunch?')?.ts ?? '';
    await new Screen(office, 'bob').write(`${me} abort`, lunch);
    expect(await answered(office, lunch, /This thread is of no run/)).toMatchObject({
      ephemeral: true,
      visible_to_name: 'bob',
    });
    await new Screen(office, 'bob').write(`${me} pause cluster-x`, lunch);
    await answered(office, lunch, /^cluster-x: Pausing/);
    expect(office.runService.intents.map(({ kind }) => kind)).toEqual(['pause']);
  });

  it('approves only under the plan that counts now', async () => {
    const office = await openOffice();
    const first = office.runService.put(awaiting());
    const old = await office.message(first.id);
    await until(() => office.runService.conversation(first.id)?.planId === first.plan.id);
    const second = office.runService.put({ ...first, plan: planFor({ id: 'plan-2' }) });
    const now = await office.message(second.id, ({ ts }) => ts !== old.ts);
    await until(() => office.runService.conversation(first.id)?.planId === 'plan-2');
    await new Screen(office, 'bob').write(`${me} approve`, old.ts);
    expect(await answered(office, old.ts, /not under the plan that counts/)).toMatchObject({ ephemeral: true });
    expect(office.runService.intents).toEqual([]);
    await new Screen(office, 'bob').write(`${me} approve`, now.ts);
    await answered(office, now.ts, /Approved/);
    expect(office.runService.intents).toMatchObject([{ kind: 'approve', planId: 'plan-2' }]);
  });

  it('is refused privately to those who may not, and an aside does nothing', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    await new Screen(office, 'gus').write(`${me} pause`, ts);
    expect(await answered(office, ts, /^Guests of this workspace/)).toMatchObject({
      ephemeral: true,
      visible_to_name: 'gus',
    });
    await new Screen(office, 'bob').write(`should ${me} abort it?`, ts);
    expect(await answered(office, ts, /begin your message with my name/)).toMatchObject({
      ephemeral: true,
      visible_to_name: 'bob',
    });
    expect(office.runService.intents).toEqual([]);
  });

  it('asks for a roll as the command does, and without arguments offers the form', async () => {
    const office = await openOffice();
    await new Screen(office, 'alice').write(`${me} roll cluster-x --version 2.5.0`);
    await until(() => office.runService.requests.length === 1);
    expect(office.runService.requests).toMatchObject([
      { cluster: 'cluster-x', channel: 'C0PEGASUS1', by: 'U0ALICE001', options: { version: '2.5.0' } },
    ]);
    await new Screen(office, 'bob').write(`${me} roll`);
    let offer: Seen | undefined;
    await until(
      async () =>
        (offer = (await office.seen()).find(({ text }) => text.startsWith('Which cluster, and how?'))) !== undefined,
    );
    await office.click(offer?.ts ?? '', 'pegasus_open_form', 'bob');
    await new Screen(office, 'bob').view('modal');
  });
});

describe('a shortcut on a message', () => {
  it('tells the status of the run it belongs to, privately, also on a reply', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    await new Screen(office, 'bob').shortcut('pegasus_run_status', ts);
    await until(async () => (await office.ephemeralsTo('bob')).some((text) => /Restart cluster-x/.test(text)));
    await new Screen(office, 'carol').write('is it slow?', ts);
    const reply = (await threadOf(office, ts)).find(({ text }) => text === 'is it slow?');
    await new Screen(office, 'carol').shortcut('pegasus_run_pause', reply?.ts);
    expect(await answered(office, ts, /^cluster-x: Pausing/)).toMatchObject({
      ephemeral: true,
      visible_to_name: 'carol',
    });
    expect(office.runService.intents).toMatchObject([{ kind: 'pause', by: 'U0CAROL001' }]);
  });

  it('is answered in a channel the bot was taken out of, on a reply as on the message', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    await new Screen(office, 'carol').write('is it slow?', ts);
    const reply = (await threadOf(office, ts)).find(({ text }) => text === 'is it slow?');
    await office.channel({ bot: false });
    for (const [user, on] of [
      ['bob', ts],
      ['carol', reply?.ts],
    ] as const) {
      await new Screen(office, user).shortcut('pegasus_run_status', on);
      await until(
        async () => (await office.ephemeralsTo(user)).some((text) => /Restart cluster-x/.test(text)),
        () => `an answer to ${user}`,
      );
    }
    expect(office.lines.filter((line) => line.includes('could not be delivered'))).toEqual([]);
  });

  it('does nothing on any other message, and says so', async () => {
    const office = await openOffice();
    office.runService.put(rolling());
    await new Screen(office, 'bob').write('lunch?');
    await new Screen(office, 'bob').shortcut(
      'pegasus_run_pause',
      (await office.seen()).find(({ text }) => text === 'lunch?')?.ts,
    );
    await until(async () => (await office.ephemeralsTo('bob')).length === 1);
    expect(await office.ephemeralsTo('bob')).toEqual([
      'This message is of no run that is under way. `/pegasus status` shows those that are.',
    ]);
    expect(office.runService.intents).toEqual([]);
  });
});
