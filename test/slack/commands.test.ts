import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { clusterName, runId } from '../../src/roll/ids.js';
import { commandWords, parseCommand } from '../../src/slack/parse/command.js';
import { FakeRunService } from '../support/fake-run-service.js';
import { awaiting, bob, held, planFor, rolling } from '../support/told-runs.js';
import { openDoor, openOffice, until, type Office } from './bot.js';
import { foreign } from '../../src/roll/message.js';

/** What alice is told, once there are so many answers. */
async function told(office: Office, many: number, user = 'alice', channel = 'pegasus'): Promise<readonly string[]> {
  const ephemerals = async (): Promise<readonly string[]> =>
    (await office.seen(channel))
      .filter(({ ephemeral, visible_to_name }) => ephemeral && visible_to_name === user)
      .map(({ text }) => text);
  await until(async () => (await ephemerals()).length >= many);
  return ephemerals();
}

describe('/pegasus', () => {
  it('shows its commands, privately and at once', async () => {
    const office = await openOffice();
    await office.command('');
    const [help] = await told(office, 1);
    const examples = [...(help ?? '').matchAll(/^• `\/pegasus ([^`]+)`: ./gm)].map(([, example = '']) => example);
    expect(new Set(examples.map((example) => example.split(' ')[0]))).toEqual(new Set(commandWords));
    for (const example of examples) expect({ example, ok: parseCommand(example).ok }).toEqual({ example, ok: true });
  });

  it('answers what it cannot understand where the person is looking, and repeats nothing that could ping', async () => {
    const office = await openOffice();
    await office.command('rol cluster-x');
    await office.command('<!channel> `x`');
    const [near, ping] = await told(office, 2);
    expect(near).toMatch(/Did you mean roll\?/);
    expect(ping).not.toMatch(/<!|`x`|@channel/);
  });

  it('plan: only the asker sees it, and nothing runs', async () => {
    const office = await openOffice();
    // The tag of a release; servers say it without the `v`, and the plan says what was understood.
    await office.command('plan cluster-x --version v2.5.0', 'carol');
    const [reading, plan] = await told(office, 2, 'carol');
    expect(reading).toBe('Reading cluster-x …');
    expect(plan).toMatch(/^Plan only: Upgrade cluster-x to 2.5.0\n/);
    expect(office.runService.runs()).toEqual([]);
    expect((await office.seen()).filter(({ ephemeral }) => !ephemeral)).toEqual([]);
  });

  it('status: what runs, with a link to it', async () => {
    const office = await openOffice();
    await office.command('status');
    expect(await told(office, 1)).toEqual(['Nothing is running, and nothing awaits approval. There is `cluster-x`.']);
    const run = office.runService.put(held());
    await office.message(run.id);
    await office.command('status cluster-x');
    const [, status] = await told(office, 2);
    expect(status).toMatch(/Restart cluster-x: held since .* needs an answer: replicas do not close/);
    expect(status).toMatch(/<http[^|]*\|See it here>/);
    expect(status).toContain('\nStopped at replica server `10.0.0.2:34801`, 2 of 7: closing its replicas');
    await office.command('status cluster-q');
    expect((await told(office, 3))[2]).toContain(
      'I know no active run and no cluster called “cluster-q”. Did you mean cluster-x?',
    );
  });

  it('roll: an unknown cluster lists those there are', async () => {
    const office = await openOffice({ runService: new FakeRunService([{}, {}]) });
    await office.command('roll cluster-c');
    expect((await told(office, 2))[1]).toBe(
      'I know no cluster called “cluster-c”. Did you mean cluster-x? There are `cluster-x`, `cluster-y`.',
    );
    expect(office.runService.requests).toEqual([]);
  });

  it('roll: a busy cluster says by whom, since when, and links to the run', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    await office.message(run.id);
    office.runService.refusal = { message: foreign('cluster-x is busy with run cluster-x-7f3a'), busy: run };
    await office.command('roll cluster-x', 'bob');
    const busy = (await told(office, 2, 'bob'))[1];
    expect(busy).toMatch(
      /^cluster-x is busy with run cluster-x-7f3a\n<@U0ALICE001> asked for run `cluster-x-7f3a` 2026-01-02 03:04:05 UTC; it is rolling\. <http[^|]*\|See it here>\.$/,
    );
  });

  it('roll: lines of the cluster that were not understood are shown, without secrets', async () => {
    const office = await openOffice();
    office.runService.refusal = {
      message: foreign('cluster-x cannot be read: not understood'),
      raw: ['password=hunter2xyz', '<!here> ```'],
    };
    await office.command('roll cluster-x');
    const refused = (await told(office, 2))[1];
    expect(refused).toContain('password=***');
    expect(refused).not.toMatch(/hunter2xyz|<!here>/);
  });

  it('roll: stands in the cluster’s own channel, found by its name', async () => {
    const office = await openOffice({ runService: new FakeRunService([{ channel: '#ops' }]) });
    await office.command('roll cluster-x');
    expect((await told(office, 2))[1]).toBe('The plan of run `cluster-x-7f3a` is posted in <#C0OPS00001>.');
    await until(async () => (await office.seen('ops')).length === 1);
    expect(office.runService.requests[0]?.channel).toBe('C0OPS00001');
  });

  it.each([
    ['random', undefined, 'I am not in <#C0RANDOM01>. Type `/invite` and my name there, then ask again.'],
    [
      'pegasus',
      'nowhere',
      "The configuration names the channel “nowhere” for this cluster, and I can't see a channel of that name.",
    ],
  ])('roll: typed in #%s with the channel %s configured', async (typed, configured, why) => {
    const office = await openOffice({ runService: new FakeRunService([{ channel: configured }]) });
    await office.command('roll cluster-x', 'alice', typed);
    expect((await told(office, 2, 'alice', typed))[1]).toBe(why);
    expect(office.runService.requests).toEqual([]);
  });

  it('roll: not for guests', async () => {
    const office = await openOffice();
    await office.command('roll cluster-x', 'gus');
    expect((await told(office, 2, 'gus'))[1]).toBe('Guests of this workspace can look, but not act.');
  });

  it('pause: without a name acts on the only run, with several asks which', async () => {
    const office = await openOffice({ runService: new FakeRunService([{}, {}]) });
    await office.command('pause');
    expect(await told(office, 1)).toEqual(['Nothing is running, and nothing awaits approval.']);
    const x = office.runService.put(rolling());
    await office.command('pause');
    expect((await told(office, 2))[1]).toBe('cluster-x: Pausing at the next safe point');
    const y = office.runService.put(rolling({ id: runId('cluster-y-0001'), cluster: clusterName('cluster-y') }));
    await office.command('abort');
    expect((await told(office, 3))[2]).toBe(
      'There are 2 runs; say which one: `cluster-x-7f3a` (cluster-x, pausing), `cluster-y-0001` (cluster-y, rolling).',
    );
    await office.command('pause cluster-y');
    await until(() => office.runService.run(y.id).status === 'pausing');
    await office.command(`resume ${x.id}`);
    await until(() => office.runService.run(x.id).status === 'rolling');
  });

  it('approve: only what stands in the channel', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'rate-limit', methods: ['chat.postMessage'], retryAfterSeconds: 5, times: 1 });
    const run = office.runService.put(awaiting());
    await office.command('approve', 'bob');
    expect(await told(office, 1, 'bob')).toEqual(['The plan is just being posted. Read it, then approve it.']);
    await office.message(run.id);
    await until(() => office.runService.conversation(run.id)?.planId === run.plan.id);
    await office.command('approve cluster-x', 'bob');
    expect((await told(office, 2, 'bob'))[1]).toBe('cluster-x: Approved: it begins now');
    expect(office.runService.intents).toMatchObject([
      { kind: 'approve', by: bob, via: 'command', planId: run.plan.id },
    ]);
  });

  // How fast it is, `npm run bench` measures: here other tests have the machine as well.
  it('is acknowledged long before Slack gives up, while 20 runs are active', async () => {
    const office = await openOffice();
    for (let nth = 0; nth < 20; nth += 1)
      office.runService.put(
        rolling({
          id: runId(`cluster-${nth}-0001`),
          cluster: clusterName(`cluster-${nth}`),
          plan: planFor({ id: `plan${nth}` }),
        }),
      );
    const taken: number[] = [];
    for (let nth = 0; nth < 25; nth += 1) {
      const answer = await office.command('status');
      taken.push(
        z.object({ delivered: z.object({ acked: z.literal(true), ms: z.number() }) }).parse(answer).delivered.ms,
      );
    }
    expect(
      taken.every((ms) => ms < 1_500),
      `milliseconds: ${taken.join(' ')}`,
    ).toBe(true);
  });
});

