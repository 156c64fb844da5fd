import type { ClusterLeft } from '../../../src/roll/what-is-left.js';
import { allVersionRules, versionNotes } from '../../../src/roll/version-rules.js';
import { block } from '../../../src/roll/gates/verdict.js';
import type { StatusEvent } from '../../../src/roll/event.js';
import type { Hold } from '../../../src/roll/hold.js';
import { clusterName, gpid, nodeAddress, runId } from '../../../src/roll/ids.js';
import { newProgress } from '../../../src/roll/new-progress.js';
import type { PlanTarget } from '../../../src/roll/plan.js';
import type { Progress, Step, TargetProgress } from '../../../src/roll/progress.js';
import type { Run, RunIn, RunStatus } from '../../../src/roll/run.js';
import type { View } from '../../../src/slack/render/message.js';
import {
  aborted,
  aborting,
  approved,
  awaiting,
  bob,
  carol,
  done,
  expired,
  failed,
  halfUpgraded,
  halfway,
  held,
  logged,
  night,
  paused,
  pausing,
  planFor,
  rejected,
  replica,
  rolling,
  saved,
} from '../../support/told-runs.js';
import { commandFailed, diskFull, loads, restartedByOthers, secondFailed } from '../../support/told-holds.js';
import { foreign } from '../../../src/roll/message.js';
import { inCampaign } from '../../../src/roll/campaign.js';
import { oftenUnwritable, wellProbed } from '../../support/told-availability.js';
import { campaign, doneOnX, planned, x, y, z } from '../../support/campaigns.js';

/** Every state of the message and every post of the thread, as the golden files and docs/MESSAGES.md show them. */

const spentWell: TargetProgress['spent'] = {
  gates: 1_200,
  'move-primaries': 11_400,
  'downgrade-secondaries': 10_800,
  'close-replicas': 9_000,
  'flush-log': 400,
  'last-look': 1_100,
  process: 4_600,
  'await-return': 12_300,
  heal: 41_000,
};

const notYet = { name: 'not-2.6.0', from: '*', to: '2.6.0', level: 'block', what: 'wait for 2.6.1' } as const;

export const upgrade = planFor({
  id: 'a1b2c3d4e5f6',
  options: {
    ...planFor().options,
    version: '2.5.0',
    canary: true,
    soakMs: 120_000,
    rebalance: true,
    allowLowReplication: ['temp'],
    reason: 'fixes <!channel> & the `leak`',
  },
  skipped: [
    { role: 'replica', address: nodeAddress('10.0.0.4:34801'), why: foreign('already on 2.5.0 (0ca31b70)') },
    { role: 'replica', address: nodeAddress('10.0.0.5:34801'), why: foreign('already on 2.5.0 (0ca31b70)') },
  ],
  gates: [
    { gate: 'leader-known', verdict: 'pass' },
    { gate: 'no-ddd', verdict: 'pass' },
    {
      gate: 'partitions-full',
      verdict: 'block',
      reason: foreign('2 partitions are not full'),
      nodes: [nodeAddress('10.0.0.2:34801')],
      gpids: [gpid(2, 0), gpid(2, 7)],
      lasting: false,
    },
  ],
  waivers: [{ table: 'temp', replicaCount: 1 }],
  procedure: { replica: ['stop', 'install', 'start'], meta: ['restart'], collector: ['restart'] },
  approvals: { required: 2, approvers: [bob, '@pegasus-oncall'], selfApproval: false },
});

/** 300 servers in a plan, 120 of them done. */
const manyTargets: readonly PlanTarget[] = [
  ...Array.from(
    { length: 290 },
    (_none, place): PlanTarget => ({
      ...replica(1),
      address: nodeAddress(`10.1.${Math.floor(place / 100)}.${(place % 100) + 1}:34801`),
      index: place,
    }),
  ),
  ...Array.from(
    { length: 5 },
    (_none, place): PlanTarget => ({
      role: 'meta',
      address: nodeAddress(`10.2.0.${place + 1}:34601`),
      index: place,
      version: '2.4.0 (0ca31b70)',
    }),
  ),
  ...Array.from(
    { length: 5 },
    (_none, place): PlanTarget => ({
      role: 'collector',
      address: nodeAddress(`10.2.0.${place + 1}:34101`),
      index: place,
      version: undefined,
    }),
  ),
];
export const manyPlan = planFor({
  id: '300a300b300c',
  targets: manyTargets,
  estimate: { replicaServerMs: 95_000, totalMs: 290 * 95_000 + 5 * 40_000 + 5 * 10_000 },
});

