import { describe, expect, it } from 'vitest';
import { runId } from '../../src/roll/ids.js';
import { aborting, awaiting, bob, held, logged, rolling } from '../support/told-runs.js';
import { hurried, openOffice, until, type Office, type OfficeOptions } from './bot.js';

const digestChannel = 'C0OPS00001';
const started = logged({ kind: 'approved', by: bob, have: 1, need: 1 }, { kind: 'started' });

/** What was handed to the operator's own program. */
function paged(): { readonly texts: string[]; readonly command: (text: string) => Promise<void> } {
  const texts: string[] = [];
  return { texts, command: (text) => Promise.resolve(void texts.push(text)) };
}

const open = (slack: OfficeOptions['slack']): Promise<Office> => openOffice({ slack: { ...slack } });

describe('a channel that is archived in the middle of a run', () => {
  it('people are told elsewhere once, the run goes on, what needs them follows, and all is told when the channel is back', async () => {
    const pager = paged();
    const office = await open({ alternate: { channel: digestChannel, direct: true, command: pager.command } });
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.channel({ archived: true });
    office.runService.put({ ...run, log: started.slice(0, 1) });
    await until(() => pager.texts.length === 1);
    expect(pager.texts[0]).toMatch(
      /can’t show Restart cluster-x .*that channel is archived: unarchive it.*goes on meanwhile/,
    );
    await until(async () => (await office.seen('ops')).some(({ text }) => text === pager.texts[0]));
    expect(office.slack.health()).toMatchObject({ letIn: true, unseenRuns: 1 });
    expect(office.slack.health().detail).toContain(`run ${run.id} cannot be shown`);
    expect(office.runService.run(run.id).status).toBe('rolling');

    office.runService.put({ ...held(), log: started });
    await until(() => pager.texts.length === 2);
    expect(pager.texts[1]).toContain('needs an answer');

    await office.channel({ archived: false });
    await until(
      () => office.runService.conversation(run.id)?.toldSeq === 2,
      () => JSON.stringify(office.lines.slice(-5)),
      15_000,
    );
    await office.message(run.id, (seen) => seen.ts === ts && seen.metadata?.event_payload['state'] === 'held');
    await until(() => office.slack.health().unseenRuns === 0);
    expect(pager.texts).toHaveLength(2);
  }, 30_000);
});

describe('a channel that many runs stand in', () => {
  it('is lost, and people are told of each of them, although Slack takes one post a second', async () => {
    const office = await openOffice({
      slack: { alternate: { channel: digestChannel, direct: true } },
      workspace: { clock: hurried },
    });
    const runs = Array.from({ length: 8 }, (_none, nth) =>
      office.runService.put(rolling({ id: runId(`cluster-x-${nth}`) })),
    );
    for (const run of runs) await office.message(run.id);
    await office.misbehave({ kind: 'hold-limits', methods: ['chat.postMessage'] });
    await office.channel({ archived: true });
    for (const run of runs) office.runService.put({ ...run, log: started.slice(0, 1) });
    const told = async (): Promise<number> =>
      (await office.seen('ops')).filter(({ text }) => text.includes('can’t show')).length;
    await until(
      async () => (await told()) === runs.length,
      () => office.lines.slice(-5).join('\n'),
      15_000,
    );
    await until(async () => (await office.direct('alice')).length === runs.length);
    expect(office.lines.filter((line) => line.includes('could not be told') || line.includes('another way'))).toEqual(
      [],
    );
  }, 30_000);

  it('is lost, and being asked to wait again and again is no reason to give up', async () => {
    const office = await openOffice({ slack: { alternate: { channel: digestChannel, direct: false } } });
    const run = office.runService.put(rolling());
    await office.message(run.id);
    await office.channel({ archived: true });
    office.runService.put({ ...run, log: started.slice(0, 1) });
    await until(() => office.slack.health().unseenRuns === 1);
    await office.misbehave({ kind: 'rate-limit', retryAfterSeconds: 1, times: 7, methods: ['chat.postMessage'] });
    office.runService.put({ ...held(), log: started });
    await until(
      async () => (await office.seen('ops')).some(({ text }) => text.includes('needs an answer')),
      () => office.lines.slice(-5).join('\n'),
      15_000,
    );
  }, 30_000);
});

