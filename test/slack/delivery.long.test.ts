import { describe, expect, it } from 'vitest';
import { realClock } from '../../src/lib/clock.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { startSlack, type Slack } from '../../src/slack/start-slack.js';
import { startWorkspace } from '../../demo/workspace/start.js';
import { FakeRunService } from '../support/fake-run-service.js';
import { awaiting, bob, done, logged, planFor, rejected, rolling } from '../support/told-runs.js';
import { buttonsOf, hurried, openOffice, until, type Office } from './bot.js';
import { silent } from '../support/silent.js';
import { foreign } from '../../src/roll/message.js';

const started = logged({ kind: 'approved', by: bob, have: 1, need: 1 }, { kind: 'started' });

async function replySeqs(office: Office): Promise<readonly unknown[]> {
  return (await office.thread()).map(({ metadata }) => metadata?.event_payload['seq']);
}

describe('no post is lost and none is made twice', () => {
  it('when the answer to the first post gets lost', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'lost-answer', methods: ['chat.postMessage'], times: 1 });
    const run = office.runService.put(awaiting());
    const message = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    expect(office.runService.conversation(run.id)).toMatchObject({ ts: message.ts, planId: run.plan.id });
    expect(await office.messagesOf(run.id)).toHaveLength(1);
  });

  it('when a post never arrives, or Slack fails inside', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'lost-request', methods: ['chat.postMessage'], times: 1 });
    const run = office.runService.put(rolling({ log: started.slice(0, 1) }));
    await until(async () => (await replySeqs(office)).length === 1);
    await office.misbehave({ kind: 'server-error', methods: ['chat.postMessage'], times: 1 });
    office.runService.put({ ...run, log: started });
    await until(async () => (await replySeqs(office)).length === 2);
    expect(await replySeqs(office)).toEqual([1, 2]);
    expect(await office.messagesOf(run.id)).toHaveLength(1);
  });

  it('when the answer to a reply gets lost, and the search for it is refused at first', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    await office.message(run.id);
    await office.misbehave({ kind: 'lost-answer', methods: ['chat.postMessage'], times: 1 });
    await office.misbehave({ kind: 'rate-limit', methods: ['conversations.replies'], retryAfterSeconds: 1, times: 1 });
    office.runService.put({ ...run, log: started });
    await until(() => office.runService.conversation(run.id)?.toldSeq === 2);
    expect(await replySeqs(office)).toEqual([1, 2]);
  });

  it('when the bot dies between a post and writing down that it was made', async () => {
    const office = await openOffice();
    // The disk takes nothing any more once the message stands in the channel.
    office.runService.beforeSave = ({ ts }) => {
      if (ts !== undefined) throw new Error('killed');
    };
    const run = office.runService.put(awaiting());
    await until(async () => (await office.messagesOf(run.id)).length === 1);
    await until(() => office.lines.some((line) => line.includes('killed')));
    expect(office.runService.conversation(run.id)).toMatchObject({ posting: { kind: 'message' } });
    const dead = office.slack;
    const stopped = dead.stop();
    office.runService.beforeSave = () => undefined;
    await stopped;
    await office.restart();
    await until(() => office.runService.conversation(run.id)?.ts !== undefined);
    expect(await office.messagesOf(run.id)).toHaveLength(1);
  });

  it('when the bot dies between a reply and writing down that it was made', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    await office.message(run.id);
    office.runService.beforeSave = ({ toldSeq }) => {
      if (toldSeq > 0) throw new Error('killed');
    };
    office.runService.put({ ...run, log: started });
    await until(async () => (await replySeqs(office)).length === 1);
    await until(() => office.lines.some((line) => line.includes('killed')));
    const stopped = office.slack.stop();
    office.runService.beforeSave = () => undefined;
    await stopped;
    await office.restart();
    await until(() => office.runService.conversation(run.id)?.toldSeq === 2);
    expect(await replySeqs(office)).toEqual([1, 2]);
  });

  it('when somebody deletes the message: people get another one to act on', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const { ts } = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.erase(ts);
    office.runService.put({ ...run, votes: [{ by: bob, at: 0, via: 'button', planId: run.plan.id }] });
    const again = await office.message(run.id, (seen) => seen.ts !== ts && seen.reactions.length === 2);
    expect(office.runService.conversation(run.id)).toMatchObject({ ts: again.ts, older: [{ ts }] });
  });

  it('when somebody deletes the message and the next that happens is the end: the outcome gets a message of its own', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.erase(ts);
    const end = office.runService.put(done());
    const again = await office.message(
      run.id,
      (seen) => seen.ts !== ts && seen.metadata?.event_payload['state'] === 'done',
    );
    await until(() => office.runService.toldRuns.includes(run.id));
    expect(
      (await office.thread())
        .filter(({ thread_ts }) => thread_ts === again.ts)
        .map(({ metadata }) => metadata?.event_payload['seq']),
    ).toContain(end.log.at(-1)?.seq);
    expect(await office.messagesOf(run.id)).toHaveLength(1);
  });

  it('when posts are over the limit: they come later, and a pause is heard meanwhile', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.misbehave({
      kind: 'rate-limit',
      methods: ['chat.postMessage', 'chat.update', 'reactions.add', 'chat.postEphemeral'],
      retryAfterSeconds: 2,
      forMs: 1_500,
    });
    office.runService.put({ ...run, log: started.slice(0, 1) });
    const before = performance.now();
    await office.react(ts, 'double_vertical_bar', 'dave');
    await until(() => office.runService.run(run.id).status === 'pausing');
    expect(performance.now() - before).toBeLessThan(1_000);
    await until(async () => (await replySeqs(office)).length >= 1);
    expect(await replySeqs(office)).toContain(1);
    await office.message(run.id, ({ metadata }) => metadata?.event_payload['state'] === 'pausing');
  });
});

