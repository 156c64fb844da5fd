import { afterEach, describe, expect, it } from 'vitest';
import { isForThisApp } from '../../src/slack/intents/for-this-app.js';
import { runId } from '../../src/roll/ids.js';
import { awaiting, done, held, planFor, rolling } from '../support/told-runs.js';
import { until } from '../slack/bot.js';
import { closeFronts, Front, type Kind, type Mode } from './front.js';
import { app, channel, click, command, formSubmission, reaction } from './payloads.js';
import { home } from './people.js';
import { QuietDesk } from './quiet-desk.js';

const [bob, carol] = ['U0BOB00001', 'U0CAROL001'];
afterEach(closeFronts);

type Json = Readonly<Record<string, unknown>>;
interface Attempt {
  readonly kind: Kind;
  readonly payload: Json;
  /** What the person is told; undefined: Slack leaves no way to tell them. */
  readonly told?: RegExp;
}

const unreadable = /^I can’t tell which run that button belongs to/;
const older = /^That button belongs to an older plan/;
const elsewhere = /^That is not the message of the run any more: the same plan stands in another message/;
const over = /^That run is over/;

const clicked: unknown = expect.stringMatching(/^click /);

describe.each<Mode>(['http', 'socket'])('forged and misplaced, by %s', (mode) => {
  async function scene() {
    const runService = new QuietDesk();
    const { front, lines } = await Front.open(mode, runService);
    const plan = planFor({ approvals: { required: 3, approvers: [], selfApproval: false } });
    const here = await runService.stand(awaiting({ plan }), [{ ts: '1767323000.000001', planId: 'older' }]);
    const other = await runService.stand({
      ...rolling({ plan: planFor({ id: 'other' }) }),
      id: runId('cluster-y-1a2b'),
    });
    return { runService, front, lines, here, other };
  }
  type Scene = Awaited<ReturnType<typeof scene>>;

  /**
   * Every attempt is made, and afterwards no run is changed, nobody's intent was heard, and the bot still hears others.
   */
  async function nothingComesOf({ runService, front }: Scene, attempts: readonly Attempt[]): Promise<void> {
    const before = runService.runs();
    for (const { kind, payload, told } of attempts) {
      const known = front.toldTo(bob).length;
      const acked = front.deliver(kind, payload);
      // What nobody listens to is never acknowledged, and is not waited for.
      if (told === undefined) {
        void acked.catch(() => undefined);
        continue;
      }
      await acked;
      await until(
        () => front.toldTo(bob).length > known,
        () => `an answer to ${JSON.stringify(payload)}`,
      );
      expect(front.toldTo(bob).slice(known).join('\n')).toMatch(told);
    }
    await front.deliver('command', command(front, carol, 'approve cluster-x-7f3a'));
    await until(() => runService.intents.length > 0);
    expect(runService.intents.map(({ by }) => by)).toEqual([carol]);
    expect(runService.requests).toEqual([]);
    expect(runService.runs().slice(1)).toEqual(before.slice(1));
  }

  it('a button with an action of nobody’s', async () => {
    const all = await scene();
    const { front, here } = all;
    const actions = [
      'pegasus_destroy',
      'pegasus_',
      'pegasus_approve ',
      ' pegasus_approve',
      'PEGASUS_APPROVE',
      'pegasus_approve\n',
      'xpegasus_approve',
      'pegasus_approve_all',
      '__proto__',
      'constructor',
      '',
    ];
    await nothingComesOf(
      all,
      actions.map((action) => ({
        kind: 'interaction',
        payload: click(front, bob, { action, value: here.value, ts: here.ts }),
      })),
    );
  });

  it('a button with a value that is none', async () => {
    const all = await scene();
    const { front, here } = all;
    const { run } = here;
    const values = [
      undefined,
      '',
      'null',
      '[]',
      '{}',
      'approve',
      '{"run":1,"plan":2}',
      `{"run":"${run.id}"}`,
      `{"plan":"${run.plan.id}"}`,
      `{"__proto__":{"run":"${run.id}","plan":"${run.plan.id}"}}`,
      `[{"run":"${run.id}","plan":"${run.plan.id}"}]`,
      `{"run":"${'x'.repeat(300)}","plan":"y"}`,
    ];
    await nothingComesOf(
      all,
      values.map((value) => ({
        kind: 'interaction',
        payload: click(front, bob, {
          action: 'pegasus_approve',
          ts: here.ts,
          ...(value === undefined ? {} : { value }),
        }),
        told: unreadable,
      })),
    );
  });

  it('a button of another run, of an older plan, on another message, in another channel, or of a run that is over', async () => {
    const all = await scene();
    const { runService, front, here, other } = all;
    const finished = await runService.stand({ ...done(), id: runId('cluster-z-0000') });
    const value = (run: string, plan: string): string => JSON.stringify({ run, plan });
    const attempts: readonly (readonly [string, string, Json, RegExp])[] = [
      [other.value, here.ts, {}, elsewhere],
      [here.value, other.ts, {}, elsewhere],
      [value(here.run.id, other.run.plan.id), here.ts, {}, older],
      [value(here.run.id, 'older'), '1767323000.000001', {}, older],
      [value('cluster-x-ffff', here.run.plan.id), here.ts, {}, over],
      [here.value, here.ts, { channel: { id: 'C0OPS00001', name: 'ops' } }, elsewhere],
      [here.value, here.ts, { message: { ts: `${here.ts}0` } }, elsewhere],
      // An ephemeral message is not given back.
      [
        here.value,
        here.ts,
        {
          message: undefined,
          container: { type: 'message', message_ts: here.ts, channel_id: channel, is_ephemeral: true },
        },
        unreadable,
      ],
      [here.value, here.ts, { actions: [] }, unreadable],
      [here.value, here.ts, { actions: 'pegasus_approve' }, unreadable],
    ];
    const asAttempts = attempts.map(
      ([given, ts, changes, told]): Attempt => ({
        kind: 'interaction',
        payload: click(front, bob, { action: 'pegasus_approve', value: given, ts }, changes),
        told,
      }),
    );
    const bogus = asAttempts.filter(
      ({ payload }) => !Array.isArray(payload['actions']) || payload['actions'].length === 0,
    );
    // Without an action Bolt hands the click to nobody.
    await nothingComesOf(
      all,
      asAttempts.map((attempt) =>
        bogus.includes(attempt) ? { kind: attempt.kind, payload: attempt.payload } : attempt,
      ),
    );
    const told = front.toldTo(bob).length;
    await front.deliver(
      'interaction',
      click(front, bob, { action: 'pegasus_abort', value: finished.value, ts: finished.ts }),
    );
    await until(() => front.toldTo(bob).length > told);
    expect(front.toldTo(bob).at(-1)).toMatch(/has ended|is over/);
    expect(runService.run(finished.run.id)).toEqual(finished.run);
  });

  it('only the first of several actions counts', async () => {
    const { runService, front, here } = await scene();
    const two = click(front, bob, { action: 'pegasus_pause', value: here.value, ts: here.ts });
    const [first] = two['actions'] as readonly Json[];
    await front.deliver('interaction', { ...two, actions: [first, { ...first, action_id: 'pegasus_approve' }] });
    await until(() => front.toldTo(bob).length > 0);
    expect(runService.intents.map(({ kind }) => kind)).toEqual(['pause']);
    // It is remembered that this press was answered, and nothing else of the run is changed.
    expect(runService.run(here.run.id)).toEqual({
      ...here.run,
      updatedAt: expect.any(Number),
      handledActions: [clicked],
    });
  });

  it('an answer to a hold where there is none', async () => {
    const { runService, front, other } = await scene();
    for (const action of ['retry', 'skip', 'force']) {
      const told = front.toldTo(bob).length;
      await front.deliver(
        'interaction',
        click(front, bob, { action: `pegasus_${action}`, value: other.value, ts: other.ts }),
      );
      await until(() => front.toldTo(bob).length > told);
      expect(front.toldTo(bob).at(-1)).toBe(`It is not held, so there is nothing to ${action}`);
    }
    expect(runService.run(other.run.id)).toEqual({
      ...other.run,
      updatedAt: expect.any(Number),
      handledActions: [clicked, clicked, clicked],
    });
  });

  it('force twice by the same person is one person', async () => {
    const { runService, front } = await scene();
    const stuck = await runService.stand({ ...held(), id: runId('cluster-h-0001') });
    for (let times = 0; times < 3; times += 1)
      await front.deliver(
        'interaction',
        click(front, bob, { action: 'pegasus_force', value: stuck.value, ts: stuck.ts }),
      );
    await until(() => front.toldTo(bob).length === 2);
    expect(runService.run(stuck.run.id)).toMatchObject({ status: 'held', forceAskedBy: bob });
  });

  it('a reaction on a reply, an older plan, another message, in another channel, or on something else', async () => {
    const all = await scene();
    const { here } = all;
    const react = (ts: string, item: Json = {}, changes: Parameters<typeof reaction>[3] = {}): Attempt => ({
      kind: 'event',
      payload: reaction(bob, 'white_check_mark', ts, {
        ...changes,
        event: { item: { type: 'message', channel, ts, ...item }, ...changes.event },
      }),
    });
    await nothingComesOf(all, [
      { ...react('1767323000.000001'), told: /^That plan was replaced and counts no more/ },
      react('1767323099.000001'),
      react(`${here.ts}0`),
      react(here.ts, { channel: 'C0OPS00001' }),
      react(here.ts, { type: 'file' }),
      react(here.ts, {}, { event: { item: undefined } }),
      react(here.ts, {}, { event: { user: undefined } }),
      react(here.ts, {}, { event: { user: '' } }),
      react(here.ts, {}, { event: { user: 'U0BOB00001> <!channel' } }),
      react(here.ts, {}, { event: { user: ['U0BOB00001'] } }),
      react(here.ts, {}, { event: { reaction: 'white_check_mark_button' } }),
      react(here.ts, {}, { event: { reaction: '' } }),
      // The bot's own, as if somebody could speak for it.
      react(here.ts, {}, { event: { user: 'U0PEGASUS1' } }),
    ]);
  });

  it('anything for another app or another workspace', async () => {
    const all = await scene();
    const { front, here } = all;
    const stray = /^That was for another app or another workspace, so I did nothing\.$/;
    const team = { team_id: 'T0ELSEWHERE' };
    await nothingComesOf(all, [
      { kind: 'command', payload: command(front, bob, 'approve cluster-x-7f3a', team), told: stray },
      { kind: 'command', payload: command(front, bob, 'roll cluster-x', { api_app_id: 'A0SOMETHING' }), told: stray },
      {
        kind: 'interaction',
        payload: click(
          front,
          bob,
          { action: 'pegasus_approve', value: here.value, ts: here.ts },
          { team: { id: 'T0ELSEWHERE' } },
        ),
        told: stray,
      },
      {
        kind: 'interaction',
        payload: click(
          front,
          bob,
          { action: 'pegasus_approve', value: here.value, ts: here.ts },
          { api_app_id: 'A0SOMETHING' },
        ),
        told: stray,
      },
      {
        kind: 'event',
        payload: reaction(bob, 'white_check_mark', here.ts, {
          outer: { ...team, context_team_id: 'T0ELSEWHERE', authorizations: [team] },
        }),
      },
      { kind: 'event', payload: reaction(bob, 'white_check_mark', here.ts, { outer: { api_app_id: 'A0SOMETHING' } }) },
    ]);
  });

  it('forms, shortcuts and clicks that nobody drew', async () => {
    const all = await scene();
    const { front, here } = all;
    const base = {
      ...click(front, bob, { action: 'pegasus_approve', value: here.value, ts: here.ts }),
      actions: undefined,
    };
    const submitted = {
      ...base,
      type: 'view_submission',
      message: undefined,
      view: {
        id: 'V1',
        type: 'modal',
        callback_id: 'pegasus_nothing',
        state: { values: {} },
        private_metadata: here.value,
      },
    };
    await nothingComesOf(all, [
      { kind: 'interaction', payload: submitted },
      { kind: 'interaction', payload: { ...base, type: 'shortcut', callback_id: 'pegasus_approve' } },
      { kind: 'interaction', payload: { ...base, type: 'message_action', callback_id: 'pegasus_abort' } },
      { kind: 'interaction', payload: { ...base, type: 'nothing' } },
    ]);
  });

  it('an answer address that is not Slack’s: the sentence goes through Slack itself', async () => {
    const all = await scene();
    const { front, here } = all;
    for (const responseUrl of [
      'http://169.254.169.254/latest/meta-data',
      'https://evil.example/x',
      'file:///etc/passwd',
    ]) {
      const known = front.toldTo(bob).length;
      await front.deliver(
        'interaction',
        click(front, bob, { action: 'pegasus_approve', value: 'forged', ts: here.ts }, { response_url: responseUrl }),
      );
      await until(() => front.toldTo(bob).length > known);
    }
    expect(front.calls.filter(({ method }) => method === 'chat.postEphemeral')).toHaveLength(3);
  });

  it('a person or a place that is none', async () => {
    const all = await scene();
    const { front, here } = all;
    await nothingComesOf(all, [
      { kind: 'command', payload: command(front, 'U1> <!channel', 'approve cluster-x-7f3a') },
      { kind: 'command', payload: command(front, bob, 'approve cluster-x-7f3a', { user_id: '' }) },
      { kind: 'command', payload: command(front, bob, 'roll cluster-x', { channel_id: '<!here>' }) },
      {
        kind: 'interaction',
        payload: click(
          front,
          bob,
          { action: 'pegasus_approve', value: here.value, ts: here.ts },
          { user: { id: '<!channel>' } },
        ),
      },
      {
        kind: 'interaction',
        payload: click(front, bob, { action: 'pegasus_approve', value: here.value, ts: here.ts }, { user: null }),
      },
      { kind: 'interaction', payload: formSubmission('<!channel>', 'cluster-x') },
    ]);
    // Slack is asked who the bot and carol are, and of nobody else.
    expect(
      front.calls.flatMap(({ method, body }) =>
        method === 'users.info' ? [new URLSearchParams(body).get('user')] : [],
      ),
    ).toEqual(['U0PEGASUS1', carol]);
  });
});

