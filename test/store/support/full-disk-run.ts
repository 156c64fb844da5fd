import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Engine } from '../../../src/engine/engine.js';
import { realClock } from '../../../src/lib/clock.js';
import { Random } from '../../../src/lib/random.js';
import { ok } from '../../../src/lib/result.js';
import { defaultOptions } from '../../../src/roll/options.js';
import type { Run } from '../../../src/roll/run.js';
import { openStore } from '../../../src/store/files/open-store.js';
import type { Database } from '../../../src/store/database.js';
import { alice, bob, policy } from '../../support/core-run.js';
import { IdealCluster } from '../../support/ideal-cluster.js';
import { silent } from '../../support/silent.js';
import type { Disk } from './full-disk.js';
import { words } from '../../../src/words/words.js';

const reserveBytes = 65_536;

/** What became of a run in mid-drain whose bot had no room to save. */
export interface FullDiskRunReport {
  readonly addSecondaryInDrain: number;
  /** What people are told from memory, before anything is given back. */
  readonly saidWhy: string;
  readonly hold: string;
  readonly addSecondaryInHold: number;
  readonly reserveBytesInHold: number;
  /** A retry while there is still no room. */
  readonly retry: string;
  /** A start on a disk that is full again, with the space kept. */
  readonly startsOnFullDisk: boolean;
  readonly shortOfRoomAfterStart: boolean;
  readonly statusAfterStart: string;
}

/** A whole bot but for Slack, in real time, on a disk that becomes full while a server is drained. */
export async function fullDiskRun({ path, fs, fill, free }: Disk): Promise<FullDiskRunReport> {
  const cluster = new IdealCluster();
  cluster.ignored.add('close-replicas');
  cluster.counts = () => ({ kind: 'counted', serving: 1, opening: 0, closing: 0 });
  const open = () => openStore({ path, clock: realClock, log: silent, fs, reserveBytes });
  const store = await opened(open);
  const engine = over(store, cluster);
  await engine.start();
  const asked = await engine.requestRoll({
    cluster: policy.cluster,
    options: { ...defaultOptions, roles: ['replica'] },
    by: alice,
    channel: 'C1',
  });
  if (!asked.ok) throw new Error(words(asked.failure.message));
  const { id } = asked.value;
  const run = () => engine.runs().find((each) => each.id === id);
  await engine.submit(id, { kind: 'approve', by: bob, via: 'button' });
  await until('the drain', () => cluster.settings.addSecondaryMax === 0);
  // Nothing more is saved here: what a save under way gives back at its end would be room.
  await until('that replicas do not close', () => stepOf(run()) === 'close-replicas');
  await sleep(1_000);
  const addSecondaryInDrain = cluster.settings.addSecondaryMax;

  fill();
  const pause = await engine.submit(id, { kind: 'pause', by: bob, via: 'button' });
  if (pause.accepted) throw new Error('a pause was saved on a full disk');
  await until('that people are told', () => engine.unsaved.of(id) !== undefined);
  const saidWhy = engine.unsaved.of(id)?.why ?? '';
  await until('the hold', () => run()?.status === 'held');
  await until('add_secondary', () => cluster.settings.addSecondaryMax !== 0);
  const held = run();
  const retry = await engine.submit(id, { kind: 'retry', by: bob, via: 'button' });
  const report = {
    addSecondaryInDrain,
    saidWhy,
    hold: held?.status === 'held' ? held.hold.reason : (held?.status ?? 'gone'),
    addSecondaryInHold: cluster.settings.addSecondaryMax,
    reserveBytesInHold: statSync(join(path, 'reserve')).size,
    retry: words(retry.message),
  };
  await engine.stop();
  await store.close();

  free();
  await (await opened(open)).close();
  fill();
  const again = await open();
  if (!again.ok)
    return {
      ...report,
      startsOnFullDisk: false,
      shortOfRoomAfterStart: false,
      statusAfterStart: again.failure.sentence,
    };
  const second = over(again.value, cluster);
  await second.start();
  const shortOfRoomAfterStart = second.shortOfRoom !== undefined;
  await sleep(1_000);
  const statusAfterStart = second.runs().find((each) => each.id === id)?.status ?? 'gone';
  await second.stop();
  await again.value.close();
  return { ...report, startsOnFullDisk: true, shortOfRoomAfterStart, statusAfterStart };
}

function over(store: Database, cluster: IdealCluster): Engine {
  const admin = {
    observe: (look: Parameters<IdealCluster['observe']>[0]) => {
      cluster.heal();
      return Promise.resolve(ok(cluster.observe(look)));
    },
    perform: (act: Parameters<IdealCluster['perform']>[0]) => Promise.resolve(ok(cluster.perform(act))),
  };
  const processes = {
    run: () => Promise.resolve({ kind: 'succeeded' as const, tail: [] }),
    isUp: () => Promise.resolve({ up: true as const }),
  };
  const fast = { ...policy, timing: { ...policy.timing, pollInterval: 200 } };
  return new Engine({
    store,
    clock: realClock,
    random: new Random(7),
    log: silent,
    clusters: [{ policy: fast, channel: undefined, admin, processes }],
    confirmVotes: () => Promise.resolve(),
  });
}

const stepOf = (run: Run | undefined): string | undefined =>
  run !== undefined && 'progress' in run && run.progress.phase.kind === 'target'
    ? run.progress.phase.step.kind
    : undefined;

async function opened(open: () => ReturnType<typeof openStore>): Promise<Database> {
  const result = await open();
  if (!result.ok) throw new Error(result.failure.sentence);
  return result.value;
}

async function until(what: string, done: () => boolean): Promise<void> {
  const end = Date.now() + 25_000;
  while (!done()) {
    if (Date.now() > end) throw new Error(`${what} has not come`);
    await sleep(50);
  }
}
