import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../../src/roll/event.js';
import { reactionNames, type Speech } from '../../../src/slack/reactions.js';
import { renderMessage, renderReplaced } from '../../../src/slack/render/message.js';
import type { Dialect } from '../../../src/slack/render/parts.js';
import { renderThreadPost, type ThreadPost } from '../../../src/slack/render/thread.js';
import { alice, awaiting, bob, carol, planFor } from '../../support/told-runs.js';
import { ofStatus, posts, replaced, states, type Posted, type Shown } from './gallery.js';
import { faultsOf } from './slack-limits.js';

const dialects: readonly Dialect[] = ['sections', 'progress'];
const speech: Speech = {
  reactions: reactionNames(),
  command: '/pegasus',
  groupIds: new Map([['pegasus-oncall', 'S0ONCALL1']]),
};
const golden = (dialect: Dialect, name: string): string => `../../golden/slack/${dialect}/${name}.json`;
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const message = ({ run, view }: Shown, dialect: Dialect): ReturnType<typeof renderMessage> =>
  renderMessage(run, speech, { ...view, dialect });
function post({ run, seq }: Posted): ThreadPost | undefined {
  const event = run.log.find((other: LoggedEvent) => other.seq === seq);
  return event === undefined ? undefined : renderThreadPost(run, event, speech);
}

describe.each(dialects)('the message of a run, in %s', (dialect) => {
  it.each(states.map((shown) => [shown.name, shown] as const))('%s', async (name, shown) => {
    const rendered = message(shown, dialect);
    expect(rendered.metadata).toEqual({
      event_type: 'pegasus_roll',
      event_payload: { run: shown.run.id, cluster: 'cluster-x', plan: shown.run.plan.id, state: shown.run.status },
    });
    expect(faultsOf(rendered)).toEqual([]);
    await expect(json(rendered)).toMatchFileSnapshot(golden(dialect, `message-${name}`));
  });
});

describe('the message of a run', () => {
  it('is shown in every state', () => {
    for (const [status, name] of Object.entries(ofStatus))
      expect(states.find((shown) => shown.name === name)?.run.status).toBe(status);
  });

  it('says the same in words, whatever the workspace takes', () => {
    for (const shown of states) expect(message(shown, 'progress').text).toBe(message(shown, 'sections').text);
  });

  it('begins with the cluster and how it stands, for a phone’s lock screen', () => {
    const first = Object.fromEntries(
      states.map((shown) => [shown.name, message(shown, 'sections').text.split('\n')[0]]),
    );
    expect(first).toMatchObject({
      'awaiting-approval': ':raised_hand: Restart cluster-x? Needs 1 approval',
      'upgrade-half-approved': ':raised_hand: Upgrade cluster-x to 2.5.0? Needs 1 more approval',
      rolling: ':arrows_counterclockwise: Restart cluster-x: 1 of 7 servers done',
      held: ':rotating_light: Restart cluster-x is held: a failure while a server was being rolled',
      done: ':white_check_mark: Restart cluster-x is done: 7 of 7 servers in 12 min 50 s',
    });
  });

  it('says what is seen now where what it is held for is over', () => {
    const stuck = states.find(({ name }) => name === 'held')?.run;
    if (stuck?.status !== 'held') throw new Error('not shown');
    const run = { ...stuck, hold: { ...stuck.hold, now: { code: 'writable', others: false, short: 0 } as const } };
    expect(renderMessage(run, speech).text).toContain(
      '\nNow: Every server is ALIVE and every partition can take writes.\n',
    );
  });

  it('says until when a server is watched, in every place where it stands', () => {
    const watched = states.find(({ name }) => name === 'rolling-soak');
    if (watched === undefined) throw new Error('not shown');
    expect(JSON.stringify(message(watched, 'sections').blocks.at(-3))).toContain(
      'watching it until <!date^1767323420^{date_short_pretty} {time_secs}|2026-01-02 03:10:20 UTC> before going on',
    );
    expect(JSON.stringify(message(watched, 'progress').blocks.at(-3))).toContain(
      'watching it until 2026-01-02 03:10:20 UTC before going on',
    );
  });

  it('lets only the safe answer to a hold stand out', () => {
    for (const { run } of states) {
      const row = renderMessage(run, speech).blocks.find(({ type }) => type === 'actions');
      expect((JSON.stringify(row ?? {}).match(/"style":"primary"/g) ?? []).length).toBeLessThanOrEqual(1);
    }
  });

  it('calls who locked the cluster, and nobody whom their reason names', () => {
    const lock = {
      gate: 'lock',
      verdict: 'block',
      reason: { code: 'cluster-locked', by: carol, reason: `ask <@${bob}> first` },
      nodes: [],
      gpids: [],
      lasting: true,
    } as const;
    const { text } = renderMessage(awaiting({ plan: planFor({ gates: [lock] }) }), speech);
    expect(text).toContain(`locked by <@${carol}>: \`ask &lt;@${bob}&gt; first\``);
  });

  it('has its buttons before the list of servers, as Slack folds what is long', () => {
    for (const { run, view } of states) {
      const types = renderMessage(run, speech, { ...view, dialect: 'progress' }).blocks.map(({ type }) => type);
      if (types.includes('actions') && types.includes('plan'))
        expect(types.indexOf('actions')).toBeLessThan(types.indexOf('plan'));
    }
  });

  it('of a plan that was replaced says so and has no buttons', async () => {
    const rendered = renderReplaced(replaced.run, replaced.oldPlan);
    expect(rendered.blocks.some(({ type }) => type === 'actions')).toBe(false);
    await expect(json(rendered)).toMatchFileSnapshot(golden('sections', 'message-replaced'));
  });

  it('names the emoji and the command that are configured', () => {
    const own: Speech = { reactions: reactionNames({ approve: ['shipit'] }), command: '/skv' };
    const { text } = renderMessage(awaiting(), own);
    expect(text).toContain(':shipit: approve');
    expect(text).toContain('/skv');
  });

  it('counts the time left in whole minutes, so that it need not be edited each second', () => {
    const rolling = states.find(({ name }) => name === 'rolling');
    if (rolling === undefined) throw new Error('not shown');
    const at = (ms: number): string =>
      renderMessage({ ...rolling.run, updatedAt: rolling.run.updatedAt + ms }, speech).text;
    expect(at(0)).toMatch(/about \d+ min left, done at about \d\d:\d\d UTC/);
    expect(new Set([0, 1_000, 2_000, 3_000, 4_000].map(at)).size).toBe(1);
  });
});

