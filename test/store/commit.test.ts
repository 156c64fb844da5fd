import { describe, expect, it } from 'vitest';
import { databaseFolder } from '../../simulation/world/database-folder.js';
import { clockOf, Life } from '../../simulation/world/life.js';
import { MemoryDisk } from '../../simulation/world/memory-disk.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { nodeAddress, runId } from '../../src/roll/ids.js';
import { verifyTrail } from '../../src/store/files/audit/verify-trail.js';
import { readTrail } from '../../src/store/files/audit/trail-files.js';
import { Layout } from '../../src/store/files/layout.js';
import type { Database } from '../../src/store/database.js';
import type { Commit } from '../../src/store/run-store.js';
import { opened, refused } from './support/open.js';
import { clusterX, expiredRun, noted, waitingRun } from './support/samples.js';

const id = runId('cluster-x-1');

/** The nth decision on a run: what it makes of the run, of its cluster and of the audit trail. */
const decision = (nth: number): Commit => ({
  run: waitingRun(id, nth),
  cluster: {
    name: clusterX,
    record: { restarts: Array.from({ length: nth }, (_, at) => ({ address: nodeAddress('10.0.0.1:34801'), at })) },
  },
  conversation: { run: id, conversation: { channel: 'C1', older: [], toldSeq: nth, seeded: [] } },
  audit: [noted(`decision ${nth}`), noted(`event of ${nth}`)],
});

class Machine {
  readonly disk = new MemoryDisk();
  readonly clock = new VirtualClock();
  life = new Life();

  start(): Promise<Database> {
    return opened(this.nextLife());
  }

  /** What the next life of the bot opens the database with. */
  nextLife() {
    this.life = new Life();
    this.disk.forgetLock(databaseFolder);
    const { life, clock, disk } = this;
    return {
      path: databaseFolder,
      clock: clockOf(life, clock, { offsetMs: 0 }),
      fs: disk.files(life),
      reserveBytes: 65_536,
    };
  }

  /** The bot is killed when this commit is in the journal, and no part of it counts yet. */
  async killedUnder(commit: Promise<unknown>): Promise<void> {
    this.disk.beforeChange = (what, path) => {
      if (what === 'link' || path.includes('/audit/')) this.life.kill();
    };
    await Promise.race([commit, this.clock.advance(1_000)]);
    this.disk.beforeChange = () => undefined;
  }

  /** Does `work`, with a call before each change of the disk; ends when it is done or its bot is dead. */
  async during(work: Promise<unknown>, onChange: (nth: number) => void): Promise<number> {
    let changes = 0;
    this.disk.beforeChange = () => {
      changes += 1;
      onChange(changes);
    };
    await Promise.race([work.catch(() => undefined), this.clock.advance(1_000)]);
    this.disk.beforeChange = () => undefined;
    return changes;
  }

  /** Which decision each part is of. */
  async parts(store: Database): Promise<readonly number[]> {
    const trail: string[] = [];
    for await (const item of readTrail(this.disk.files(new Life()), new Layout(databaseFolder)))
      trail.push('entry' in item ? JSON.stringify(item.entry.detail) : item.fault);
    expect(new Set(trail).size).toBe(trail.length);
    return [
      (await store.runs.find(id))?.updatedAt ?? 0,
      store.runs.cluster(clusterX).restarts.length,
      store.runs.conversation(id)?.toldSeq ?? 0,
      trail.length / 2,
    ];
  }
}

const interruptions: Record<string, (machine: Machine) => void> = {
  'the bot is killed': ({ life }) => {
    life.kill();
  },
  'the power goes': ({ life, disk }) => {
    life.kill();
    disk.losePower();
  },
};

describe.each(Object.entries(interruptions))('a commit of several parts, while %s', (_, interrupt) => {
  it.each([0, 3])('is there whole or not at all, wherever that comes, after %i commits before', async (before) => {
    const outcomes = new Set<number>();
    let changes = Number.POSITIVE_INFINITY;
    for (let at = 1; at <= changes + 1; at += 1) {
      const machine = new Machine();
      const store = await machine.start();
      for (let nth = 1; nth <= before; nth += 1) await store.runs.commit(decision(nth));
      const made = await machine.during(store.runs.commit(decision(before + 1)), (nth) => {
        if (nth === at) interrupt(machine);
      });
      if (at > made) changes = made;
      machine.life.kill();
      const again = await machine.start();
      const parts = await machine.parts(again);
      expect(new Set(parts).size, `at ${at}: ${parts.join()}`).toBe(1);
      outcomes.add(parts[0] ?? -1);
      // What is decided next is taken as if nothing had been.
      await again.runs.commit(decision((parts[0] ?? 0) + 1));
      expect(await machine.parts(again)).toEqual(parts.map((part) => part + 1));
      await again.close();
      expect((await verifyTrail(databaseFolder, machine.disk.files(new Life())))?.findings).toEqual([]);
    }
    expect([...outcomes].sort()).toEqual([before, before + 1]);
  });

  it('is there for good once a start has read it, though the power goes right then', async () => {
    let changes = Number.POSITIVE_INFINITY;
    for (let at = 1; at <= changes + 1; at += 1) {
      const machine = new Machine();
      const store = await machine.start();
      await store.runs.commit(decision(1));
      const made = await machine.during(store.runs.commit(decision(2)), (nth) => {
        if (nth === at) interrupt(machine);
      });
      if (at > made) changes = made;
      machine.life.kill();
      const read = await machine.parts(await machine.start());
      machine.life.kill();
      machine.disk.losePower();
      expect(await machine.parts(await machine.start()), `at ${at}`).toEqual(read);
    }
  });

  it('is there whole although what finishes it is interrupted, too', async () => {
    let changes = Number.POSITIVE_INFINITY;
    for (let at = 1; at <= changes + 1; at += 1) {
      const machine = new Machine();
      const store = await machine.start();
      await store.runs.commit(decision(1));
      machine.disk.beforeChange = (what, path) => {
        // All is prepared, and nothing of the commit counts yet.
        if (what === 'link' || path.includes('/audit/')) interrupt(machine);
      };
      await Promise.race([store.runs.commit(decision(2)), machine.clock.advance(1_000)]);
      const made = await machine.during(machine.start(), (nth) => {
        if (nth === at) interrupt(machine);
      });
      if (at > made) changes = made;
      machine.life.kill();
      const again = await machine.start();
      expect(await machine.parts(again), `at ${at}`).toEqual([2, 2, 2, 2]);
      await again.close();
    }
  });
});

