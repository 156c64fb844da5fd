import { access, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunId } from '../../roll/ids.js';
import { runFolder } from './records.js';

/** A run whose last command was answered longer ago has no more use for its records. */
const keptMs = 30 * 86_400_000;
const marker = 'cleaned-up';

/** Whether the records of this run's commands were removed: an id that is missing may have been run. */
export async function isCleanedUp(recordsFolder: string): Promise<boolean> {
  return access(join(recordsFolder, marker)).then(
    () => true,
    () => false,
  );
}

/**
 * Removes the records of runs that ended long ago, each run as a whole, and leaves a marker: a command
 * of such a run is refused, because nothing remembers any more whether it was run. A run with a command
 * that was never answered is kept, and so is `underWay`: a clock that is far ahead makes its records look old.
 */
export async function cleanUp(folder: string, now: number, underWay?: RunId): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isDirectory() && (underWay === undefined || join(folder, entry.name) !== runFolder(folder, underWay)))
      await cleanUpRun(join(folder, entry.name), now);
  }
}

async function cleanUpRun(recordsFolder: string, now: number): Promise<void> {
  const names = await readdir(recordsFolder);
  if (names.length === 0 || names.includes(marker)) return;
  const commands = names
    .filter((name) => name.endsWith('.claim.json'))
    .map((name) => name.slice(0, -'.claim.json'.length));
  if (!commands.every((command) => names.includes(`${command}.answered`))) return;
  const touched = await Promise.all(names.map(async (name) => (await stat(join(recordsFolder, name))).mtimeMs));
  if (Math.max(...touched) > now - keptMs) return;
  // The marker first: from now on nothing of this run is begun, however far the removal gets.
  await writeFile(join(recordsFolder, marker), '');
  for (const name of names) await rm(join(recordsFolder, name), { force: true });
}