function manyProgress(): Progress {
  const progress = halfway(undefined, manyPlan);
  return {
    ...progress,
    phase: {
      kind: 'target',
      target: 120,
      step: {
        kind: 'heal',
        since: night + 12_600_000,
        countdown: { since: night + 12_600_000, left: 12, movedAt: night + 12_620_000 },
        fullReadings: 0,
      },
    },
    targets: progress.targets.map((target, place) => {
      if (place === 31) return { ...target, state: 'failed', startedAt: night + 3_000_000, endedAt: night + 3_100_000 };
      if (place === 57) return { ...target, state: 'skipped', whySkipped: { code: 'skipped-by', user: bob } };
      if (place < 120)
        return {
          ...target,
          state: 'done',
          startedAt: night + 70_000 + place * 104_000,
          endedAt: night + 165_000 + place * 104_000,
          spent: spentWell,
        };
      return place === 120
        ? { ...target, state: 'active', startedAt: night + 12_550_000 }
        : { ...target, state: 'pending' };
    }),
  };
}

/** As `halfway`, with the time that each step took. */
const halfwayTimed = (progress = halfway()): Progress => ({
  ...progress,
  targets: progress.targets.map((target) => (target.state === 'done' ? { ...target, spent: spentWell } : target)),
});

/** Every server done, one after the other, with its times. */
function allDone(progress: Progress): Progress {
  const targets = progress.targets.map((target, place): TargetProgress => {
    const slower = place === 1 ? 60_000 : 0;
    const startedAt = night + 70_000 + place * 100_000;
    const tookMs = target.role === 'replica' ? 91_800 + slower : target.role === 'meta' ? 38_000 : 6_000;
    return {
      ...target,
      state: 'done',
      startedAt,
      endedAt: startedAt + tookMs,
      spent:
        target.role === 'replica'
          ? { ...spentWell, heal: 41_000 + slower }
          : { gates: 900, 'last-look': 1_000, process: 3_900, 'await-return': tookMs - 6_000 },
    };
  });
  return { ...progress, targets };
}

const atWork: Progress = {
  ...halfwayTimed(),
  waiting: { what: foreign('the next tick of the meta'), since: night + 205_000 },
};
const seen = night + 212_000;
const doneRun = {
  ...done(),
  endedAt: night + 770_000,
  progress: { ...allDone(done().progress), availability: wellProbed },
};
const timed = <Any extends Extract<Run, { progress: Progress }>>(run: Any): Any => ({
  ...run,
  updatedAt: seen,
  progress: halfwayTimed(run.progress),
});
const away = (progress: Progress): Progress => ({
  ...progress,
  targets: progress.targets.map((target, place) => (place === 1 ? { ...target, processDown: true } : target)),
});
function heldAway(why: Hold, step: Step): RunIn<'held'> {
  const run = held({}, why, step);
  return { ...run, updatedAt: night + 300_000, progress: away(halfwayTimed(run.progress)) };
}

/** As `heldAway`, with every server at work. */
function heldWith(why: Hold, step: Step): RunIn<'held'> {
  const run = held({}, why, step);
  return { ...run, updatedAt: night + 300_000, progress: halfwayTimed(run.progress) };
}
const loadingNow = `${replica(2).address} runs and is loading: it opens its replicas and replays their logs (12 of 54 are open)`;
const pausedBeside = (more: Partial<Progress>): RunIn<'paused'> =>
  timed({ ...paused(), progress: { ...paused().progress, ...more } });

/** What the outcome says of the cluster: 28/27/24/9/0 is what a real cluster of five had after a roll. */
const servers = [1, 2, 3, 4, 5].map((nth) => replica(nth).address);
const ledBefore = [18, 17, 18, 18, 17];
const ledNow = [28, 27, 24, 9, 0];
const unevenNow = servers.map((address, place) => ({ address, primaries: ledNow[place] ?? 0 }));
const leftWell: ClusterLeft = {
  kind: 'seen',
  dead: [],
  silentMetas: [],
  short: [],
  lost: 0,
  drained: [],
  leadership: servers.map((address, place) => ({
    address,
    before: ledBefore[place] ?? 0,
    now: ledBefore[4 - place] ?? 0,
  })),
  uneven: false,
};
const leftUneven: ClusterLeft = {
  ...leftWell,
  leadership: servers.map((address, place) => ({ address, before: ledBefore[place] ?? 0, now: ledNow[place] ?? 0 })),
  uneven: true,
};
const leftWithADeadServer: ClusterLeft = {
  ...leftUneven,
  dead: [replica(4).address],
  short: [
    { table: 'temp', partitions: 5, of: 8 },
    { table: 'usertable', partitions: 11, of: 16 },
  ],
  drained: [{ address: replica(2).address, missing: 12 }],
  leadership: leftUneven.leadership.filter(({ address }) => address !== replica(4).address),
};
const ended = <Any extends Run>(run: Any, cluster: ClusterLeft): Any => ({
  ...run,
  log: run.log.map((event) => (event.kind === 'ended' ? { ...event, left: { code: 'all-restored' }, cluster } : event)),
});

