import { expect, it } from 'vitest';
import { join } from 'node:path';
import { FileCommandRecords } from '../../../src/store/files/commands/file-command-records.js';
import { privateFiles, type Files } from '../../../src/lib/files.js';
import { recordsKeptMs } from '../../../src/store/command-records.js';
import { temporaryFolder } from '../../store/support/samples.js';
import { commandRecordsContract } from './suite.js';

const files = (): FileCommandRecords => new FileCommandRecords(join(temporaryFolder(), 'commands'));

commandRecordsContract('files', files);

it('the marker of records that are removed is on disk before the first of them goes', async () => {
  const done: string[] = [];
  const watched: Files = {
    ...privateFiles,
    open: async (path, how) => {
      const file = await privateFiles.open(path, how);
      return {
        ...file,
        sync: async () => {
          await file.sync();
          done.push(`sync ${how === 'read' ? 'folder' : 'file'}`);
        },
      };
    },
    remove: async (path) => {
      await privateFiles.remove(path);
      done.push('remove');
    },
  };
  const records = new FileCommandRecords(join(temporaryFolder(), 'commands'), watched);
  const meaning = { run: 'run', id: 'id', verb: 'stop', cluster: 'x', role: 'replica', address: 'a:1' } as const;
  await records.prepare('run');
  await records.claim({ by: 'nobody', meaning, why: 'no supervisor' });
  await records.noteAnswered(meaning);
  done.length = 0;
  await records.cleanUp(Date.now() + 2 * recordsKeptMs);
  expect(done.slice(0, 3)).toEqual(['sync file', 'sync folder', 'remove']);
});
