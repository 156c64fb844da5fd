import { join } from 'node:path';
import type { Clock } from '../../lib/clock.js';
import { ok } from '../../lib/result.js';
import { Dialogue } from './dialogue.js';
import { notUnderstood, type Read } from './failure.js';
import type { ShellRunner } from './shell-child.js';
import { spawnShell } from './spawn-shell.js';

/** A shell waits up to three seconds for a meta before it takes its first command. */
const deadlineMs = 10_000;

/** What the shell of an installation says that it is (docs/pegasus.md, "What the shell prints"). */
export async function shellVersion({
  home,
  metas,
  clock,
  signal,
  runner = spawnShell(clock),
}: {
  readonly home: string;
  readonly metas: readonly string[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly runner?: ShellRunner;
}): Promise<Read<string>> {
  const argv = [join(home, 'run.sh'), 'shell', '--cluster', metas.join(',')];
  const dialogue = new Dialogue({ runner, argv, clock, deadlineMs, signal });
  // Any command will do: the line that ends its answer names the version. This one asks no server.
  const answered = await dialogue.read('help', () => ok(undefined));
  const { version } = dialogue;
  await dialogue.close();
  if (!answered.ok) return answered;
  return version === undefined ? notUnderstood('version', 'it names no version', []) : ok(version);
}