const rollback = planFor({
  id: 'b2c3d4e5f6a7',
  options: {
    ...planFor().options,
    version: '2.4.0',
    roles: ['replica'],
    rollsBack: {
      run: runId('cluster-x-7f3a'),
      from: '2.5.0',
      servers: [{ role: 'replica', address: replica(1).address }],
    },
  },
  targets: [{ ...replica(1), version: undefined }],
  skipped: [2, 3].map((nth) => ({
    role: 'replica' as const,
    address: replica(nth).address,
    why: { code: 'not-in-rollback', run: 'cluster-x-7f3a' },
  })),
  procedure: { replica: ['stop', 'install', 'start'], meta: ['restart'], collector: ['restart'] },
  estimate: { replicaServerMs: 95_000, totalMs: 95_000 },
  downgradeFrom: ['2.5.0'],
  putsBack: replica(1).address,
});

const noWayBack = versionNotes(['2.1.0'], '2.0.0', allVersionRules(), { mode: 'ha', waived: [] });

const rebalance = planFor({
  id: 'ba1a9ce00001',
  options: { ...planFor().options, roles: [], rebalance: true, reason: 'after the roll of Friday' },
  targets: [],
  leadership: { led: unevenNow, uneven: true },
  estimate: { replicaServerMs: 40_000, totalMs: 80_000 },
});

export interface Shown {
  readonly name: string;
  /** For the documentation: when it looks like this. */
  readonly when: string;
  readonly run: Run;
  readonly view?: View;
}

/** The server that had died has been started, and another one too, of which the hold knew nothing. */
function startedByPeople(run: RunIn<'held'>): Run {
  const unexpected = { times: 1, since: night + 410_000, at: night + 410_000 };
  const starts = [replica(4), replica(5)].map(({ address }) => ({
    role: 'replica' as const,
    address,
    startedAt: '2026-01-02 03:12:11',
    unexpected,
  }));
  return { ...run, progress: { ...run.progress, starts } };
}

