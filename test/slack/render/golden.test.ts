import { describe, expect, it } from 'vitest';
import type { StatusEvent } from '../../../src/roll/event.js';
import { gpid, nodeAddress } from '../../../src/roll/ids.js';
import type { Run, RunStatus } from '../../../src/roll/run.js';
import { reactionNames, type Speech } from '../../../src/slack/reactions.js';
import { renderMessage, renderReplaced } from '../../../src/slack/render/message.js';
import { renderThreadPost } from '../../../src/slack/render/thread.js';
import { aborted, aborting, alice, approved, awaiting, bob, carol, done, expired, failed, halfway, held, hold, logged, night, paused, pausing, planFor, rejected, replica, rolling, saved } from '../../support/told-runs.js';

const speech: Speech = { reactions: reactionNames(), command: '/pegasus' };
const golden = (name: string): string => `../../golden/slack/${name}.json`;
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const upgrade = planFor({
  id: 'a1b2c3d4e5f6',
  options: { ...planFor().options, version: '2.5.0', canary: true, soakMs: 120_000, rebalance: true, allowLowReplication: ['temp'], reason: 'fixes <!channel> & the `leak`' },
  skipped: [{ role: 'replica', address: nodeAddress('10.0.0.4:34801'), why: 'runs 2.5.0 already' }],
  gates: [
    { gate: 'leader-known', verdict: 'pass' },
    { gate: 'partitions-full', verdict: 'block', reason: '2 partitions are not full', nodes: [nodeAddress('10.0.0.2:34801')], gpids: [gpid(2, 0), gpid(2, 7)], lasting: false },
  ],
  waivers: [{ table: 'temp', replicaCount: 1 }],
  procedure: { replica: ['stop', 'install', 'start'], meta: ['restart'], collector: ['restart'] },
  approvals: { required: 2, approvers: [bob, '@pegasus-oncall'], selfApproval: false },
});

const states: Readonly<Record<RunStatus, Run>> = {
  'awaiting-approval': awaiting(),
  approved: approved(),
  rolling: rolling({}, { ...halfway(), waiting: { what: 'the next tick of the meta', since: night + 205_000 } }),
  pausing: pausing(),
  paused: paused(),
  held: held(),
  aborting: aborting(),
  done: done(),
  aborted: aborted(),
  failed: failed(),
  rejected: rejected(),
  expired: expired(),
};

describe('the message of a run', () => {
  it.each(Object.entries(states))('%s', async (status, run) => {
    const message = renderMessage(run, speech);
    expect(message.metadata).toEqual({ event_type: 'pegasus_roll', event_payload: { run: 'cluster-x-7f3a', cluster: 'cluster-x', plan: run.plan.id, state: status } });
    await expect(json(message)).toMatchFileSnapshot(golden(`message-${status}`));
  });

  it.each<readonly [string, Run]>([
    ['upgrade-half-approved', { ...awaiting({ plan: upgrade }), votes: [{ by: bob, at: night, via: 'button', planId: upgrade.id }] }],
    ['rolling-unreadable', rolling({}, { ...halfway(), unreadable: { since: night + 210_000, message: 'no meta answered', raw: [] } })],
    ['held-force-asked', { ...held(), forceAskedBy: bob }],
  ])('%s', async (name, run) => {
    await expect(json(renderMessage(run, speech))).toMatchFileSnapshot(golden(`message-${name}`));
  });

  it('of a plan that was replaced says so and has no buttons', async () => {
    const run = awaiting({ plan: upgrade, log: logged({ kind: 'replanned', oldPlan: 'old1', newPlan: upgrade.id, why: 'replica 10.0.0.9:34801 is to be rolled now' }) });
    const message = renderReplaced(run, 'old1');
    expect(message.blocks.some(({ type }) => type === 'actions')).toBe(false);
    await expect(json(message)).toMatchFileSnapshot(golden('message-replaced'));
  });

  it('names the emoji and the command that are configured', () => {
    const own: Speech = { reactions: reactionNames({ approve: ['shipit'] }), command: '/skv' };
    const { text } = renderMessage(awaiting(), own);
    expect(text).toContain(':shipit: approve');
    expect(text).toContain('/skv');
  });
});

const events: Readonly<Record<StatusEvent['kind'], StatusEvent>> = {
  approved: { kind: 'approved', by: bob, have: 1, need: 2 },
  'approval-withdrawn': { kind: 'approval-withdrawn', by: bob },
  rejected: { kind: 'rejected', by: carol },
  expired: { kind: 'expired' },
  replanned: { kind: 'replanned', oldPlan: 'a', newPlan: 'b', why: 'replica 10.0.0.9:34801 is to be rolled now' },
  started: { kind: 'started' },
  'maintenance-entered': { kind: 'maintenance-entered', saved, now: { assignDelayMs: 3_600_000, addSecondaryMax: 10, flowControl: true } },
  'maintenance-left': { kind: 'maintenance-left', restored: saved },
  'target-started': { kind: 'target-started', role: 'replica', address: replica(1).address, nth: 1, of: 7, primaries: 100, secondaries: 1 },
  'process-stopping': { kind: 'process-stopping', role: 'replica', address: replica(1).address },
  'target-done': { kind: 'target-done', role: 'replica', address: replica(1).address, ms: 95_000, spent: { gates: 300, 'move-primaries': 11_000, heal: 40_000 }, version: '2.5.0 (0ca31b70)' },
  'target-skipped': { kind: 'target-skipped', role: 'replica', address: replica(1).address, why: 'it runs 2.5.0 already' },
  'leader-changed': { kind: 'leader-changed', from: nodeAddress('10.0.0.1:34601'), to: nodeAddress('10.0.0.2:34601') },
  held: { kind: 'held', hold },
  'force-asked': { kind: 'force-asked', by: bob },
  answered: { kind: 'answered', choice: 'retry', by: bob },
  pausing: { kind: 'pausing', by: `<@${bob}>` },
  paused: { kind: 'paused', why: `paused by <@${bob}>`, settingsStayOn: true },
  canary: { kind: 'canary', address: replica(1).address },
  resumed: { kind: 'resumed', by: bob },
  aborting: { kind: 'aborting', by: `<@${bob}>` },
  'bot-restarted': { kind: 'bot-restarted', awayMs: 90_000, comesBack: 'paused' },
  note: { kind: 'note', text: 'restart of 10.0.0.1:34801 failed\ntoken=abc123def <!here>\nlast line' },
  ended: { kind: 'ended', how: 'done', rolled: [replica(1).address, replica(2).address], notRolled: [], left: 'The cluster is as it was before.' },
};

