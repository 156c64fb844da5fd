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

const mounting = 'mount -t tmpfs -o size="${SIZE:-384k}",mode=0777 tmpfs "$1"';
/** Root needs a mount namespace only, others a user namespace as well. */
const namespace = [['-m'], ['-rm']].find(
  (flags) => spawnSync('unshare', [...flags, 'sh', '-c', mounting, 'sh', temporaryFolderOnce()]).status === 0,
);

const report = z.object({
  faults: z.array(z.string()),
  acknowledged: z.number(),
  firstRefusal: z.string(),
  refusedWhileFull: z.array(z.string()),
  startWhileFull: z.string(),
  entries: z.number(),
});

/** A file system of its own, that ends with the process that fills it. */
async function onTmpfs(flags: readonly string[], what: 'saves' | 'run' = 'saves'): Promise<unknown> {
  const program = compiledProgram('test/store/support/full-disk-program.ts');
  const { stdout } = await promisify(execFile)(
    'unshare',
    [
      ...flags,
      'sh',
      '-c',
      `${mounting} && exec "$2" "$3" "$1" "$4"`,
      'sh',
      temporaryFolder(),
      process.execPath,
      program,
      what,
    ],
    { env: { ...process.env, SIZE: what === 'run' ? '1m' : '384k' } },
  );
  return JSON.parse(stdout);
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
  const fs = watchedFiles(
    (operation) =>
      operation.what === 'write' && used() + (operation.bytes ?? 0) > limit
        ? { error: systemError('ENOSPC', operation), half: true }
        : undefined,
    true,
  );
  return fullDisk({ path, fs, fill: () => (limit = 0), free: () => (limit = Number.POSITIVE_INFINITY) });
}

const disk =
  namespace === undefined
    ? 'a disk of 256 KiB simulated by a fault layer, because mounting is not permitted here'
    : 'a tmpfs of 384 KiB, 96 of them kept back';

it(`saves until the disk is full, loses nothing by it, and goes on when there is room again: ${disk}`, async () => {
  const seen: FullDiskReport =
    namespace === undefined ? await onLimitedFiles() : report.parse(await onTmpfs(namespace));
  expect(seen.faults).toEqual([]);
  expect(seen.firstRefusal).toMatch(/^ENOSPC: no space left on device/);
  expect(seen.acknowledged).toBeGreaterThan(10);
  expect(seen.refusedWhileFull).toEqual([
    'a new run',
    'the next generation of a run',
    'a conversation',
    'a cluster',
    'an audit entry',
  ]);
  expect(seen.startWhileFull).toMatch(
    /cannot be locked: ENOSPC: no space left on device.*Make room on that disk, then start again\.$/,
  );
  // One for each acknowledged run, the first one, and those that were refused at first.
  expect(seen.entries).toBe(seen.acknowledged + 1 + 4);
});

/** Where mounting is not permitted there is no such disk; the simulation has one in memory. */
for (const flags of namespace === undefined ? [] : [namespace]) {
  it('gives add_secondary back and holds a run in mid-drain, and starts on a disk that is full', async () => {
    const seen = await onTmpfs(flags, 'run');
    expect(seen).toEqual({
      addSecondaryInDrain: 0,
      saidWhy: 'the disk of the bot is full',
      hold: 'cannot-save',
      addSecondaryInHold: 100,
      reserveBytesInHold: 0,
      retry: expect.stringContaining('no room on the disk of the bot') as string,
      startsOnFullDisk: true,
      shortOfRoomAfterStart: true,
      statusAfterStart: 'held',
    });
  }, 120_000);
}

function temporaryFolderOnce(): string {
  return temporaryFolder((remove) => {
    process.once('exit', remove);
  });
}