export const states: readonly Shown[] = [
  { name: 'awaiting-approval', when: 'Somebody has asked; the plan waits for approval.', run: awaiting() },
  {
    name: 'upgrade-half-approved',
    when: 'An upgrade with one of two approvals, a check that blocks, and a waiver.',
    run: { ...awaiting({ plan: upgrade }), votes: [{ by: bob, at: night, via: 'button', planId: upgrade.id }] },
  },
  {
    name: 'outside-window',
    when: 'The request overrides a change window; a group is among the approvers.',
    run: awaiting({
      plan: planFor({
        options: { ...planFor().options, outsideWindow: 'disk of node 3 fails', reason: 'failing disk' },
        approvals: { required: 1, approvers: ['@pegasus-oncall'], selfApproval: false },
      }),
    }),
  },
  {
    name: 'fast-drain',
    when: 'The plan empties its servers the fast way, and says what that costs.',
    run: awaiting({
      plan: planFor({ options: { ...planFor().options, drain: 'fast', reason: 'a short night' }, drain: 'fast' }),
    }),
  },
  {
    name: 'live-minimum',
    when: 'One server away would freeze this cluster of three: the plan lowers the minimum meanwhile.',
    run: awaiting({
      plan: planFor({
        options: { ...planFor().options, lowerMinLive: true, reason: 'new disks' },
        minLive: { from: 3, to: 2 },
      }),
    }),
  },
  {
    name: 'stale-value',
    when: 'Only servers without a new value of the configuration are rolled; of one it is not known what it has.',
    run: awaiting({
      plan: planFor({
        options: { ...planFor().options, stale: { key: 'replication.checkpoint_interval_seconds', value: '600' } },
        targets: planFor().targets.map((target, place) => (place === 0 ? target : { ...target, found: '300' })),
        skipped: [
          {
            role: 'replica',
            address: nodeAddress('10.0.0.9:34801'),
            why: { code: 'has-value', key: 'replication.checkpoint_interval_seconds', value: '600' },
          },
        ],
        gates: [
          block(
            'values-told',
            {
              code: 'values-not-told',
              key: 'replication.checkpoint_interval_seconds',
              value: '600',
              nodes: planFor()
                .targets.slice(0, 1)
                .map(({ address }) => address),
              whys: [
                { code: 'value-unreachable', error: 'ERR_TIMEOUT, GET /config was not answered within 5 seconds' },
              ],
            },
            {
              nodes: planFor()
                .targets.slice(0, 1)
                .map(({ address }) => address),
            },
          ),
        ],
      }),
    }),
  },
  {
    name: 'plan-warnings',
    when: 'Something is lacking that does not block, or is not known of this cluster.',
    run: awaiting({
      plan: planFor({
        warnings: [
          { code: 'black-list-not-told' },
          { code: 'space-low', servers: [nodeAddress('10.0.0.2:34801')], percent: 15 },
          {
            code: 'space-for-loss',
            server: nodeAddress('10.0.0.2:34801'),
            servers: [nodeAddress('10.0.0.3:34801')],
            percent: 10,
          },
          {
            code: 'space-unknown',
            servers: [nodeAddress('10.0.0.1:34801')],
            said: 'The answer to `nodes -u -j` is not understood: a JSON document was expected: query perf counter info failed',
          },
          { code: 'tables-duplicated', tables: ['orders'] },
          { code: 'tables-backed-up', tables: ['users'] },
          { code: 'bulk-loads-unknown', tables: ['events'], said: 'nothing was printed' },
        ],
      }),
    }),
  },
  {
    name: 'version-rules',
    when: 'Something is known of this upgrade, and one rule has been allowed by name.',
    run: awaiting({
      plan: planFor({
        options: { ...planFor().options, version: '2.6.0', allowVersionRules: ['not-2.6.0'] },
        versionNotes: versionNotes(['2.4.0'], '2.6.0', allVersionRules([notYet]), {
          mode: 'ha',
          waived: ['not-2.6.0'],
        }),
      }),
    }),
  },
  {
    name: 'waivers-by-name',
    when: 'A dead server, a lost partition and a table that splits have been allowed by name.',
    run: awaiting({
      plan: planFor({
        options: {
          ...planFor().options,
          allowDeadServers: [replica(9).address],
          allowDeadPartitions: [gpid(3, 7)],
          allowSplitting: ['events'],
        },
        namedWaivers: {
          deadServers: [replica(9).address],
          deadPartitions: [gpid(3, 7)],
          splitting: ['events'],
        },
      }),
    }),
  },
  {
    name: 'downgrade',
    when: 'Some servers run a newer version than the one that is asked for.',
    run: awaiting({
      plan: planFor({ options: { ...planFor().options, version: '2.3.0' }, downgradeFrom: ['2.4.0'] }),
    }),
  },
  {
    name: 'many-awaiting',
    when: '300 servers in the plan: addresses that count up are made short.',
    run: awaiting({ plan: manyPlan }),
  },
  {
    name: 'approved',
    when: 'Enough approvals: the cluster is looked at once more.',
    run: { ...approved(), updatedAt: night + 60_000 },
  },
  {
    name: 'rolling',
    when: 'At work on the second of seven servers.',
    run: { ...rolling({}, atWork), updatedAt: seen },
  },
  {
    name: 'rolling-process',
    when: 'The process of a server is being restarted.',
    run: {
      ...rolling({}, away(halfwayTimed(halfway({ kind: 'process', since: night + 255_000, verbs: ['restart'] })))),
      updatedAt: night + 256_000,
    },
  },
  {
    name: 'rolling-soak',
    when: 'A server is done and watched for a while.',
    run: {
      ...rolling({}, halfwayTimed(halfway({ kind: 'soak', since: night + 255_000, until: night + 375_000 }))),
      updatedAt: night + 256_000,
    },
  },
  {
    name: 'rolling-unreadable',
    when: 'The cluster does not answer for a moment.',
    run: {
      ...rolling(
        {},
        { ...halfwayTimed(), unreadable: { since: night + 210_000, message: 'no meta answered', raw: [] } },
      ),
      updatedAt: seen,
    },
  },
  {
    name: 'many-rolling',
    when: 'The 121st of 300 servers: what is done and what is to come has a line each.',
    run: {
      ...rolling(
        { plan: manyPlan, votes: approved({ plan: manyPlan }).votes.map((vote) => ({ ...vote, planId: manyPlan.id })) },
        manyProgress(),
      ),
      updatedAt: night + 12_630_000,
    },
  },
  {
    name: 'leaving',
    when: 'Every server is done; the settings go back.',
    run: {
      ...rolling(
        {},
        { ...allDone(halfway()), phase: { kind: 'leave-maintenance', since: night + 760_000, defaultsTried: [] } },
      ),
      updatedAt: night + 761_000,
    },
  },
  {
    name: 'rolling-loading',
    when: 'The process of a server is back and opens its replicas.',
    run: {
      ...rolling(
        {},
        {
          ...away(
            halfwayTimed(
              halfway({
                kind: 'await-return',
                since: night + 250_000,
                loading: { since: night + 260_000, movedAt: night + 280_000, opened: 12, of: 54 },
              }),
            ),
          ),
          waiting: {
            what: foreign(`${replica(2).address} to load its replicas (12 of 54 open)`),
            since: night + 250_000,
          },
        },
      ),
      updatedAt: night + 281_000,
    },
  },
  {
    name: 'rolling-unsaved',
    when: 'The state of the run cannot be saved at this moment.',
    run: { ...rolling({}, atWork), updatedAt: seen },
    view: {
      unsaved: {
        since: seen,
        why: 'ENOSPC: no space left on device, write',
        settings: { level: 'steady', assignDelayMs: 3_600_000, addSecondaryMax: 0, flowControl: true },
      },
    },
  },
  { name: 'pausing', when: 'Somebody asked for a pause.', run: timed(pausing()) },
  { name: 'paused', when: 'It stands, and goes on when somebody resumes it.', run: timed(paused()) },
  {
    name: 'paused-started-again',
    when: 'It stands, and a server that was rolled has started again meanwhile.',
    run: pausedBeside({
      starts: [
        {
          role: 'replica',
          address: replica(1).address,
          startedAt: '2026-01-02 03:12:11',
          unexpected: { times: 2, since: night + 490_000, at: night + 500_000 },
        },
      ],
    }),
  },
  {
    name: 'paused-own-delay',
    when: 'It stands, a server has died meanwhile, and the assign delay is the cluster’s own again.',
    run: pausedBeside({ lastRead: { leader: nodeAddress('10.0.0.1:34601'), ...saved } }),
  },
  {
    name: 'paused-before-begun',
    when: 'Its window closed before it began, and a server was started meanwhile.',
    run: timed({
      ...paused(),
      progress: {
        ...newProgress(planFor(), night + 100_000),
        starts: [
          {
            role: 'replica',
            address: replica(1).address,
            startedAt: '2026-01-02 03:12:11',
            unexpected: { times: 1, since: night + 490_000, at: night + 490_000 },
          },
        ],
      },
      why: { code: 'paused-outside-window', why: { code: 'outside-window' }, goesOn: true },
      window: 'closed',
    }),
  },
  {
    name: 'held',
    when: 'Another server has died: it stands and needs an answer.',
    run: heldAway(secondFailed, { kind: 'await-return', since: night + 250_000 }),
  },
  {
    name: 'held-cause-over',
    when: 'The dead server is back: it says so, and still needs an answer.',
    run: startedByPeople(
      heldAway(
        {
          ...secondFailed,
          now: foreign('every server is ALIVE and every partition is full'),
          overSince: night + 420_000,
        },
        { kind: 'await-return', since: night + 250_000 },
      ),
    ),
  },
  {
    name: 'held-command-failed',
    when: 'A process command failed; what it printed is shown.',
    run: heldAway(commandFailed, { kind: 'process', since: night + 250_000, verbs: ['restart'] }),
  },
  {
    name: 'held-started-again',
    when: 'A server that was rolled has started again by itself: it may be crashing.',
    run: heldWith(restartedByOthers, { kind: 'gates', since: night + 250_000 }),
  },
  {
    name: 'held-loading',
    when: 'The process runs, and its replicas do not open any further.',
    run: heldAway(
      { ...loads, now: foreign(loadingNow) },
      {
        kind: 'await-return',
        since: night + 250_000,
        loading: { since: night + 260_000, movedAt: night + 280_000, opened: 12, of: 54 },
      },
    ),
  },
  {
    name: 'held-cannot-save',
    when: 'The disk of the bot is full.',
    run: heldWith(
      { ...diskFull, now: foreign('there is still no room on the disk of the bot') },
      { kind: 'move-primaries', since: night + 250_000 },
    ),
  },
  {
    name: 'held-cannot-save-over',
    when: 'There is room on the disk of the bot again.',
    run: heldWith(
      {
        ...diskFull,
        now: foreign('there is room on the disk of the bot again; every server is ALIVE and every partition is full'),
        overSince: night + 420_000,
      },
      { kind: 'move-primaries', since: night + 250_000 },
    ),
  },
  {
    name: 'held-force-asked',
    when: 'One of the two approvers that `force` takes has asked for it.',
    run: { ...held(), updatedAt: night + 300_000, forceAskedBy: bob, progress: halfwayTimed(held().progress) },
  },
  { name: 'aborting', when: 'Somebody aborted it.', run: timed(aborting()) },
  {
    name: 'done',
    when: 'It is over, and the report is in the thread.',
    run: doneRun,
    view: { report: { kind: 'sent', link: 'https://example.slack.com/files/U0BOT/F0REPORT/cluster-x-7f3a.md' } },
  },
  {
    name: 'done-without-report',
    when: 'It is over, and Slack did not take the report.',
    run: doneRun,
    view: { report: { kind: 'failed', why: 'missing_scope' } },
  },
  { name: 'aborted', when: 'It was aborted after the first server.', run: timed(aborted()) },
  {
    name: 'aborted-dead',
    when: 'It was aborted in mid-drain while another server had died: the outcome says what the cluster is like.',
    run: ended(timed(aborted()), leftWithADeadServer),
  },
  {
    name: 'done-uneven',
    when: 'Every server is done, and the last ones lead little: a button mends that.',
    run: ended(doneRun, leftUneven),
  },
  {
    name: 'done-meta-dead',
    when: 'Every server is done, and a meta does not answer.',
    run: ended(doneRun, { ...leftWell, silentMetas: [nodeAddress('10.0.0.3:34601')] }),
  },
  { name: 'done-well', when: 'Every server is done, and the cluster is as it was.', run: ended(doneRun, leftWell) },
  {
    name: 'rolling-meta-dead',
    when: 'A meta does not answer while replica servers are rolled.',
    run: {
      ...rolling(
        {},
        {
          ...atWork,
          silentMetas: [{ meta: nodeAddress('10.0.0.3:34601'), since: night + 190_000, why: 'ERR_NETWORK_FAILURE' }],
        },
      ),
      updatedAt: seen,
    },
  },
  {
    name: 'uneven-awaiting',
    when: 'The next plan: an earlier roll has left leadership uneven, and a meta does not answer.',
    run: awaiting({
      plan: planFor({
        leadership: { led: unevenNow, uneven: true },
        moves: { drains: 91, back: 64, documented: { drains: 97, balance: 12 } },
        silentMetas: [nodeAddress('10.0.0.3:34601')],
      }),
    }),
  },
  {
    name: 'rollback-canary-paused',
    when: 'The canary of an upgrade is done: whoever does not like it presses Roll back.',
    run: timed({ ...halfUpgraded(paused()), why: { code: 'canary-done', node: replica(1).address } }),
  },
  {
    name: 'rollback-held',
    when: 'A server with the new version died while the next one was rolled.',
    run: timed(halfUpgraded(held({}, secondFailed))),
  },
  {
    name: 'rollback-forbidden',
    when: 'The same after an upgrade from which no version rule lets anybody go back.',
    run: timed({
      ...halfUpgraded(paused()),
      plan: { ...halfUpgraded(paused()).plan, wayBack: noWayBack },
      why: { code: 'canary-done', node: replica(1).address },
    }),
  },
  {
    name: 'no-way-back',
    when: 'The plan of an upgrade says that there is no way back.',
    run: awaiting({
      plan: planFor({ options: { ...planFor().options, version: '2.1.0', canary: true }, wayBack: noWayBack }),
    }),
  },
  {
    name: 'campaign-awaiting',
    when: 'The first of three clusters; its approval is for all of them.',
    run: awaiting({ plan: planFor({ options: inCampaign(campaign([planned(y), planned(z)])) }) }),
  },
  {
    name: 'campaign-second-awaiting',
    when: 'The second one has another plan than the one that was approved.',
    run: awaiting({
      plan: planFor({
        options: inCampaign({
          ...campaign([planned(y)], runId('cluster-w-0001')),
          clusters: [clusterName('cluster-w'), x, y],
        }),
      }),
    }),
  },
  { name: 'campaign-done', when: 'The next cluster follows.', run: doneOnX(night + 500_000) },
  {
    name: 'campaign-aborted',
    when: 'The campaign stands with it.',
    run: aborted({ plan: planFor({ options: inCampaign(campaign([planned(y), planned(z)])) }) }),
  },
  {
    name: 'rollback-offered',
    when: 'An aborted upgrade offers the way back.',
    run: timed(halfUpgraded(aborted())),
  },
  {
    name: 'rollback-awaiting',
    when: 'Its plan; the server that was upgraded is down.',
    run: awaiting({ plan: rollback }),
  },
  {
    name: 'rebalance-awaiting',
    when: 'Somebody has asked to give leadership back; the plan waits for approval.',
    run: awaiting({ plan: rebalance }),
  },
  {
    name: 'rebalance-rolling',
    when: 'The meta balances.',
    run: {
      ...rolling(
        { plan: rebalance },
        {
          ...newProgress(rebalance, night),
          saved: { ...saved, level: 'steady' },
          phase: { kind: 'rebalance', since: night + 70_000 },
          waiting: { what: foreign('17 balance operations'), since: night + 70_000 },
        },
      ),
      updatedAt: night + 80_000,
    },
  },
  { name: 'failed', when: 'It could not be carried through.', run: timed(failed()) },
  { name: 'rejected', when: 'Somebody turned the plan down.', run: rejected() },
  { name: 'expired', when: 'Nobody approved it in time.', run: expired() },
];