describe('whose payload it is', () => {
  const ours = { teamId: home, appId: app, enterpriseId: 'E0OURS' };
  it.each<readonly [string, unknown, boolean]>([
    ['our workspace', { team_id: home, api_app_id: app }, true],
    ['another workspace', { team_id: 'T1' }, false],
    ['another app', { team_id: home, api_app_id: 'A1' }, false],
    ['another workspace of our organisation', { team_id: 'T1', enterprise_id: 'E0OURS' }, true],
    ['another organisation', { team_id: 'T1', enterprise: { id: 'E1' } }, false],
    ['a channel shared with us', { team_id: 'T1', authorizations: [{ team_id: home }] }, true],
    ['an organisation-wide click', { team: null, enterprise: { id: 'E0OURS' } }, true],
    ['an organisation-wide click of another one', { team: null, enterprise: { id: 'E1' } }, false],
    ['no workspace at all', {}, true],
    ['no payload', undefined, false],
    ['ids that are none', { team_id: { $ne: '' }, api_app_id: 7 }, true],
  ])('%s', (_what, body, expected) => {
    expect(isForThisApp(body, ours)).toBe(expected);
  });

  it('is not asked of the app where Slack does not say which one we are', () => {
    expect(isForThisApp({ team_id: home, api_app_id: 'A1' }, { teamId: home })).toBe(true);
  });

  it('is never an organisation’s where we are in none', () => {
    expect(isForThisApp({ team: null, enterprise: { id: 'E1' } }, { teamId: home })).toBe(false);
  });
});