describe('a bot that is thrown out of the channel', () => {
  it('pauses the run where the configuration says so, and tells requester and approvers directly', async () => {
    const office = await open({ onLost: () => 'pause', alternate: { direct: true } });
    const run = office.runService.put(rolling());
    await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.channel({ bot: false });
    office.runService.put({ ...run, log: started.slice(0, 1) });
    await until(() => office.runService.run(run.id).status === 'pausing');
    expect(office.runService.intents).toMatchObject([{ kind: 'pause', via: 'disconnected' }]);
    await until(
      () => office.lines.every((line) => !line.includes('could not be told')) && office.slack.health().unseenRuns === 1,
    );
    const direct = await directTo(office, 'alice');
    expect(direct).toHaveLength(1);
    expect(direct[0]).toMatch(/invite it again.*paused at the next safe point/);
    expect(await directTo(office, 'bob')).toEqual(direct);
  });

  it('does not pause a request that nobody has approved', async () => {
    const office = await open({ onLost: () => 'pause' });
    await office.channel({ bot: false });
    office.runService.put(awaiting());
    await until(() => office.slack.health().unseenRuns === 1);
    expect(office.runService.intents).toEqual([]);
  });

  it('pauses it once it is approved elsewhere, and again when it is told to go on, as it said', async () => {
    const pager = paged();
    const office = await open({ onLost: () => 'pause', alternate: { direct: false, command: pager.command } });
    const run = office.runService.put(awaiting());
    await office.message(run.id);
    await office.channel({ bot: false });
    office.runService.put({ ...run, log: logged({ kind: 'approval-withdrawn', by: bob }) });
    await until(() => pager.texts.length === 1);
    expect(pager.texts[0]).toContain('It waits for approval; once approved, it is paused before it touches anything.');
    await office.command(`approve ${run.id}`, 'bob', 'ops');
    await until(
      () => office.runService.run(run.id).status === 'paused',
      () => JSON.stringify(office.runService.intents),
    );
    await until(() => pager.texts.length === 2);
    expect(pager.texts[1]).toContain('is paused');
    await office.command(`resume ${run.id}`, 'bob', 'ops');
    await until(
      () => office.runService.intents.filter(({ via }) => via === 'disconnected').length === 2,
      () => JSON.stringify(office.runService.intents),
    );
    await until(() => ['pausing', 'paused'].includes(office.runService.run(run.id).status));
  });

  it.each([
    [
      'held',
      held(),
      /It stands still until somebody answers by command; if it is told to go on before it can be shown, it is paused again\./,
    ],
    ['ending', aborting(), /It puts the settings back and ends\./],
  ])('does not say of a run that is %s that it will be paused', async (_what, run, words) => {
    const pager = paged();
    const office = await open({ onLost: () => 'pause', alternate: { direct: false, command: pager.command } });
    await office.channel({ bot: false });
    office.runService.put(run);
    await until(() => pager.texts.length === 1);
    expect(pager.texts[0]).toMatch(words);
    expect(pager.texts[0]).not.toContain('is paused at the next');
    expect(office.runService.intents).toEqual([]);
  });
});

describe('a token that is revoked in the middle of a run', () => {
  it.each(['token_revoked', 'account_inactive', 'invalid_auth'])(
    '%s: the operator’s program is told, as Slack takes nothing; health says so until the bot is let in again',
    async (error) => {
      const pager = paged();
      const office = await open({
        onLost: () => 'pause',
        alternate: { channel: digestChannel, direct: true, command: pager.command },
      });
      const run = office.runService.put(rolling());
      await office.message(run.id, ({ reactions }) => reactions.length === 2);
      await office.misbehave({ kind: 'error', error });
      office.runService.put({ ...run, log: started.slice(0, 1) });
      await until(() => pager.texts.length === 1 && office.runService.run(run.id).status === 'pausing');
      expect(pager.texts[0]).toContain(`shut out of Slack (${error})`);
      expect(pager.texts[0]).toContain(run.id);
      expect(office.slack.health()).toMatchObject({ letIn: false });
      await office.stopMisbehaving();
      // Whatever is answered next says that the bot is let in.
      await office.command('status');
      await until(
        () => office.slack.health().letIn,
        () => JSON.stringify(office.lines.slice(-5)),
      );
      expect(pager.texts).toHaveLength(1);
    },
  );

  it('and no other way is configured: it stands in the log at least', async () => {
    const office = await open({ alternate: { direct: true } });
    const run = office.runService.put(rolling());
    await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.misbehave({ kind: 'error', error: 'token_revoked' });
    office.runService.put({ ...run, log: started.slice(0, 1) });
    await until(() => office.lines.some((line) => line.startsWith('error people could not be told in any other way')));
    expect(office.runService.run(run.id).status).toBe('rolling');
    await office.stopMisbehaving();
  });
});

