import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportRuns } from '../src/cli/runs/export.js';
import { listRuns } from '../src/cli/runs/list.js';
import type { Terminal } from '../src/cli/terminal.js';
import { runId } from '../src/roll/ids.js';
import type { Plan } from '../src/roll/plan.js';
import { limited, quantile, told, type Row } from './report.js';
import { halfway, open, timeSaves, unsynced } from './save.js';

/** As it is measured; a test that only sees whether it still works takes less. */
const usual = { runs: 5_000, nodes: 20, starts: 15, saves: 200 };

/** A year of history: what it costs a start and a save, and how long it takes to list and to export it. */
export async function measureHistory(plan: Plan, { runs, nodes, starts, saves } = usual): Promise<readonly Row[]> {
  const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'pegasus-roll-bench-'));
  const [empty, full] = [await folder(), await folder()];
  try {
    await fill(full, { ...plan, targets: plan.targets.slice(0, nodes) }, runs);
    // Once each, so that what is read the first time is not measured.
    await startOf(empty);
    await startOf(full);
    const [without, withAll]: [number[], number[]] = [[], []];
    for (let nth = 0; nth < starts; nth += 1) {
      without.push(await startOf(empty));
      withAll.push(await startOf(full));
    }
    const [bare, laden] = [quantile(without, 0.5), quantile(withAll, 0.5)];
    const stores = [await open(empty), await open(full)] as const;
    const [alone, beside] = await timeSaves(...stores, halfway(plan), saves);
    const [save, saveBeside] = [quantile(alone, 0.5), quantile(beside, 0.5)];
    for (const store of stores) await store.close();
    const place = { path: full, config: '', cluster: undefined } as const;
    const listing = (limit: number, json: boolean): Promise<number> =>
      timed(async (means) => void (await listRuns({ ...place, limit, json }, means)));
    const [newest, all] = [await listing(20, false), await listing(runs, true)];
    const csv = { ...place, runs: [], since: undefined, until: undefined, format: 'csv', output: undefined } as const;
    const exported = await timed(async (means) => void (await exportRuns(csv, means)));
    return [
      limited(`database opened with ${runs} runs of ${nodes} nodes, more than an empty one`, laden - bare, 50, ' ms'),
      told('… empty; with them', `${bare.toFixed(1)} ms; ${laden.toFixed(1)} ms`),
      limited(
        '… save of a run of 100 nodes beside them, longer than without: medians',
        (100 * (saveBeside - save)) / save,
        10,
        ' %',
        1,
      ),
      told('… the newest 20 listed; all as JSON', `${newest.toFixed(0)} ms; ${all.toFixed(0)} ms`),
      told('… all exported as CSV', `${(exported / 1_000).toFixed(1)} s`),
    ];
  } finally {
    for (const each of [empty, full]) await rm(each, { recursive: true, force: true });
  }
}

async function fill(path: string, plan: Plan, runs: number): Promise<void> {
  const store = await open(path, unsynced);
  const { status: _status, ...common } = halfway({ ...plan });
  for (let nth = 0; nth < runs; nth += 1) {
    const id = runId(`cluster-x-${nth}`);
    await store.runs.commit({ run: { ...common, id, status: 'done', endedAt: common.updatedAt } });
    await store.runs.archive(id);
  }
  await store.close();
}

/** From nothing to a database that takes runs, in milliseconds. */
async function startOf(path: string): Promise<number> {
  const began = performance.now();
  const store = await open(path);
  const took = performance.now() - began;
  await store.close();
  return took;
}

async function timed(work: (means: { terminal: Terminal; env: NodeJS.ProcessEnv }) => Promise<void>): Promise<number> {
  const nowhere: Terminal = { out: () => undefined, err: () => undefined };
  const began = performance.now();
  await work({ terminal: nowhere, env: {} });
  return performance.now() - began;
}