describe('the thread', () => {
  it.each(posts.map((posted) => [posted.name, posted] as const))('says %s', async (name, posted) => {
    const rendered = post(posted);
    if (rendered === undefined) {
      expect(['process-stopping', 'canary']).toContain(name);
      return;
    }
    expect(faultsOf(rendered)).toEqual([]);
    await expect(json(rendered)).toMatchFileSnapshot(golden('sections', `thread-${name}`));
  });

  it('calls those who can act where somebody has to, those who asked and approved where they want to know, and nobody else', () => {
    const involved = `<@${alice}> <@${bob}>`;
    const all = `<@${alice}> <@${bob}> <!subteam^S0ONCALL1> <@${carol}>`;
    const last = (posted: Posted): string => post(posted)?.text.split('\n').at(-1) ?? '';
    const calling = (whom: string): readonly string[] =>
      posts.filter((posted) => last(posted) === whom).map(({ name }) => name);
    expect(calling(all)).toEqual([
      'vote-not-counted',
      'expiring',
      'replanned',
      'held',
      'force-asked',
      'window-opened',
      'bot-restarted',
      'held-command-failed',
      'held-cause-over',
    ]);
    expect(calling(involved)).toEqual([
      'rejected',
      'expired',
      'paused',
      'ended',
      'paused-canary',
      'ended-uneven',
      'ended-dead',
      'ended-aborted',
    ]);
  });

  it('shows in the channel only what cannot wait until somebody opens the thread', () => {
    expect(posts.filter((posted) => post(posted)?.broadcast === true).map(({ name }) => name)).toEqual([
      'held',
      'ended',
      'held-command-failed',
      'held-cause-over',
      'ended-uneven',
      'ended-dead',
      'ended-aborted',
    ]);
  });

  it('names a group it cannot look up instead of calling it', () => {
    const posted = posts.find(({ name }) => name === 'held');
    const event = posted?.run.log.at(-1);
    if (posted === undefined || event === undefined) throw new Error('not shown');
    const text = renderThreadPost(posted.run, event, { ...speech, groupIds: new Map() })?.text ?? '';
    expect(text).toContain('@pegasus-oncall');
    expect(text).not.toContain('subteam');
  });
});

describe('whatever is said', () => {
  const everything = JSON.stringify(
    dialects.flatMap((dialect) => [...states.map((shown) => message(shown, dialect)), ...posts.map(post)]),
  );

  it('pings no channel and leaves no code block, though people and programs tried', () => {
    expect(everything).not.toMatch(/<!(?:channel|here|everyone)/);
    expect(everything).toContain('&lt;!channel&gt;');
  });

  it('shows no secret', () => {
    expect(everything).not.toContain('hunter2xyz');
    expect(everything).not.toContain('abc123def');
  });
});