/** Which of the states stands for each status: no status may be without one. */
export const ofStatus: Readonly<Record<RunStatus, string>> = {
  'awaiting-approval': 'awaiting-approval',
  approved: 'approved',
  rolling: 'rolling',
  pausing: 'pausing',
  paused: 'paused',
  held: 'held',
  aborting: 'aborting',
  done: 'done',
  aborted: 'aborted',
  failed: 'failed',
  rejected: 'rejected',
  expired: 'expired',
};

export const replaced = {
  run: awaiting({
    plan: upgrade,
    log: logged({
      kind: 'replanned',
      oldPlan: 'old1',
      newPlan: upgrade.id,
      why: foreign('replica 10.0.0.9:34801 is to be rolled now'),
    }),
  }),
  oldPlan: 'old1',
};

const first = replica(1).address;

/** One of each kind. */
export const events: Readonly<Record<StatusEvent['kind'], StatusEvent>> = {
  approved: { kind: 'approved', by: bob, have: 1, need: 2 },
  'approval-withdrawn': { kind: 'approval-withdrawn', by: bob },
  'vote-not-counted': { kind: 'vote-not-counted', by: bob, why: 'not-in-channel' },
  rejected: { kind: 'rejected', by: carol },
  expiring: { kind: 'expiring', expiresAt: night + 1_800_000, have: 1, need: 2 },
  expired: { kind: 'expired' },
  locked: { kind: 'locked', by: carol, reason: 'rack 7 loses power at noon' },
  unlocked: { kind: 'unlocked', by: carol },
  replanned: {
    kind: 'replanned',
    oldPlan: 'a',
    newPlan: 'b',
    why: foreign('replica 10.0.0.9:34801 is to be rolled now'),
  },
  started: { kind: 'started' },
  'maintenance-entered': {
    kind: 'maintenance-entered',
    saved,
    now: { assignDelayMs: 3_600_000, addSecondaryMax: 10, flowControl: true },
  },
  'maintenance-left': { kind: 'maintenance-left', restored: saved },
  'target-started': {
    kind: 'target-started',
    role: 'replica',
    address: first,
    nth: 1,
    of: 7,
    primaries: 100,
    secondaries: 201,
  },
  'process-stopping': { kind: 'process-stopping', role: 'replica', address: first },
  'target-done': {
    kind: 'target-done',
    role: 'replica',
    address: first,
    ms: 91_800,
    spent: spentWell,
    version: '2.5.0 (0ca31b70)',
  },
  'target-skipped': { kind: 'target-skipped', role: 'replica', address: first, why: foreign('it runs 2.5.0 already') },
  'leader-changed': { kind: 'leader-changed', from: nodeAddress('10.0.0.1:34601'), to: nodeAddress('10.0.0.2:34601') },
  held: { kind: 'held', hold: secondFailed },
  'force-asked': { kind: 'force-asked', by: bob },
  answered: { kind: 'answered', choice: 'retry', by: bob },
  'went-on': {
    kind: 'went-on',
    why: foreign('the cluster can be read again; every server is ALIVE and every partition is full'),
  },
  pausing: { kind: 'pausing', by: { code: 'person', user: bob } },
  paused: { kind: 'paused', why: { code: 'paused-by', by: { code: 'person', user: bob } }, settingsStayOn: true },
  'window-opened': { kind: 'window-opened', goesOn: false, closesAt: night + 7_200_000 },
  canary: { kind: 'canary', address: first },
  resumed: { kind: 'resumed', by: bob },
  aborting: { kind: 'aborting', by: { code: 'person', user: bob } },
  'bot-restarted': { kind: 'bot-restarted', awayMs: 90_000, comesBack: 'paused' },
  note: {
    kind: 'note',
    message: foreign('restart of 10.0.0.1:34801 failed'),
    raw: ['token=abc123def <!here>', 'last line'],
  },
  ended: {
    kind: 'ended',
    how: 'done',
    rolled: [first, replica(2).address, replica(3).address, nodeAddress('10.0.0.2:34601')],
    notRolled: [],
    left: { code: 'all-restored' },
  },
};

