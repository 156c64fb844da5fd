import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock } from '../src/lib/clock.js';
import { gpid, runId, userId } from '../src/roll/ids.js';
import { newProgress } from '../src/roll/new-progress.js';
import { defaultOptions } from '../src/roll/options.js';
import type { Plan } from '../src/roll/plan.js';
import type { TargetProgress } from '../src/roll/progress.js';
import type { Run } from '../src/roll/run.js';
import { realFiles, type Files } from '../src/lib/files.js';
import { openStore } from '../src/store/files/open-store.js';
import type { Database } from '../src/store/database.js';
import { limited, quantile, told, type Row } from './report.js';
import { silent } from '../test/support/silent.js';

const saves = 300;
const archivedRuns = 10_000;
const patienceMs = 30_000;

/** What a decision waits for before it is acted on: a run on disk, with an empty archive and with a full one. */
export async function measureSave(plan: Plan): Promise<readonly Row[]> {
  const folders = [
    await mkdtemp(join(tmpdir(), 'pegasus-roll-bench-')),
    await mkdtemp(join(tmpdir(), 'pegasus-roll-bench-')),
  ] as const;
  try {
    const archived = await fillArchive(folders[1], plan);
    const [empty, full] = [await open(folders[0]), await open(folders[1])];
    const run = halfway(plan);
    const [without, withMany] = await timeSaves(empty, full, run, saves);
    await empty.close();
    await full.close();
    const noise = quantile(without, 0.75) - quantile(without, 0.25);
    return [
      limited('save of a run of 100 nodes, nothing archived: median', quantile(without, 0.5), 10, ' ms', 2),
      told('… p99', `${quantile(without, 0.99).toFixed(2)} ms`),
      limited(`save of a run of 100 nodes, ${archived} runs archived: median`, quantile(withMany, 0.5), 10, ' ms', 2),
      told(
        '… p99; size of the run',
        `${quantile(withMany, 0.99).toFixed(2)} ms; ${(JSON.stringify(run).length / 1000).toFixed(0)} kB`,
      ),
      limited(
        '… difference of the medians (limit: the spread of the middle half)',
        Math.abs(quantile(withMany, 0.5) - quantile(without, 0.5)),
        noise,
        ' ms',
        2,
      ),
    ];
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
}

/** Saves the run in both stores in turns, so that whatever else the machine does meets both alike: ms of each save. */
export async function timeSaves(
  one: Database,
  other: Database,
  run: Run,
  times: number,
): Promise<readonly [readonly number[], readonly number[]]> {
  const timed = async (store: Database): Promise<number> => {
    const began = performance.now();
    await store.runs.commit({
      run,
      audit: [
        {
          at: realClock.now(),
          cluster: run.cluster,
          run: run.id,
          what: 'outcome',
          detail: { kind: 'move-primaries', refused: [] },
        },
      ],
    });
    return performance.now() - began;
  };
  const [ofOne, ofOther]: [number[], number[]] = [[], []];
  for (let nth = -10; nth < times; nth += 1) {
    const [left, right] = [await timed(one), await timed(other)];
    if (nth < 0) continue;
    ofOne.push(left);
    ofOther.push(right);
  }
  return [ofOne, ofOther];
}

/** Nothing waits for the disk. */
export const unsynced: Files = {
  ...realFiles,
  open: async (path, how) => ({ ...(await realFiles.open(path, how)), sync: () => Promise.resolve() }),
};

/** Through the store itself, only that nothing waits for the disk. */
async function fillArchive(folder: string, plan: Plan): Promise<number> {
  const store = await open(folder, unsynced);
  const began = performance.now();
  let archived = 0;
  while (archived < archivedRuns && performance.now() - began < patienceMs) {
    const {
      status: _,
      progress: _progress,
      ...common
    } = { ...halfway({ ...plan, targets: plan.targets.slice(0, 5) }), id: runId(`cluster-x-${archived}`), log: [] };
    await store.runs.commit({ run: { ...common, status: 'expired', endedAt: common.updatedAt } });
    await store.runs.archive(common.id);
    archived += 1;
  }
  await store.close();
  return archived;
}

export async function open(path: string, fs: Files = realFiles): Promise<Database> {
  const opened = await openStore({ path, clock: realClock, log: silent, fs });
  if (!opened.ok) throw new Error(opened.failure.sentence);
  return opened.value;
}

/** Half of its servers are done, the next one is being drained. */
export function halfway(plan: Plan): Run & { readonly status: 'rolling' } {
  const now = realClock.now();
  const progress = newProgress(plan, now);
  const current = Math.floor(plan.targets.length / 2);
  const spent: TargetProgress['spent'] = {
    'move-primaries': 21_034,
    'downgrade-secondaries': 20_871,
    'close-replicas': 11_500,
    process: 4_020,
    'await-return': 9_800,
    heal: 31_077,
  };
  const drainedPartitions = Array.from({ length: 300 }, (_, nth) => gpid(1 + (nth % 20), nth));
  const done = plan.targets.slice(0, current);
  return {
    id: runId('cluster-x-zzzz'),
    cluster: plan.cluster,
    options: defaultOptions,
    plan,
    requestedBy: userId('U0ALICE001'),
    requestedAt: now,
    channel: 'C0PEGASUS1',
    votes: [{ by: userId('U0BOB00001'), at: now, via: 'reaction', planId: plan.id }],
    log: done.flatMap(({ role, address }, nth) => [
      {
        kind: 'target-started' as const,
        role,
        address,
        nth: nth + 1,
        of: plan.targets.length,
        primaries: 100,
        secondaries: 200,
        seq: 3 * nth + 1,
        at: now,
      },
      { kind: 'process-stopping' as const, role, address, seq: 3 * nth + 2, at: now },
      { kind: 'target-done' as const, role, address, ms: 98_302, spent, seq: 3 * nth + 3, at: now },
    ]),
    updatedAt: now,
    status: 'rolling',
    progress: {
      ...progress,
      targets: progress.targets.map((target, nth) =>
        nth > current
          ? target
          : {
              ...target,
              drainedPartitions,
              state: nth < current ? 'done' : 'active',
              startedAt: now,
              attempts: 1,
              drainRounds: 1,
              ...(nth < current ? { endedAt: now, spent } : {}),
            },
      ),
      phase: { kind: 'target', target: current, step: { kind: 'move-primaries', since: now } },
      saved: { level: 'steady', assignDelayMs: 300_000, addSecondaryMax: 10, flowControl: false },
    },
  };
}