describe('a plan that is replaced', () => {
  it('says so on its message, which counts no more, and the new one is asked for in a message of its own', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    const old = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    const plan = planFor({ id: 'feedfacef00d' });
    const again = office.runService.put(
      awaiting({
        plan,
        log: logged({
          kind: 'replanned',
          oldPlan: run.plan.id,
          newPlan: plan.id,
          why: foreign('replica 10.0.0.9:34801 is to be rolled now'),
        }),
      }),
    );
    const newer = await office.message(run.id, ({ ts, reactions }) => ts !== old.ts && reactions.length === 2);
    const [first] = await office.messagesOf(run.id);
    expect(first).toMatchObject({
      ts: old.ts,
      reactions: [],
      metadata: { event_payload: { plan: run.plan.id, state: 'expired' } },
    });
    expect(first === undefined ? [] : buttonsOf(first)).toEqual([]);
    expect(newer.metadata?.event_payload).toMatchObject({ plan: plan.id, state: 'awaiting-approval' });
    await until(async () => (await office.thread()).length === 1);
    expect((await office.thread())[0]).toMatchObject({ thread_ts: newer.ts });

    await office.react(old.ts, 'white_check_mark', 'bob');
    await until(async () => (await office.ephemeralsTo('bob')).length === 1);
    expect(await office.ephemeralsTo('bob')).toEqual([
      'That plan was replaced and counts no more. The current one is in a newer message.',
    ]);
    expect(office.runService.run(again.id).votes).toEqual([]);
  });
});

describe('a workspace that cannot do everything', () => {
  it('without reactions: said once in the thread and once in the log, and buttons do the same', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'absent', methods: ['reactions.add'] });
    const run = office.runService.put(awaiting());
    const message = await office.message(run.id);
    await until(async () => (await office.thread()).length === 1);
    expect((await office.thread())[0]?.text).toMatch(/can’t put reactions/);
    await office.click(message.ts, 'pegasus_reject', 'alice');
    await until(() => office.runService.toldRuns.includes(run.id));
    expect(office.lines.filter((line) => line.includes('reactions.add'))).toHaveLength(1);
  });

  it('without edits: the thread goes on and says so, and the run is told to its end', async () => {
    const office = await openOffice();
    const run = office.runService.put(awaiting());
    await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.misbehave({ kind: 'error', error: 'edit_window_closed', methods: ['chat.update'] });
    office.runService.put(rejected({ log: logged({ kind: 'rejected', by: bob }) }));
    await until(() => office.runService.toldRuns.includes(run.id));
    const said = (await office.thread()).map(({ text }) => text).join('\n');
    expect(said).toContain('rejected it');
    expect(said).toContain('can’t edit the message');
  });

  it('without our blocks: the same in plain text, with its buttons', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'error', error: 'invalid_blocks', methods: ['chat.postMessage'], times: 1 });
    const run = office.runService.put(awaiting());
    const message = await office.message(run.id);
    expect(message.blocks?.map(({ type }) => type)).toEqual(['section', 'actions']);
    expect(message.text).toContain('Restart cluster-x?');
  });

  it('in a channel the bot was thrown out of: health says so until it is back', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'error', error: 'not_in_channel', methods: ['chat.postMessage'], times: 1 });
    office.runService.put(awaiting());
    await until(() => office.slack.health().detail.includes('not_in_channel'));
    expect(office.slack.health()).toMatchObject({ connected: true });
  });
});