describe('an app token that is revoked in the middle of a run', () => {
  it('people are told that nobody is heard, where they see it; the run pauses where the configuration says so', async () => {
    const pager = paged();
    const office = await open({
      onLost: () => 'pause',
      alternate: { channel: digestChannel, direct: true, command: pager.command },
    });
    const run = office.runService.put(rolling());
    await office.message(run.id, ({ reactions }) => reactions.length === 2);
    await office.misbehave({ kind: 'error', error: 'token_revoked', methods: ['apps.connections.open'] });
    await office.misbehave({ kind: 'drop-connections' });
    await until(() => pager.texts.length === 1 && office.runService.run(run.id).status === 'pausing');
    expect(pager.texts[0]).toMatch(
      /hears nobody.*app token \(token_revoked\).*Give it a new app token.*paused at the next safe point/,
    );
    expect(pager.texts[0]).toContain(run.id);
    expect(office.slack.health()).toMatchObject({
      connected: false,
      letIn: false,
      detail: expect.stringContaining('app token refused: token_revoked'),
    });
    // The bot token is as good as ever.
    expect(await directTo(office, 'alice')).toEqual(pager.texts);
    expect((await office.seen('ops')).map(({ text }) => text)).toContain(pager.texts[0]);
    const paused = await office.message(run.id, ({ metadata }) => metadata?.event_payload['state'] === 'pausing');
    expect(paused.text).not.toContain('pegasus-roll&gt;');
    await office.stopMisbehaving();
    await until(
      () => office.slack.health().letIn && office.slack.health().connected,
      () => JSON.stringify(office.lines.slice(-5)),
      15_000,
    );
    expect(pager.texts).toHaveLength(1);
  }, 30_000);

  it('is told of the runs that the run service knows by then, when it was so at the start', async () => {
    const pager = paged();
    let known = (): void => undefined;
    const runsKnown = new Promise<void>((resolve) => {
      known = resolve;
    });
    const office = await open({
      tokens: { bot: 'xoxb-wrong', app: 'xapp-any' },
      runsKnown,
      onLost: () => 'pause',
      alternate: { direct: true, command: pager.command },
    });
    const run = office.runService.put(rolling());
    known();
    await until(() => pager.texts.length === 1 && office.runService.run(run.id).status === 'pausing');
    expect(pager.texts[0]).toMatch(
      new RegExp(
        `shut out of Slack \\(invalid_auth\\).*Under way: .*${run.id}.*(is paused|stops) at the next safe point`,
      ),
    );
  });
});

describe('every write is refused with 429', () => {
  it.each([
    ['pause', 'double_vertical_bar', 'pausing'],
    ['abort', 'octagonal_sign', 'aborting'],
  ] as const)(
    '%s works all the same, by reaction, and shows once Slack takes writes again',
    async (_what, emoji, state) => {
      const office = await openOffice();
      const run = office.runService.put(rolling());
      const { ts } = await office.message(run.id, ({ reactions }) => reactions.length === 2);
      await office.misbehave({
        kind: 'rate-limit',
        retryAfterSeconds: 5,
        forMs: 600,
        methods: ['chat.postMessage', 'chat.update', 'chat.postEphemeral', 'reactions.add', 'reactions.remove'],
      });
      office.runService.put({ ...run, log: started.slice(0, 1) });
      const before = performance.now();
      await office.react(ts, emoji, 'bob');
      await until(() => office.runService.run(run.id).status === state);
      expect(performance.now() - before).toBeLessThan(500);
      expect((await office.message(run.id)).metadata?.event_payload['state']).toBe('rolling');
      await office.message(run.id, ({ metadata }) => metadata?.event_payload['state'] === state);
    },
  );

  it('is asked again only when its Retry-After is over, whichever run asks', async () => {
    const office = await openOffice();
    const runs = [rolling(), rolling({ id: runId('cluster-x-2nd2') })];
    for (const run of runs) {
      office.runService.put(run);
      await office.message(run.id, ({ reactions }) => reactions.length === 2);
    }
    const failedBefore = await failed(office);
    // By the clock of the bot the Retry-After is over a while later.
    await office.misbehave({ kind: 'rate-limit', retryAfterSeconds: 10, forMs: 1_500, methods: ['chat.update'] });
    const [first, second] = runs;
    if (first === undefined || second === undefined) throw new Error('there are two runs');
    office.runService.put({ ...first, votes: [] });
    await until(async () => (await failed(office)) === failedBefore + 1);
    for (let nth = 0; nth < 5; nth += 1)
      for (const run of runs)
        office.runService.put({
          ...run,
          votes: [
            ...run.votes,
            ...Array.from({ length: nth }, () => ({ by: bob, at: nth, via: 'button', planId: run.plan.id })),
          ],
        });
    office.runService.put({ ...first, status: 'pausing' });
    office.runService.put({ ...second, status: 'pausing' });
    for (const { id } of runs)
      await office.message(id, ({ metadata }) => metadata?.event_payload['state'] === 'pausing');
    expect(await failed(office)).toBe(failedBefore + 1);
  });
});

async function failed(office: Office): Promise<number> {
  return (await office.calls())['chat.update']?.failed ?? 0;
}

/** What stands in the bot's conversation with one person. */
async function directTo(office: Office, user: string): Promise<readonly string[]> {
  let texts: readonly string[] = [];
  await until(async () => {
    texts = await office.direct(user);
    return texts.length > 0;
  });
  return texts;
}