describe('what the journal still holds is no newer than what was written since', () => {
  it('when only one of its documents was written again', async () => {
    const machine = new Machine();
    const store = await machine.start();
    await store.runs.commit(decision(1));
    const before = store.runs.cluster(clusterX);
    await store.runs.commit(decision(2));
    // The same text as the commit had replaced.
    await store.runs.commit({ cluster: { name: clusterX, record: before } });
    machine.life.kill();
    const again = await machine.start();
    expect(again.runs.cluster(clusterX)).toEqual(before);
    expect(await again.runs.find(id)).toMatchObject({ updatedAt: 2 });
  });

  it('when an older version of the program went on with it', async () => {
    const machine = new Machine();
    const layout = new Layout(databaseFolder);
    const store = await machine.start();
    await store.runs.commit(decision(1));
    await store.runs.commit(decision(2));
    const journal = machine.disk.present(layout.journal)?.toString() ?? '';
    await store.runs.commit(decision(3));
    machine.life.kill();
    const handle = await machine.disk.files(new Life()).open(layout.journal, 'replace');
    await handle.write(Buffer.from(journal));
    const again = await machine.start();
    expect(await machine.parts(again)).toEqual([3, 3, 3, 3]);
  });

  it('when its documents were put back by hand after the audit trail had gone on', async () => {
    const machine = new Machine();
    const layout = new Layout(databaseFolder);
    const store = await machine.start();
    await store.runs.commit(decision(1));
    const documents = [
      layout.document('run', id),
      layout.document('conversation', id),
      layout.document('cluster', clusterX),
    ].map((path) => [path, Buffer.from(machine.disk.present(path) ?? '')] as const);
    await store.runs.commit(decision(2));
    for (const text of ['later', 'later still']) await store.audit.append([noted(text)]);
    machine.life.kill();
    for (const [path, bytes] of documents) {
      const handle = await machine.disk.files(new Life()).open(path, 'replace');
      await handle.write(bytes);
    }
    const again = await machine.start();
    expect(await machine.parts(again)).toEqual([1, 1, 1, 3]);
  });

  it('when its run, new and at its end, was archived', async () => {
    const machine = new Machine();
    const store = await machine.start();
    await store.runs.commit({ run: expiredRun(id), audit: [noted('expired')] });
    await store.runs.archive(id);
    machine.life.kill();
    const again = await machine.start();
    expect(again.runs.loaded()).toEqual([]);
    expect(await again.runs.find(id)).toMatchObject({ status: 'expired' });
  });
});

describe('a trail that is not proven, because the note of its end is gone', () => {
  it.each([0, 1, 2])(
    'is said to be so by the first new entry, not by those of a commit that is finished; %i starts later',
    async (starts) => {
      const machine = new Machine();
      const layout = new Layout(databaseFolder);
      const store = await machine.start();
      await store.runs.commit(decision(1));
      await machine.killedUnder(store.runs.commit(decision(2)));
      await machine.disk.files(new Life()).remove(layout.auditHead);
      let again = await machine.start();
      expect(await machine.parts(again)).toEqual([2, 2, 2, 2]);
      for (let start = 0; start < starts; start += 1) {
        machine.life.kill();
        again = await machine.start();
      }
      await again.runs.commit(decision(3));
      const unanchored: boolean[] = [];
      for await (const item of readTrail(machine.disk.files(new Life()), layout))
        if ('entry' in item) unanchored.push(item.entry.link?.unanchored ?? false);
      expect(unanchored).toEqual([false, false, false, false, true, false]);
    },
  );
});

describe('a commit that was interrupted, and is finished on a disk without room for it', () => {
  const interrupted = async (): Promise<Machine> => {
    const machine = new Machine();
    const store = await machine.start();
    await store.runs.commit(decision(1));
    await machine.killedUnder(store.runs.commit(decision(2)));
    return machine;
  };

  it('takes the room that is kept for this', async () => {
    const machine = await interrupted();
    machine.disk.trouble.full = true;
    const again = await machine.start();
    expect(await machine.parts(again)).toEqual([2, 2, 2, 2]);
    expect(again.reserve.givenBackAt).toBe(machine.clock.now());
    await again.runs.commit(decision(3));
    expect(await machine.parts(again)).toEqual([3, 3, 3, 3]);
  });

  it('waits for people to make room where none is kept, and is whole then', async () => {
    const machine = await interrupted();
    const handle = await machine.disk.files(new Life()).open(new Layout(databaseFolder).reserve, 'replace');
    await handle.sync();
    machine.disk.trouble.full = true;
    const { kind, sentence } = await refused(machine.nextLife());
    expect(kind).toBe('full');
    expect(sentence).toMatch(/cannot be used: ENOSPC.* Make room on that disk, then start again\.$/);
    machine.disk.trouble.full = false;
    expect(await machine.parts(await machine.start())).toEqual([2, 2, 2, 2]);
  });
});