describe('the start', () => {
  const options = {
    runService: new FakeRunService(),
    clock: hurried,
    log: silent,
    mode: 'socket' as const,
  };

  it.each([
    [
      'a wrong bot token',
      { bot: 'xoxb-wrong' },
      /^Slack does not accept the bot token \(SLACK_BOT_TOKEN\): invalid_auth$/,
    ],
    [
      'a wrong app token',
      { app: 'xapp-wrong' },
      /^Slack does not accept the app token for Socket Mode \(SLACK_APP_TOKEN\): (invalid_auth|not_allowed_token_type)$/,
    ],
  ])('says clearly that Slack refuses %s, and is not ready', async (_what, wrong, why) => {
    const workspace = await startWorkspace({ port: 0, clock: realClock });
    const tokens = { bot: workspace.botToken, app: workspace.appToken, ...wrong };
    const slack = await startSlack({ ...options, apiUrl: workspace.apiUrl, tokens });
    expect(slack.refused).toMatch(why);
    expect(slack.health()).toMatchObject({ connected: false, letIn: false });
    await slack.stop();
    await workspace.close();
  });

  it('fails clearly with no app token', async () => {
    await expect(startSlack({ ...options, tokens: { bot: 'xoxb-any', app: '' } })).rejects.toThrow(
      /^Socket Mode needs an app token \(SLACK_APP_TOKEN\)$/,
    );
  });

  it('lets the bot in as soon as Slack takes its token again', async () => {
    const office = await openOffice();
    await office.slack.stop();
    await office.misbehave({ kind: 'error', error: 'account_inactive', methods: ['auth.test'] });
    await office.restart();
    expect(office.slack.refused).toBe('Slack does not accept the bot token (SLACK_BOT_TOKEN): account_inactive');
    await office.stopMisbehaving();
    await until(() => office.slack.health().connected);
    expect(office.slack.refused).toBeUndefined();
    expect(office.slack.health()).toMatchObject({ letIn: true });
  });

  it('goes on in the background while Slack cannot be reached', async () => {
    const slack = await startSlack({
      ...options,
      apiUrl: 'http://127.0.0.1:9/api/',
      tokens: { bot: 'xoxb-any', app: 'xapp-any' },
    });
    expect(slack.health()).toMatchObject({ connected: false, detail: 'Slack cannot be reached' });
    expect(await slack.reconcileVotes(awaiting().id)).toEqual({ kind: 'unchecked', why: 'Slack cannot be reached' });
    await slack.stop();
  });

  it('says so when Slack, reached at last, does not let the bot in', async () => {
    const clock = new VirtualClock();
    let reached = false;
    const fetch: typeof globalThis.fetch = () =>
      reached
        ? Promise.resolve(Response.json({ ok: false, error: 'invalid_auth' }))
        : Promise.reject(new Error('no route to host'));
    let slack: Slack | undefined;
    const starting = startSlack({ ...options, clock, fetch, tokens: { bot: 'xoxb-any', app: 'xapp-any' } }).then(
      (started) => {
        slack = started;
      },
    );
    await clock.until(() => slack !== undefined, 10_000);
    await starting;
    expect(slack?.health()).toMatchObject({ letIn: true });
    reached = true;
    await clock.advance(10_000);
    await until(() => slack?.health().letIn === false);
    expect(slack?.health().detail).toBe('Slack does not accept the bot token (SLACK_BOT_TOKEN): invalid_auth');
    await slack?.stop();
  });
});