describe('the thread', () => {
  it.each(Object.values(events))('says $kind', async (event) => {
    const [said] = logged(event);
    const post = said === undefined ? undefined : renderThreadPost(rolling(), said, speech);
    await expect(json(post)).toMatchFileSnapshot(golden(`thread-${event.kind}`));
  });

  it('mentions those who asked and approved exactly where somebody has to act or know', () => {
    const mentioning = Object.values(events).filter((event) => {
      const [said] = logged(event);
      const last = said === undefined ? undefined : renderThreadPost(rolling(), said, speech)?.text.split('\n').at(-1);
      return last === `<@${alice}> <@${bob}>`;
    });
    expect(mentioning.map(({ kind }) => kind)).toEqual(['rejected', 'expired', 'replanned', 'held', 'force-asked', 'paused', 'canary', 'bot-restarted', 'ended']);
  });

  it('says at most three things of a server that goes well', () => {
    const wellGoing = ['target-started', 'process-stopping', 'target-done'] as const;
    expect(wellGoing.every((kind) => renderThreadPost(rolling(), { ...events[kind], seq: 1, at: night }, speech) !== undefined)).toBe(true);
  });
});

describe('whatever is said', () => {
  const everything = JSON.stringify([...Object.values(states).map((run) => renderMessage(run, speech)), renderMessage(awaiting({ plan: upgrade }), speech), ...Object.values(events).map((event) => renderThreadPost(rolling(), { ...event, seq: 1, at: night }, speech))]);

  it('pings no channel and leaves no code block, though people and programs tried', () => {
    expect(everything).not.toMatch(/<!(?:channel|here|everyone)/);
    expect(everything).toContain('&lt;!channel&gt;');
  });

  it('shows no secret', () => {
    expect(everything).not.toContain('hunter2xyz');
    expect(everything).not.toContain('abc123def');
  });
});

describe('a cluster of 300 servers', () => {
  const targets = Array.from({ length: 300 }, (_none, place) => ({ ...replica(1), address: nodeAddress(`onebox-with-a-rather-long-name-${place}.example.com:34801`) }));
  const names = targets.map(({ address }) => address);
  const long = 'because <things> & "stuff" happened, '.repeat(60);
  const gpids = Array.from({ length: 3000 }, (_none, place) => gpid(2, place));
  const plan = planFor({
    targets,
    skipped: targets.map(({ address, role }) => ({ role, address, why: long })),
    gates: [{ gate: 'partitions-full', verdict: 'block', reason: long, nodes: names, gpids, lasting: false }, { gate: 'nodes-alive', verdict: 'block', reason: long, nodes: names, gpids, lasting: false }],
    waivers: names.map((table) => ({ table, replicaCount: 1 })),
    options: { ...planFor().options, reason: long.slice(0, 500) },
    approvals: { required: 2, approvers: names.map((name) => `@${name}`), selfApproval: false },
  });
  const progress = halfway(undefined, plan);
  const full = { ...progress, targets: progress.targets.map((target, place) => (place < 200 ? { ...target, state: 'skipped' as const, whySkipped: long } : target)), waiting: { what: long, since: night }, unreadable: { since: night, message: long, raw: [] } };
  const why = { ...hold, what: long, nodes: names, gpids, raw: Array.from({ length: 400 }, () => long), choices: hold.choices.map((choice) => ({ ...choice, does: long })), gates: plan.gates.flatMap((gate) => (gate.verdict === 'block' ? [gate] : [])) };
  const end = logged({ kind: 'started' }, { kind: 'ended', how: 'aborted', rolled: names, notRolled: names, left: long });
  const runs: readonly Run[] = [
    awaiting({ plan }),
    rolling({ plan }, full),
    { ...paused({ plan }), progress: full, why: long },
    { ...held({ plan }, why), progress: full },
    { ...aborted({ plan, log: end }), progress: full },
    { ...failed({ plan, log: end }), progress: full, why: long },
  ];

  it.each(runs.map((run) => [run.status, run] as const))('fits into Slack’s limits: %s', (_status, run) => {
    const contents = [renderMessage(run, speech), ...logged({ kind: 'held', hold: why }, { kind: 'ended', how: 'done', rolled: names, notRolled: names, left: long }, { kind: 'note', text: long.repeat(20) }).flatMap((event) => renderThreadPost(run, event, speech) ?? [])];
    for (const { text, blocks } of contents) {
      expect(text.length).toBeLessThanOrEqual(4_000);
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(JSON.stringify(blocks).length).toBeLessThanOrEqual(13_000);
      for (const block of blocks) {
        if (block.type === 'section') {
          expect(block.text?.text.length ?? 0).toBeLessThanOrEqual(3_000);
          for (const field of block.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2_000);
        }
        if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
      }
    }
  });

  it('says how much it leaves out', () => {
    expect(renderMessage(awaiting({ plan }), speech).text).toMatch(/and \d+ more/);
  });
});