export interface Posted {
  readonly name: string;
  readonly run: Run;
  readonly seq: number;
}

const before: Readonly<Partial<Record<StatusEvent['kind'], readonly StatusEvent[]>>> = {
  'target-done': [events['target-started']],
  ended: [events.started],
};
const withApprovers = planFor({
  approvals: { required: 1, approvers: ['@pegasus-oncall', carol], selfApproval: false },
});

const asked = { plan: withApprovers, votes: [{ by: bob, at: night, via: 'reaction', planId: withApprovers.id }] };

/** Where a run stands that asks for an answer: what it says of it once that is over is another thing. */
const standing: Readonly<Partial<Record<StatusEvent['kind'], (log: Run['log']) => Run>>> = {
  expiring: (log) => awaiting({ ...asked, log }),
  replanned: (log) => awaiting({ ...asked, log }),
  held: (log) => held({ ...asked, log }, secondFailed),
  'force-asked': (log) => held({ ...asked, log }),
  paused: (log) => paused({ ...asked, log }),
  'window-opened': (log) => paused({ ...asked, log }),
  'bot-restarted': (log) => paused({ ...asked, log }),
};

/** What became of each of them. */
const answers: readonly (readonly [asks: StatusEvent['kind'], answer: StatusEvent])[] = [
  ['expiring', { kind: 'approved', by: bob, have: 2, need: 2 }],
  ['replanned', { kind: 'rejected', by: carol }],
  ['held', { kind: 'answered', choice: 'retry', by: carol }],
  ['force-asked', { kind: 'answered', choice: 'force', by: carol }],
  ['paused', { kind: 'resumed', by: carol }],
  ['window-opened', { kind: 'aborting', by: { code: 'person', user: bob } }],
  ['bot-restarted', { kind: 'resumed', by: carol }],
];

