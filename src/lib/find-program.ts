import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fail, ok, type Result } from './result.js';

/** Where a program is that an argument list names, as the system would find it; a sentence when it would not. */
export async function findProgram(program: string, path: string | undefined): Promise<Result<string, string>> {
  if (program.includes('/'))
    return (await isExecutable(program)) ? ok(program) : fail(`${program} is not there, or may not be executed`);
  for (const folder of (path ?? '').split(delimiter).filter((each) => each !== '')) {
    const candidate = join(folder, program);
    if (await isExecutable(candidate)) return ok(candidate);
  }
  return fail(`${program} is in no folder of PATH`);
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
