import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { compiledProgram } from '../../support/compiled.js';

const said = z.union([
  z.object({ open: z.number(), ms: z.number() }),
  z.object({ refused: z.object({ kind: z.string(), sentence: z.string() }) }),
  // What it asks for, before it does, and what was acknowledged.
  z.object({ saving: z.string(), generation: z.number() }),
  z.object({ saved: z.string(), generation: z.number() }),
  z.object({ kept: z.string(), generation: z.number() }),
  z.object({ told: z.string(), generation: z.number() }),
  z.object({ archived: z.string() }),
]);
export type Said = z.infer<typeof said>;

export interface Writer {
  readonly pid: number;
  /** Everything it has said so far. */
  readonly said: readonly Said[];
  /** Resolves when it has said this many things, or has ended. */
  hasSaid(count: number): Promise<void>;
  /** Resolves with the first thing it says: that it is open, or why not. */
  readonly opening: Promise<Said>;
  /** Ends it with that signal; resolves when it has ended and all it said has been read. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Another process on the database in that folder. */
export function startWriter(
  path: string,
  job: 'hold' | 'write',
  cleanUp: (task: () => void) => void = onTestFinished,
): Writer {
  const child = spawn(process.execPath, [compiledProgram('test/store/support/writer.ts'), path, job], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  cleanUp(() => {
    child.kill('SIGKILL');
  });
  const lines = createInterface(child.stdout);
  const everything: Said[] = [];
  lines.on('line', (line) => everything.push(said.parse(JSON.parse(line))));
  const ended = once(lines, 'close');
  const opening = Promise.race([
    once(lines, 'line'),
    ended.then(() => {
      if (everything.length === 0) throw new Error('the writer ended without a word');
    }),
  ]).then(() => {
    const [first] = everything;
    if (first === undefined) throw new Error('the writer ended without a word');
    return first;
  });
  opening.catch(() => undefined);
  const hasSaid = async (count: number): Promise<void> => {
    const over = ended.then(() => true);
    while (everything.length < count) if ((await Promise.race([once(lines, 'line'), over])) === true) return;
  };
  return {
    pid: child.pid ?? 0,
    hasSaid,
    said: everything,
    opening,
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
}
