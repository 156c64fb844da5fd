import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { Generation } from '../demo/cluster/servers.js';

export interface ServedShape {
  readonly clusters: number;
  readonly nodes: number;
  readonly tables: number;
  /** Of all tables together. */
  readonly partitions: number;
  readonly generation: Generation;
}

const ready = z.array(z.object({ name: z.string(), metas: z.array(z.string()), home: z.string() }));
export type ServedCluster = z.infer<typeof ready>[number];

/** Runs `measure` beside clusters that a process of their own serves. */
export async function withServed<Result>(
  shape: ServedShape,
  measure: (clusters: readonly ServedCluster[]) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'pegasus-roll-bench-'));
  const program = new URL('./clusters.js', import.meta.url);
  const child = spawn(process.execPath, [program.pathname, JSON.stringify({ ...shape, folder })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  try {
    const line: unknown = (await Promise.race([once(createInterface(child.stdout), 'line'), gone.then(() => [])]))[0];
    return await measure(ready.parse(JSON.parse(z.string({ error: 'the clusters were not served' }).parse(line))));
  } finally {
    child.stdin.end();
    await gone;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