describe('HTTP mode', () => {
  const unsigned = {
    method: 'POST',
    body: 'command=/pegasus&text=abort',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  };

  it('turns away what Slack has not signed, and everything once it has stopped', async () => {
    const { httpServer, url } = await openDoor();
    const office = await openOffice({ mode: 'http', slack: { httpServer } });
    expect((await fetch(`${url}/slack/events`, unsigned)).status).toBe(401);
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
    expect(office.slack.health()).toMatchObject({
      connected: true,
      detail: `HTTP: listening on 127.0.0.1:${httpServer.address.port}/slack/events`,
    });
    await office.slack.stop();
    expect(office.slack.health()).toMatchObject({ connected: false, detail: 'HTTP: not listening' });
    expect((await fetch(`${url}/slack/events`, unsigned)).status).toBe(503);
  });

  it('asks Slack to come again while it does not know who it is', async () => {
    const { httpServer, url } = await openDoor();
    const office = await openOffice({ mode: 'http', slack: { httpServer } });
    await office.slack.stop();
    await office.misbehave({ kind: 'server-error', methods: ['auth.test'] });
    const restarted = office.restart();
    expect((await fetch(`${url}/slack/events`, unsigned)).status).toBe(503);
    await restarted;
    expect((await fetch(`${url}/slack/events`, unsigned)).status).toBe(503);
    await office.stopMisbehaving();
    await until(async () => (await fetch(`${url}/slack/events`, unsigned)).status === 401);
    await office.command('status');
    await told(office, 1);
  });
});
