import { describe, expect, it } from 'vitest';
import { databaseFolder } from '../../simulation/world/database-folder.js';
import { clockOf, Life } from '../../simulation/world/life.js';
import { MemoryDisk } from '../../simulation/world/memory-disk.js';
import { syncedTrail } from '../../simulation/invariants/synced-trail.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { runId } from '../../src/roll/ids.js';
import type { Database } from '../../src/store/database.js';
import { opened } from './support/open.js';
import { noted, waitingRun } from './support/samples.js';

/** A machine with the database's disk, and the bot in one life after the other. */
class Machine {
  readonly clock = new VirtualClock();
  readonly disk = new MemoryDisk();
  changes = 0;
  life = new Life();

  /** @param onChange called before each change to the disk, with its number. */
  constructor(onChange: (change: number, machine: Machine) => void = () => undefined) {
    this.disk.beforeChange = () => {
      this.changes += 1;
      onChange(this.changes, this);
    };
  }

  async start(): Promise<Database> {
    this.life = new Life();
    this.disk.forgetLock(databaseFolder);
    return opened({
      path: databaseFolder,
      clock: clockOf(this.life, this.clock, { offsetMs: 0 }),
      fs: this.disk.files(this.life),
    });
  }

  /** What was saved before the power went is there after it. */
  async keptWhenThePowerGoes(run: string, when: string): Promise<void> {
    this.life.kill();
    this.disk.losePower();
    const store = await this.start();
    expect(
      store.runs.loaded().map(({ id }) => id as string),
      when,
    ).toContain(run);
    expect(await store.runs.find(runId(`${run}-over`)), when).toMatchObject({ status: 'expired' });
    expect(
      syncedTrail(this.disk).map((line) => line.run),
      when,
    ).toContain(run);
  }
}

/** The bot starts, saves a run, and puts one away that is over. */
async function saves(machine: Machine, run: string): Promise<void> {
  const store = await machine.start();
  await store.runs.commit({ run: waitingRun(run), audit: [{ ...noted('saved'), run: runId(run) }] });
  const { status: _awaits, expiresAt: _never, ...over } = waitingRun(`${run}-over`);
  await store.runs.commit({ run: { ...over, status: 'expired', endedAt: over.updatedAt } });
  await store.runs.archive(over.id);
}

describe('what the process before had only half made', () => {
  it('is on disk before anything is acknowledged that stands on it, wherever that process was killed', async () => {
    const whole = new Machine();
    await saves(whole, 'cluster-x-1');
    for (let kill = 1; kill <= whole.changes; kill += 1) {
      const machine = new Machine((change, { life }) => {
        if (change === kill) life.kill();
      });
      await Promise.race([saves(machine, 'cluster-x-1'), machine.clock.advance(1_000)]);
      await saves(machine, 'cluster-x-2');
      await machine.keptWhenThePowerGoes('cluster-x-2', `killed at change ${kill}`);
    }
  });

  it('is on disk, too, when the same process tries again after the disk has failed it', async () => {
    const whole = new Machine();
    await saves(whole, 'cluster-x-1');
    for (let fails = 1; fails <= whole.changes; fails += 1) {
      const machine = new Machine((change, { disk }) => {
        disk.trouble.errors = change === fails ? 1 : 0;
      });
      await saves(machine, 'cluster-x-1').catch(() => saves(machine, 'cluster-x-1'));
      await machine.keptWhenThePowerGoes('cluster-x-1', `failed at change ${fails}`);
    }
  });
});
