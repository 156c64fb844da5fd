import type { LoggedEvent, StatusEvent } from '../../src/roll/event.js';
import { commandId, clusterName, nodeAddress, runId, userId } from '../../src/roll/ids.js';
import { newProgress } from '../../src/roll/new-progress.js';
import { defaultOptions } from '../../src/roll/options.js';
import type { Plan, PlanTarget } from '../../src/roll/plan.js';
import type { Progress, SavedSettings, Step } from '../../src/roll/progress.js';
import { pass } from '../../src/roll/gates/verdict.js';
import type { Run, RunIn } from '../../src/roll/run.js';
import { closeStalled } from './told-holds.js';
import { foreign } from '../../src/roll/message.js';

/** People of the workspace, by the ids its server gives them. */
export const alice = userId('U0ALICE001');
export const bob = userId('U0BOB00001');
export const carol = userId('U0CAROL001');
export const dave = userId('U0DAVE0001');
export const channel = 'C0PEGASUS1';

/** A night in January. */
export const night = Date.UTC(2026, 0, 2, 3, 4, 5);

export const replica = (nth: number): PlanTarget => ({
  role: 'replica',
  address: nodeAddress(`10.0.0.${nth}:34801`),
  index: nth - 1,
  version: '2.4.0 (0ca31b70)',
  primaries: 100,
  secondaries: 200,
});
const meta = (nth: number): PlanTarget => ({
  role: 'meta',
  address: nodeAddress(`10.0.0.${nth}:34601`),
  index: nth - 1,
  version: '2.4.0 (0ca31b70)',
  ...(nth === 1 ? { leader: true } : {}),
});
const collector: PlanTarget = {
  role: 'collector',
  address: nodeAddress('10.0.0.1:34101'),
  index: 0,
  version: undefined,
};

export const saved: SavedSettings = {
  level: 'lively',
  assignDelayMs: 300_000,
  addSecondaryMax: 10,
  flowControl: false,
};

export function planFor(changes: Partial<Plan> = {}): Plan {
  return {
    id: '5f2a9c01d3e4',
    cluster: clusterName('cluster-x'),
    madeAt: night,
    options: defaultOptions,
    targets: [replica(1), replica(2), replica(3), meta(2), meta(3), meta(1), collector],
    skipped: [],
    gates: [pass('leader-known'), pass('nodes-alive'), pass('partitions-full')],
    waivers: [],
    procedure: { replica: ['restart'], meta: ['restart'], collector: ['restart'] },
    estimate: { replicaServerMs: 95_000, totalMs: 420_000 },
    approvals: { required: 1, approvers: [], selfApproval: false },
    ...changes,
  };
}

type Common = Pick<
  Run,
  'id' | 'cluster' | 'options' | 'plan' | 'requestedBy' | 'requestedAt' | 'channel' | 'votes' | 'log' | 'updatedAt'
>;

function common(changes: Partial<Common> = {}): Common {
  const plan = changes.plan ?? planFor();
  return {
    id: runId(`${plan.cluster}-7f3a`),
    cluster: plan.cluster,
    options: plan.options,
    plan,
    requestedBy: alice,
    requestedAt: night,
    channel,
    votes: [],
    log: [],
    updatedAt: night,
    ...changes,
  };
}

export const awaiting = (changes: Partial<Common> = {}): RunIn<'awaiting-approval'> => ({
  ...common(changes),
  status: 'awaiting-approval',
  expiresAt: night + 1_800_000,
});

const vote = (by = bob, plan = planFor()): Run['votes'] => [
  { by, at: night + 60_000, via: 'reaction', planId: plan.id },
];

/** Halfway: the first replica server is done, the second is in `step`. */
export function halfway(
  step: Step = {
    kind: 'move-primaries',
    since: night + 200_000,
    countdown: { since: night + 200_000, left: 42, movedAt: night + 210_000 },
  },
  plan = planFor(),
): Progress {
  const progress = newProgress(plan, night);
  return {
    ...progress,
    saved,
    phase: { kind: 'target', target: 1, step },
    targets: progress.targets.map((target, place) =>
      place === 0
        ? {
            ...target,
            state: 'done',
            startedAt: night + 70_000,
            endedAt: night + 165_000,
            spent: { gates: 1_000, heal: 94_000 },
          }
        : place === 1
          ? { ...target, state: 'active', startedAt: night + 190_000 }
          : target,
    ),
  };
}

