import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine.js';
import { realClock } from '../../src/lib/clock.js';
import { Random } from '../../src/lib/random.js';
import { ok } from '../../src/lib/result.js';
import { clusterName } from '../../src/roll/ids.js';
import { defaultOptions } from '../../src/roll/options.js';
import { thisProcess } from '../../src/store/files/lock/holder.js';
import type { Database } from '../../src/store/database.js';
import { alice, bob, policy } from '../support/core-run.js';
import { IdealCluster } from '../support/ideal-cluster.js';
import { opened } from './support/open.js';
import { keepingLog, temporaryFolder } from './support/samples.js';
import { systemError, watchedFiles, type Operation } from './support/watched-files.js';
import { words } from '../../src/words/words.js';

const [x, y] = [clusterName('cluster-x'), clusterName('cluster-y')];

interface Trouble {
  readonly path: string;
  readonly store: Database;
  /** `full`: nothing new can be written. `broken`: nothing can be changed, and so nothing taken back. */
  readonly disk: (state: Disk) => void;
  /** Once, when the next commit of several parts is in the journal. */
  readonly whenJournaled: (happens: () => void) => void;
}

/**
 * `broken`: half of a write is done. `breaking`: it is broken from the moment at which a document has its name and that
 * is to be kept.
 */
type Disk = 'well' | 'full' | 'broken' | 'breaking';

type Asks = Readonly<Record<'roll' | 'lock' | 'approve' | 'reject', () => Promise<string>>>;

const refusedBy: Readonly<Record<Disk, readonly Operation['what'][]>> = {
  well: [],
  full: ['write'],
  broken: ['write', 'sync', 'truncate', 'rename', 'remove'],
  breaking: [],
};

/** A bot with two clusters, a run of one of them waiting for approval. */
async function bot(): Promise<
  Trouble & { readonly engine: Engine; readonly ask: Asks; readonly asks: () => Promise<Record<string, string>> }
> {
  const path = temporaryFolder();
  let state: Disk = 'well';
  let happens: (() => void) | undefined;
  const fs = watchedFiles((operation) => {
    if (operation.what === 'sync' && basename(operation.path) === 'journal') {
      happens?.();
      happens = undefined;
    }
    if (state === 'breaking' && operation.what === 'sync' && ['active', 'clusters'].includes(basename(operation.path)))
      state = 'broken';
    return refusedBy[state].includes(operation.what) ? { error: systemError('EIO', operation), half: true } : undefined;
  });
  const store = await opened({ path, fs });
  const cluster = new IdealCluster();
  const clusters = [x, y].map((name) => ({
    policy: { ...policy, cluster: name },
    channel: undefined,
    admin: {
      observe: (look: Parameters<IdealCluster['observe']>[0]) => Promise.resolve(ok(cluster.observe(look))),
      perform: (act: Parameters<IdealCluster['perform']>[0]) => Promise.resolve(ok(cluster.perform(act))),
    },
    processes: {
      run: () => Promise.reject(new Error('nothing may be run here')),
      isUp: () => Promise.resolve({ up: true } as const),
    },
  }));
  const engine = new Engine({
    store,
    clock: realClock,
    random: new Random(1),
    log: keepingLog(),
    clusters,
    confirmVotes: () => Promise.resolve(),
  });
  await engine.start();
  const request = { options: defaultOptions, by: alice, channel: 'C1' };
  const waiting = await engine.requestRoll({ cluster: x, ...request });
  if (!waiting.ok) throw new Error(words(waiting.failure.message));
  const ask: Asks = {
    roll: async () => {
      const roll = await engine.requestRoll({ cluster: y, ...request });
      return roll.ok ? 'begun' : words(roll.failure.message);
    },
    lock: async () => words((await engine.lock(x, bob, 'disks')).message),
    approve: async () =>
      words((await engine.submit(waiting.value.id, { kind: 'approve', by: bob, via: 'button' })).message),
    reject: async () =>
      words((await engine.submit(waiting.value.id, { kind: 'reject', by: bob, via: 'button' })).message),
  };
  const asks = async (): Promise<Record<string, string>> => ({
    roll: await ask.roll(),
    lock: await ask.lock(),
    reject: await ask.reject(),
  });
  const disk = (next: Disk): void => {
    state = next;
  };
  const whenJournaled = (next: () => void): void => {
    happens = next;
  };
  return { path, store, engine, ask, asks, disk, whenJournaled };
}

function takeOver(path: string): void {
  writeFileSync(
    join(path, 'lock.draft'),
    JSON.stringify({ ...thisProcess('aaaaaaaa-0000', 0), pid: 77, host: 'bot-2' }),
  );
  renameSync(join(path, 'lock.draft'), join(path, 'lock'));
}

