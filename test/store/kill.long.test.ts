import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { z } from 'zod';
import { realClock } from '../../src/lib/clock.js';
import { Random } from '../../src/lib/random.js';
import { clusterName, runId } from '../../src/roll/ids.js';
import { auditTrail, trailFaults } from './support/on-disk.js';
import { opened } from './support/open.js';
import { startWriter } from './support/processes.js';
import { temporaryFolder } from './support/samples.js';

const kills = 12;

// Two folders side by side: 24 kills of a process that saves eight things at once.
it.concurrent.for([1, 2])(
  `loses nothing that was acknowledged in ${kills} kills at random moments, and is open again at once after each (%i)`,
  { timeout: 90_000 },
  async (seed, { expect, onTestFinished }) => {
    const path = temporaryFolder(onTestFinished);
    const random = new Random(seed);
    const asked = new Map<string, number>();
    const saved = new Map<string, number>();
    const told = new Map<string, number>();
    const archived = new Set<string>();
    let kept = 0;
    let acknowledged = 0;

    for (let kill = 0; kill < kills; kill += 1) {
      const writer = startWriter(path, 'write', onTestFinished);
      expect(await writer.opening, `after kill ${kill}`).toMatchObject({ open: writer.pid });
      await writer.hasSaid(random.between(2, 30));
      await realClock.sleep(random.between(0, 20));
      await writer.end('SIGKILL');
      for (const message of writer.said) {
        if ('saving' in message) asked.set(message.saving, message.generation);
        else if ('saved' in message) saved.set(message.saved, message.generation);
        else if ('told' in message) told.set(message.told, message.generation);
        else if ('archived' in message) archived.add(message.archived);
        else if ('kept' in message) kept = message.generation;
        if (!('saving' in message) && !('open' in message)) acknowledged += 1;
      }
      expect(await trailFaults(path), `after kill ${kill}`).toEqual([]);
    }

    const store = await opened({ path });
    for (const [run, generation] of saved) {
      const found = await store.runs.find(runId(run));
      expect(found?.updatedAt, run).toBeGreaterThanOrEqual(generation);
      expect(found?.updatedAt, run).toBeLessThanOrEqual(asked.get(run) ?? 0);
    }
    for (const [run, generation] of told)
      expect(store.runs.conversation(runId(run))?.toldSeq, run).toBeGreaterThanOrEqual(generation);
    expect(store.runs.cluster(clusterName('cluster-x')).lock?.at ?? 0).toBeGreaterThanOrEqual(kept);
    const active = new Set<string>(store.runs.loaded().map((run) => run.id));
    for (const run of archived) expect(active.has(run), `${run} came back`).toBe(false);
    const history = await store.runs.history({ limit: 100_000 });
    expect(new Set(history.map((run) => run.id)).size).toBe(history.length);
    for (const run of saved.keys())
      expect(
        history.some((summary) => summary.id === run),
        run,
      ).toBe(true);
    await store.close();

    const trail = auditTrail(path).map(
      (entry) => `${entry.run ?? ''} ${z.object({ generation: z.number() }).parse(entry.detail).generation}`,
    );
    for (const [run, generation] of saved) expect(trail).toContain(`${run} ${generation}`);
    expect(trail).toContain(` ${kept}`);
    expect(await trailFaults(path)).toEqual([]);
    expect(readdirSync(path).filter((name) => name.startsWith('lock'))).toEqual([]);
    expect(readdirSync(join(path, 'runs/active')).filter((name) => name.endsWith('.new'))).toEqual([]);
    expect(acknowledged).toBeGreaterThan(kills);
  },
);