/** Halfway through an upgrade to 2.5.0: the first replica server has it, and had 2.4.0 before. */
export function halfUpgraded(run: RunIn<'paused' | 'held' | 'aborted'>): typeof run {
  const options = { ...run.options, version: '2.5.0', canary: true };
  return {
    ...run,
    options,
    plan: { ...run.plan, options },
    progress: {
      ...run.progress,
      targets: run.progress.targets.map((target, place) =>
        place === 0
          ? {
              ...target,
              commands: [commandId('7f3a.replica-0.0.install')],
              before: { version: '2.4.0', commit: '0ca31b70', startedAt: '2026-01-01 00:00:00' },
              runs: '2.5.0 (c0ffee00)',
            }
          : target,
      ),
    },
  };
}

export const approved = (changes: Partial<Common> = {}): RunIn<'approved'> => ({
  ...common({ votes: vote(), ...changes }),
  status: 'approved',
  since: night + 60_000,
  progress: newProgress(changes.plan ?? planFor(), night),
});
export const rolling = (changes: Partial<Common> = {}, progress = halfway()): RunIn<'rolling'> => ({
  ...common({ votes: vote(), ...changes }),
  status: 'rolling',
  progress,
});
export const pausing = (changes: Partial<Common> = {}): RunIn<'pausing'> => ({
  ...rolling(changes),
  status: 'pausing',
});
export const paused = (changes: Partial<Common> = {}): RunIn<'paused'> => ({
  ...rolling(changes),
  status: 'paused',
  since: night + 300_000,
  why: { code: 'paused-by', by: { code: 'person', user: bob } },
});
export const aborting = (changes: Partial<Common> = {}): RunIn<'aborting'> => ({
  ...rolling(changes),
  status: 'aborting',
  since: night + 300_000,
});

export const hold = closeStalled;

export const held = (
  changes: Partial<Common> = {},
  why = hold,
  step: Step = { kind: 'close-replicas', since: night + 250_000 },
): RunIn<'held'> => ({ ...rolling(changes, halfway(step)), status: 'held', since: night + 300_000, hold: why });

const finished = (progress: Progress): Progress => ({
  ...progress,
  restored: true,
  targets: progress.targets.map((target) => ({ ...target, state: 'done' })),
});

export function done(changes: Partial<Common> = {}): RunIn<'done'> {
  const log = logged(
    { kind: 'started' },
    {
      kind: 'ended',
      how: 'done',
      rolled: planFor().targets.map(({ address }) => address),
      notRolled: [],
      left: foreign('The cluster is as it was before.'),
    },
  );
  return {
    ...common({ votes: vote(), log, ...changes }),
    status: 'done',
    progress: finished(halfway()),
    endedAt: night + 500_000,
  };
}

export function aborted(changes: Partial<Common> = {}): RunIn<'aborted'> {
  const [first, ...rest] = planFor().targets.map(({ address }) => address);
  const log = logged(
    { kind: 'started' },
    {
      kind: 'ended',
      how: 'aborted',
      rolled: first === undefined ? [] : [first],
      notRolled: rest,
      left: foreign('Settings are back as they were.'),
    },
  );
  return {
    ...common({ votes: vote(), log, ...changes }),
    status: 'aborted',
    progress: { ...halfway(), restored: true },
    endedAt: night + 400_000,
    by: { code: 'person', user: bob },
  };
}

export const failed = (changes: Partial<Common> = {}): RunIn<'failed'> => ({
  ...common({ votes: vote(), ...changes }),
  status: 'failed',
  progress: halfway(),
  endedAt: night + 400_000,
  why: foreign('the cluster is no longer in the configuration'),
});
export const rejected = (changes: Partial<Common> = {}): RunIn<'rejected'> => ({
  ...common(changes),
  status: 'rejected',
  endedAt: night + 90_000,
  by: carol,
});
export const expired = (changes: Partial<Common> = {}): RunIn<'expired'> => ({
  ...common(changes),
  status: 'expired',
  endedAt: night + 1_800_000,
});

/** Events in order, a minute apart. */
export function logged(...events: readonly StatusEvent[]): readonly LoggedEvent[] {
  return events.map((event, place) => ({ ...event, seq: place + 1, at: night + place * 60_000 }));
}