/** What the thread says of each event, where it says anything. */
export const posts: readonly Posted[] = [
  ...Object.values(events).map((event): Posted => {
    const log = logged(...(before[event.kind] ?? []), event);
    return { name: event.kind, run: standing[event.kind]?.(log) ?? rolling({ ...asked, log }), seq: log.length };
  }),
  ...answers.map(
    ([asks, answer]): Posted => ({
      name: `${asks}-over`,
      run: rolling({ ...asked, log: logged(events[asks], answer) }),
      seq: 1,
    }),
  ),
  {
    name: 'leader-restarted',
    run: rolling({
      ...asked,
      log: logged(
        { kind: 'process-stopping', role: 'meta', address: nodeAddress('10.0.0.1:34601') },
        events['leader-changed'],
      ),
    }),
    seq: 2,
  },
  {
    name: 'held-command-failed',
    run: held({ ...asked, log: logged({ kind: 'held', hold: commandFailed }) }, commandFailed),
    seq: 1,
  },
  {
    name: 'held-cause-over',
    run: held(
      { ...asked, log: logged(events.held) },
      {
        ...secondFailed,
        now: foreign('every server is ALIVE and every partition is full'),
        overSince: night + 420_000,
      },
    ),
    seq: 1,
  },
  {
    name: 'held-command-failed-answered',
    run: rolling({
      ...asked,
      log: logged({ kind: 'held', hold: commandFailed }, { kind: 'answered', choice: 'skip', by: carol }),
    }),
    seq: 1,
  },
  { name: 'held-went-on', run: rolling({ ...asked, log: logged(events.held, events['went-on']) }), seq: 1 },
  {
    name: 'paused-canary',
    run: paused({
      log: logged(events.canary, {
        kind: 'paused',
        why: foreign(`canary ${first} is done and its partitions are full. Check it, then resume`),
        settingsStayOn: true,
      }),
    }),
    seq: 2,
  },
  {
    name: 'ended-uneven',
    run: rolling({
      log: logged(events.started, {
        kind: 'ended',
        how: 'done',
        rolled: servers,
        notRolled: [],
        left: { code: 'all-restored' },
        cluster: leftUneven,
      }),
    }),
    seq: 2,
  },
  {
    name: 'ended-dead',
    run: rolling({
      log: logged(events.started, {
        kind: 'ended',
        how: 'aborted',
        rolled: [first],
        notRolled: [replica(2).address],
        left: { code: 'all-restored' },
        cluster: leftWithADeadServer,
      }),
    }),
    seq: 2,
  },
  {
    name: 'ended-aborted',
    run: rolling({
      log: logged(events.started, {
        kind: 'ended',
        how: 'aborted',
        rolled: [first],
        notRolled: [replica(2).address, replica(3).address],
        left: { code: 'all-restored' },
      }),
    }),
    seq: 2,
  },
];