const endings: Record<string, readonly [happens: (trouble: Trouble) => unknown, why: string]> = {
  'another process has taken the folder over': [
    ({ path }) => {
      takeOver(path);
    },
    "another bot has taken over this bot's database, so this one ends. Say it again in a minute, and the other one answers",
  ],
  'its lock was removed': [
    ({ path }) => {
      rmSync(join(path, 'lock'));
    },
    "the lock of the bot's database was removed, so the bot ends, to be started anew. Say it again when it is back",
  ],
  'a save failed and could not be taken back': [
    async ({ store, disk }) => {
      disk('broken');
      await store.audit.append([{ at: 1, cluster: x, what: 'bot', detail: {} }]).catch(() => undefined);
    },
    'an earlier save failed and could not be taken back, so the bot ends, to be started anew. Say it again when it is back',
  ],
  'it was closed': [({ store }) => store.close(), 'the bot is stopping; say it again when it is back'],
};

describe('what the database does not take is refused with the reason, in words that name no file', () => {
  it.each(Object.entries(endings))('when %s', async (_, [happens, why]) => {
    const { engine, asks, ...trouble } = await bot();
    await happens(trouble);
    const asked = await asks();
    expect(asked).toEqual({
      lock: `it could not be written down, so nothing was done: ${why}`,
      reject: `it could not be written down, so nothing was done: ${why}`,
      roll: `the run could not be written down, so it was not begun: ${why}`,
    });
    expect(engine.runs().map(({ cluster, status }) => ({ cluster, status }))).toEqual([
      { cluster: x, status: 'awaiting-approval' },
    ]);
    expect(engine.clusters().map(({ lock }) => lock)).toEqual([undefined, undefined]);
    await engine.stop();
    await trouble.store.close().catch(() => undefined);
  });

  it.each<[keyof Asks, (store: Database) => boolean]>([
    ['lock', (store) => store.runs.cluster(x).lock?.by === bob],
    ['approve', (store) => store.runs.loaded().some(({ cluster, votes }) => cluster === x && votes.length === 1)],
    ['reject', (store) => store.runs.loaded().some(({ cluster, status }) => cluster === x && status === 'rejected')],
    ['roll', (store) => store.runs.loaded().some(({ cluster }) => cluster === y)],
  ])(
    'but not as undone where it may be done: the disk broke under %s, so that it could not be taken back',
    async (asked, done) => {
      const { path, engine, ask, disk, store } = await bot();
      disk('breaking');
      expect(await ask[asked]()).toBe(
        'whether this was done is not known: the disk of the bot failed while it was being written down. The bot ends, to be started anew. When it is back, look with `/pegasus status` before you say it again',
      );
      disk('well');
      await engine.stop();
      await store.close();
      // It was done: the next start finds it.
      const again = await opened({ path });
      expect(done(again)).toBe(true);
      await again.close();
    },
  );

  it.each<[string, (path: string) => void, string]>([
    [
      'another process took the folder over',
      takeOver,
      "whether this was done is not known: another bot took over this bot's database while it was being written down. This one ends. In a minute, when the other one answers, look with `/pegasus status` before you say it again",
    ],
    [
      'its lock was removed',
      (path) => {
        rmSync(join(path, 'lock'));
      },
      "whether this was done is not known: the lock of the bot's database was removed while it was being written down. The bot ends, to be started anew. When it is back, look with `/pegasus status` before you say it again",
    ],
  ])('nor where the next process finishes it: %s while it was being written', async (_, happens, says) => {
    const { path, engine, ask, store, whenJournaled } = await bot();
    whenJournaled(() => {
      happens(path);
    });
    expect(await ask.lock()).toBe(says);
    await engine.stop();
    await store.close();
    rmSync(join(path, 'lock'), { force: true });
    const again = await opened({ path });
    expect(again.runs.cluster(x).lock?.by).toBe(bob);
    await again.close();
  });

  it('when the disk refuses it, which may pass', async () => {
    const { engine, asks, disk, store } = await bot();
    disk('full');
    expect(await asks()).toEqual({
      lock: 'it could not be written down, so nothing was done: the disk of the bot refuses writes',
      reject: 'it could not be written down, so nothing was done: the disk of the bot refuses writes',
      roll: 'the run could not be written down, so it was not begun: the disk of the bot refuses writes',
    });
    disk('well');
    expect(await asks()).toEqual({
      lock: expect.stringMatching(/^the cluster cluster-x is locked/),
      reject: 'rejected',
      roll: 'begun',
    });
    await engine.stop();
    await store.close();
  });
});
