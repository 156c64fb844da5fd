import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ofEachKind } from '../../../src/roll/availability/outage.js';
import { noOperations } from '../../../src/roll/availability/probed.js';
import { commandId, gpid, nodeAddress, userId } from '../../../src/roll/ids.js';
import type { Hold } from '../../../src/roll/hold.js';
import type { LeaderValues, Progress, SavedSettings, TargetProgress } from '../../../src/roll/progress.js';
import type { Run, RunIn } from '../../../src/roll/run.js';
import { decode, type Kind } from '../../../src/store/codec/document.js';
import { clusterKind, conversationKind, runKind } from '../../../src/store/codec/kinds.js';
import { carol, rolling, type CoreRun } from '../../support/core-run.js';
import { IdealCluster, server } from '../../support/ideal-cluster.js';
import { inWords } from '../../support/in-words.js';
import { savedAndRead } from '../../support/saved-run.js';
import { waitingRun } from '../support/samples.js';
import { foreign } from '../../../src/roll/message.js';
import { rollbackOf } from '../../../src/roll/rollback.js';
import { words } from '../../../src/words/words.js';

/**
 * Written by a version that knew nothing of start times, presses, tables that were whole, loading, metas that do not
 * answer.
 */
const folder = join(import.meta.dirname, '../../fixtures/saved-earlier');
const text = (name: string): string => readFileSync(join(folder, `${name}.json`), 'utf8');

function read<Value>(kind: Kind<Value>, name: string): Value {
  const decoded = decode(kind, text(name));
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.failure));
  return decoded.value;
}

/** Every value that is no object, sorted; steps by the names that they have now. */
function leaves(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) {
    if (value === undefined) return [];
    const text = JSON.stringify(value);
    return [{ '"back"': '"await-return"', '"retreat"': '"undrain"' }[text] ?? text];
  }
  return Object.values(value).flatMap(leaves).sort();
}

const replicas = { roles: ['replica'] } as const;
const noReplicaCloses = (cluster: IdealCluster): void => {
  cluster.ignored.add('close-replicas');
  cluster.counts = () => ({ kind: 'counted', serving: 1, opening: 0, closing: 0 });
};
const closesAgain = (cluster: IdealCluster): void => {
  cluster.ignored.clear();
  cluster.counts = undefined;
};

/** The same moment on the same cluster, and what lets the run end. */
interface Moment {
  readonly name: string;
  readonly reach: () => CoreRun;
  readonly answer?: (roll: CoreRun) => void;
  readonly ends: 'done' | 'aborted';
}

const moments: readonly Moment[] = [
  { name: 'draining', ends: 'done', reach: () => rolling(new IdealCluster(), replicas).untilStep('close-replicas') },
  { name: 'away', ends: 'done', reach: () => rolling(new IdealCluster(), replicas).untilStep('await-return') },
  { name: 'healing', ends: 'done', reach: () => rolling(new IdealCluster(), replicas).untilStep('heal') },
  {
    name: 'canary-paused',
    ends: 'done',
    reach: () => rolling(new IdealCluster(), { ...replicas, canary: true }).untilStatus('paused'),
    answer: (roll) => void roll.say('resume', carol),
  },
  {
    name: 'held-in-a-drain',
    ends: 'done',
    reach: () => {
      const cluster = new IdealCluster();
      noReplicaCloses(cluster);
      return rolling(cluster, replicas).untilStatus('held');
    },
    answer: (roll) => {
      closesAgain(roll.cluster);
      roll.say('retry', carol);
    },
  },
  {
    name: 'held-for-a-second-failure',
    ends: 'done',
    reach: () => {
      const roll = rolling(new IdealCluster({ nodes: 5, partitions: 10 }), replicas).untilStep('close-replicas');
      roll.cluster.die(server(1));
      return roll.untilStatus('held');
    },
    answer: (roll) => {
      roll.cluster.restart(server(1), '2.4.0');
      for (const node of roll.cluster.nodes) node.alive = true;
      roll.say('retry', carol);
    },
  },
  {
    name: 'aborting',
    ends: 'aborted',
    reach: () => {
      const roll = rolling(new IdealCluster(), replicas).untilStep('move-primaries');
      roll.say('abort', carol);
      return roll;
    },
  },
  {
    name: 'leaving',
    ends: 'done',
    reach: () =>
      rolling(new IdealCluster(), replicas).until(
        (run) => 'progress' in run && run.progress.phase.kind === 'leave-maintenance',
      ),
  },
];