/**
 * A run with everything a report tells of: a hold with its answer, a skipped server, a process that took two attempts.
 */
export function reported(): ReturnType<typeof done> {
  const plan = { ...upgrade, waivers: [], gates: [] };
  const log = logged(
    events.approved,
    events.started,
    events['maintenance-entered'],
    events['target-started'],
    { kind: 'held', hold: commandFailed },
    events.answered,
    events['process-stopping'],
    events['target-done'],
    events.note,
    events['leader-changed'],
    { kind: 'target-skipped', role: 'replica', address: replica(2).address, why: { code: 'skipped-by', user: bob } },
    events['maintenance-left'],
    {
      kind: 'ended',
      how: 'done',
      rolled: [first],
      notRolled: [replica(2).address],
      left: { code: 'all-restored' },
    },
  );
  const ended = allDone(halfway(undefined, plan));
  const targets = ended.targets.map(
    (target, place): TargetProgress =>
      place === 0
        ? { ...target, runs: '2.5.0 (0ca31b70)', attempts: 2, drainRounds: 1, forced: ['close-stalled'] }
        : place === 1
          ? { ...target, state: 'skipped', whySkipped: { code: 'skipped-by', user: bob } }
          : target,
  );
  return {
    ...done({
      plan,
      log,
      votes: [
        { by: bob, at: night + 30_000, via: 'reaction', planId: plan.id },
        { by: carol, at: night + 60_000, via: 'button', planId: plan.id },
      ],
    }),
    endedAt: night + 770_000,
    progress: { ...ended, targets, saved, restored: true, availability: oftenUnwritable },
  };
}
