/**
 * Fills the disk that the folder it is given is on, and says what came of it. Started by a test in a
 * mount namespace of its own, so that nothing is left mounted whatever happens to it.
 */
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { realFiles } from '../../../src/lib/files.js';
import { fullDisk } from './full-disk.js';
import { fullDiskRun } from './full-disk-run.js';

const [folder = '', what = 'saves'] = process.argv.slice(2);
const reserve = join(folder, 'reserve');
const rest = join(folder, 'rest');
writeFileSync(reserve, Buffer.alloc(96 * 1_024));

const fill = (): void => {
  const file = openSync(rest, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4_096));
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('ENOSPC'))) throw error;
  } finally {
    closeSync(file);
  }
};
const free = (): void => {
  rmSync(rest);
  rmSync(reserve, { force: true });
};

const disk = { path: join(folder, 'data'), fs: realFiles, fill, free };
const report = what === 'run' ? await fullDiskRun(disk) : await fullDisk(disk);
writeSync(1, `${JSON.stringify(report)}\n`);
