import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { databaseFolder } from '../../simulation/world/database-folder.js';
import { clockOf, Life } from '../../simulation/world/life.js';
import { MemoryDisk } from '../../simulation/world/memory-disk.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { Layout } from '../../src/store/files/layout.js';
import type { Database } from '../../src/store/database.js';
import { opened, refused } from './support/open.js';
import { noted, waitingRun } from './support/samples.js';

const run = 'cluster-x-1';
const file = new Layout(databaseFolder).document('run', run);
const document = z.object({ body: z.object({ updatedAt: z.number() }) });

/** A disk with three generations of a run saved, and the bot at work on the fourth. */
class Machine {
  readonly clock = new VirtualClock();
  readonly disk = new MemoryDisk();
  changes = 0;
  life = new Life();

  /** @param onChange called before each change that the fourth save makes, with its number */
  async fourthSave(
    onChange: (change: number) => void = () => undefined,
    then: (store: Database) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const store = await this.start();
    for (const generation of [1, 2, 3])
      await store.runs.commit({ run: waitingRun(run, generation), audit: [noted('saved')] });
    this.disk.beforeChange = (_, path) => {
      if (!path.includes('/runs/')) return;
      this.changes += 1;
      onChange(this.changes);
    };
    const saved = store.runs.commit({ run: waitingRun(run, 4), audit: [noted('saved')] }).catch(() => undefined);
    await Promise.race([saved, this.clock.advance(1_000)]);
    this.disk.beforeChange = () => undefined;
    await then(store);
    this.life.kill();
  }

  start(): Promise<Database> {
    return opened(this.#fresh());
  }

  /** Which generation is in the file, and which is in the copy that is named when the file has a bad sector. */
  async generations(): Promise<readonly [inFile: number, inCopy: number]> {
    const inFile = this.generationIn(file);
    const options = this.#fresh();
    const handle = await options.fs.open(file, 'update');
    await handle.writeAt(Buffer.from('!'), 0);
    const { sentence } = await refused(options);
    const [, copy = 'no copy'] = /The newest good copy is (\S+), one save older/.exec(sentence) ?? [];
    return [inFile, this.generationIn(copy)];
  }

  generationIn(path: string): number {
    return document.parse(JSON.parse(String(this.disk.present(path)))).body.updatedAt;
  }

  #fresh(): Parameters<typeof opened>[0] & { readonly fs: ReturnType<MemoryDisk['files']> } {
    this.life = new Life();
    this.disk.forgetLock(databaseFolder);
    return {
      path: databaseFolder,
      clock: clockOf(this.life, this.clock, { offsetMs: 0 }),
      fs: this.disk.files(this.life),
    };
  }
}

describe('a file that cannot be read has a good copy beside it, one save older', () => {
  const interruptions: Record<string, (machine: Machine) => void> = {
    'the bot was killed': ({ life }) => {
      life.kill();
    },
    'the power went': ({ life, disk }) => {
      life.kill();
      disk.losePower();
    },
    'the disk failed': ({ disk }) => {
      disk.trouble.errors = 1;
    },
  };

  it.each(Object.entries(interruptions))(
    'wherever %s while it was saved, at once and after the next start',
    async (_, interrupt) => {
      const whole = new Machine();
      await whole.fourthSave();
      expect(await whole.generations()).toEqual([4, 3]);
      for (const startsBefore of [false, true]) {
        for (let at = 1; at <= whole.changes; at += 1) {
          const machine = new Machine();
          await machine.fourthSave((change) => {
            if (change === at) interrupt(machine);
          });
          machine.disk.trouble.errors = 0;
          if (startsBefore) {
            const store = await machine.start();
            expect(
              machine.disk.namesIn(new Layout(databaseFolder).active).filter((name) => name.endsWith('.new')),
              `at ${at}`,
            ).toEqual([]);
            await store.close();
          }
          const [inFile, inCopy] = await machine.generations();
          expect([3, 4], `at ${at}`).toContain(inFile);
          expect(inCopy, `at ${at}, started ${String(startsBefore)}`).toBe(inFile - 1);
        }
      }
    },
  );

  it('when the disk failed a save and takes the next one', async () => {
    const whole = new Machine();
    await whole.fourthSave();
    for (let at = 1; at <= whole.changes; at += 1) {
      const machine = new Machine();
      let onDisk = 0;
      await machine.fourthSave(
        (change) => {
          if (change === at) machine.disk.trouble.errors = 1;
        },
        async (store) => {
          onDisk = machine.generationIn(file);
          await store.runs.commit({ run: waitingRun(run, 5) });
        },
      );
      expect(await machine.generations(), `failed at ${at}`).toEqual([5, onDisk]);
    }
  });
});
