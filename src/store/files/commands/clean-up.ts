import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, removeQuietly, writeWhole } from '../../../lib/durable-write.js';
import type { Files } from '../../../lib/files.js';
import { recordsKeptMs } from '../../command-records.js';
import { answeredEnding, claimEnding, runFolder } from './names.js';

const marker = 'cleaned-up';

/** Whether the records of this run's commands were removed: an id that is missing may have been run. */
export const isCleanedUp = (files: Files, recordsFolder: string): Promise<boolean> =>
  exists(files, join(recordsFolder, marker));

/** See `CommandRecords.cleanUp`. Each run's folder stays, with a marker in it. */
export async function cleanUp(files: Files, folder: string, now: number, underWay?: string): Promise<void> {
  const kept = underWay === undefined ? undefined : runFolder(folder, underWay);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && path !== kept) await cleanUpRun(files, path, now);
  }
}

async function cleanUpRun(files: Files, recordsFolder: string, now: number): Promise<void> {
  const names = await files.names(recordsFolder);
  if (names.length === 0 || names.includes(marker)) return;
  const commands = names.filter((name) => name.endsWith(claimEnding)).map((name) => name.slice(0, -claimEnding.length));
  if (!commands.every((command) => names.includes(`${command}${answeredEnding}`))) return;
  const touched = await Promise.all(names.map(async (name) => (await stat(join(recordsFolder, name))).mtimeMs));
  if (Math.max(...touched) > now - recordsKeptMs) return;
  // The marker first, on disk: from now on nothing of this run is begun, however far the removal gets.
  await writeWhole(files, join(recordsFolder, marker), '');
  for (const name of names) await removeQuietly(files, join(recordsFolder, name));
}
