import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { compiledProgram } from '../support/compiled.js';
import type { FullDiskReport } from './support/full-disk.js';
import { fullDisk } from './support/full-disk.js';
import { temporaryFolder } from './support/samples.js';
import { systemError, watchedFiles } from './support/watched-files.js';

const mounting = 'mount -t tmpfs -o size=384k,mode=0777 tmpfs "$1"';
/** Root needs a mount namespace only, others a user namespace as well. */
const namespace = [['-m'], ['-rm']].find((flags) => spawnSync('unshare', [...flags, 'sh', '-c', mounting, 'sh', temporaryFolderOnce()]).status === 0);

const report = z.object({
  faults: z.array(z.string()),
  acknowledged: z.number(),
  firstRefusal: z.string(),
  refusedWhileFull: z.array(z.string()),
  startWhileFull: z.string(),
  entries: z.number(),
});

/** A file system of its own, that ends with the process that fills it. */
async function onTmpfs(flags: readonly string[]): Promise<FullDiskReport> {
  const program = compiledProgram('test/store/support/full-disk-program.ts');
  const { stdout } = await promisify(execFile)('unshare', [...flags, 'sh', '-c', `${mounting} && exec "$2" "$3" "$1"`, 'sh', temporaryFolder(), process.execPath, program]);
  return report.parse(JSON.parse(stdout));
}

/** The real file system, with a limit to how much may be in the folder. */
async function onLimitedFiles(): Promise<FullDiskReport> {
  const path = temporaryFolder();
  let limit = 256 * 1_024;
  const used = (): number => {
    const sizes = new Map(
      readdirSync(path, { recursive: true, encoding: 'utf8' })
        .map((name) => statSync(join(path, name)))
        .map((facts) => [facts.ino, facts.isFile() ? facts.size : 0]),
    );
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  };
  const fs = watchedFiles((operation) => (operation.what === 'write' && used() + (operation.bytes ?? 0) > limit ? { error: systemError('ENOSPC', operation), half: true } : undefined), true);
  return fullDisk({ path, fs, fill: () => (limit = 0), free: () => (limit = Number.POSITIVE_INFINITY) });
}

const disk = namespace === undefined ? 'a disk of 256 KiB simulated by a fault layer, because mounting is not permitted here' : 'a tmpfs of 384 KiB, 96 of them kept back';

it(`saves until the disk is full, loses nothing by it, and goes on when there is room again: ${disk}`, async () => {
  const seen = await (namespace === undefined ? onLimitedFiles() : onTmpfs(namespace));
  expect(seen.faults).toEqual([]);
  expect(seen.firstRefusal).toMatch(/^ENOSPC: no space left on device/);
  expect(seen.acknowledged).toBeGreaterThan(10);
  expect(seen.refusedWhileFull).toEqual(['a new run', 'the next generation of a run', 'a conversation', 'a cluster', 'an audit entry']);
  expect(seen.startWhileFull).toMatch(/cannot be locked: ENOSPC: no space left on device.*Make room on that disk, then start again\.$/);
  // One for each acknowledged run, the first one, and those that were refused at first.
  expect(seen.entries).toBe(seen.acknowledged + 1 + 4);
});

function temporaryFolderOnce(): string {
  return temporaryFolder((remove) => {
    process.once('exit', remove);
  });
}