describe('what an earlier version has saved', () => {
  it.each(moments)('a run that was $name goes on to its end', ({ name, reach, answer, ends }) => {
    const roll = reach();
    const before = roll.events('held').length;
    roll.run = read(runKind, name);
    roll.tell({ kind: 'recovered', awayMs: 5_000 });
    answer?.(roll);
    roll.untilStatus(ends);
    expect(roll.events('held')).toHaveLength(before);
    expect(roll.cluster.settings.addSecondaryMax).not.toBe(0);
  });

  it.each([...moments.map(({ name }) => name), 'awaiting-approval', 'done', 'held-with-sentences'])(
    '%s loses nothing by being read',
    (name) => {
      const { body } = JSON.parse(text(name)) as { readonly body: Run };
      const run = read(runKind, name);
      // What is a message now says the words that were saved.
      expect(leaves(inWords(run))).toEqual(leaves(body));
      expect(savedAndRead(run)).toStrictEqual(run);
    },
  );

  it('a run whose log and hold were sentences has who did what by their codes, and the rest in its words', () => {
    const run = read(runKind, 'held-with-sentences');
    const person = { code: 'person', user: carol };
    expect(run.log.filter(({ kind }) => kind === 'pausing' || kind === 'paused')).toMatchObject([
      { kind: 'pausing', by: person },
      { kind: 'paused', why: { code: 'paused-by', by: person } },
    ]);
    expect(run.log.find(({ kind }) => kind === 'note')).toMatchObject({
      message: { code: 'text', text: expect.stringMatching(/^somebody set assign_delay_ms from 3600000/) as string },
    });
    expect(run).toMatchObject({
      plan: { skipped: [{ why: { code: 'text', text: '--skip' } }] },
      hold: {
        what: { code: 'text', text: `the command "restart" on ${server(1)} failed: exit code 3` },
        choices: [
          { choice: 'retry', does: { code: 'text' } },
          { choice: 'abort', does: { code: 'text' } },
        ],
      },
    });
  });

  it('what was kept of a cluster, and what Slack had been told', () => {
    expect(read(clusterKind, 'cluster')).toEqual({ restarts: [{ address: server(1), at: 1 }] });
    expect(read(conversationKind, 'conversation')).toMatchObject({ toldSeq: 3, posting: { kind: 'thread', seq: 4 } });
  });
});

