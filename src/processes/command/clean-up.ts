import { access, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A run whose last command was answered longer ago has no more use for its records. */
const keptMs = 30 * 86_400_000;
const marker = 'cleaned-up';

/** Whether the records of this run's commands were removed: an id that is missing may have been run. */
export async function isCleanedUp(runFolder: string): Promise<boolean> {
  return access(join(runFolder, marker)).then(
    () => true,
    () => false,
  );
}

/**
 * Removes the records of runs that ended long ago, each run as a whole, and leaves a marker: a command
 * of such a run is refused, because nothing remembers any more whether it was run. A run with a command
 * that was never answered is kept.
 */
export async function cleanUp(folder: string, now: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isDirectory()) await cleanUpRun(join(folder, entry.name), now);
  }
}

async function cleanUpRun(runFolder: string, now: number): Promise<void> {
  const names = await readdir(runFolder);
  if (names.length === 0 || names.includes(marker)) return;
  const commands = names.filter((name) => name.endsWith('.claim.json')).map((name) => name.slice(0, -'.claim.json'.length));
  if (!commands.every((command) => names.includes(`${command}.answered`))) return;
  const touched = await Promise.all(names.map(async (name) => (await stat(join(runFolder, name))).mtimeMs));
  if (Math.max(...touched) > now - keptMs) return;
  // The marker first: from now on nothing of this run is begun, however far the removal gets.
  await writeFile(join(runFolder, marker), '');
  for (const name of names) await rm(join(runFolder, name), { force: true });
}