describe('a run with everything that a run can have', () => {
  const at = 1_767_323_045_000;
  const one = nodeAddress('10.0.0.1:34801');
  const meta = nodeAddress('10.0.0.1:34601');
  // Required: whoever adds a field has to write it here.
  const target: Required<TargetProgress> = {
    role: 'replica',
    address: one,
    index: 0,
    state: 'active',
    startedAt: at,
    endedAt: at,
    spent: { heal: 1 },
    drainedPartitions: [gpid(1, 2)],
    before: { version: '2.5.0', commit: '0ca31b70', startedAt: '2026-01-02 03:04:05' },
    runs: '2.5.1 (0ca31b71)',
    whole: [{ id: 1, partitions: 8, copies: 3 }],
    unlistedSince: at,
    leads: 3,
    primariesMoved: 9,
    processDown: true,
    printed: ['a line'],
    attempts: 2,
    hooks: { before: { state: 'succeeded', attempts: 1 }, verify: { state: 'due', attempts: 2 } },
    drainRounds: 1,
    commands: [commandId('c.1')],
    left: ['start'],
    forced: ['gate'],
    whySkipped: foreign('asked'),
  };
  const saved: Required<SavedSettings> = {
    level: 'lively',
    assignDelayMs: 1,
    addSecondaryMax: 35,
    flowControl: false,
    minLive: [{ meta, was: 3, to: 2 }],
  };
  const lastRead: Required<LeaderValues> = {
    leader: meta,
    level: 'steady',
    assignDelayMs: 1,
    addSecondaryMax: 0,
    flowControl: true,
    blind: true,
  };
  const progress: Required<Progress> = {
    targets: [target],
    phase: {
      kind: 'target',
      target: 0,
      step: {
        kind: 'await-return',
        since: at,
        retryVerbs: ['start'],
        evenIfLoading: true,
        loading: { since: at, movedAt: at, opened: 3, of: 9 },
      },
    },
    saved,
    leadership: [{ address: one, primaries: 4 }],
    leaders: { servers: [one], tables: { 1: [0, -1] } },
    leadershipRestored: { moved: 3, left: 1, gone: 1, why: foreign('nothing moved') },
    restored: false,
    correcting: {
      act: 'set-assign-delay',
      leader: meta,
      since: at,
      at,
      message: 'no',
      tries: 3,
      read: '1',
      releasing: false,
      told: true,
    },
    rebalanced: false,
    leader: meta,
    lastRead,
    frozenByHand: { level: 'freezed', at },
    metasAskedAt: at,
    silentMetas: [{ meta, since: at, why: 'no answer' }],
    pending: { act: { kind: 'set-level', leader: meta, level: 'steady' }, since: at },
    waiting: { what: foreign('an answer'), since: at },
    unreadable: { since: at, message: 'no', raw: ['x'] },
    waived: ['temp'],
    waiversOver: [one, '1.2'],
    starts: [
      { role: 'replica', address: one, startedAt: '2026-01-02 03:04:05', unexpected: { times: 2, since: at, at } },
    ],
    asked: { [one]: { at, answers: true } },
    availability: {
      since: at,
      until: at,
      readings: 2,
      longestGapMs: 1,
      unwatchedMs: 2,
      outages: ofEachKind(() => ({ least: 1, most: 2, longest: { least: 1, most: 2 }, times: 1, peak: 1 })),
      byStage: { heal: ofEachKind(() => ({ least: 1, most: 2 })) },
      byTarget: { 0: ofEachKind(() => ({ least: 1, most: 2 })) },
      course: [{ at, of: 8, withoutPrimary: 0, unwritable: 1, short: 2 }],
      stages: [{ at, stage: 'standing', target: 0 }],
      probe: {
        table: 'canary',
        partitions: 8,
        rate: 20,
        counts: { ...noOperations, operations: 3 },
        errors: { ERR_TIMEOUT: 1 },
        byStage: { heal: noOperations },
        byTarget: { 0: noOperations },
        course: [{ at, operations: 3, failed: 0, slow: 0, slowestMs: 12 }],
      },
    },
    stopRequest: { kind: 'pause', by: foreign('x'), at },
  };
  const hold: Required<Hold> = {
    reason: 'not-back',
    what: foreign('it is loading'),
    now: foreign('it opens its replicas'),
    overSince: at,
    loading: true,
    node: one,
    gates: [
      {
        gate: 'replica-count',
        verdict: 'block',
        reason: foreign('few copies'),
        nodes: [one],
        gpids: [gpid(1, 2)],
        tables: ['temp'],
        lasting: true,
      },
    ],
    nodes: [one],
    gpids: [gpid(1, 2)],
    raw: ['x'],
    choices: [{ choice: 'wait', does: foreign('goes on waiting') }],
  };

  it('comes back as it was written', () => {
    const { expiresAt: _, ...common } = waitingRun('cluster-x-1');
    const run: Required<RunIn<'held'>> = {
      ...common,
      status: 'held',
      handledActions: ['U1 x'],
      since: at,
      forceAskedBy: userId('U0BOB'),
      progress,
      hold,
    };
    expect(savedAndRead(run)).toStrictEqual(run);
  });
});

it.each(moments.map(({ name }) => name))('a run that was %j says in words whether it can be rolled back', (name) => {
  const asked = rollbackOf(read(runKind, name));
  expect(asked).toMatchObject({
    kind: 'impossible',
    why: { code: expect.stringMatching(/^rollback-of-(active|restart)$/) },
  });
  if (asked.kind === 'impossible') expect(words(asked.why)).toMatch(/^run \S+ /);
});
