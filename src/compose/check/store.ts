import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { whyNotTrusted } from '../../lib/file-trust.js';
import { codeOf, reasonOf } from '../../lib/thrown.js';
import { fails, note, works, type Finding } from '../../lib/finding.js';

/** So many faults are named; one is usually true of every file. */
const mostNamed = 3;

/** Whether only the bot's own user can write the database in the folder `path`, which the bot does what it says. */
export async function checkStore(path: string): Promise<readonly Finding[]> {
  let names: readonly string[];
  try {
    names = await readdir(path, { recursive: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [note(`${path} is not there yet; the bot makes it when it starts`)];
    return [fails(`${path} cannot be read: ${reasonOf(error)}`)];
  }
  const faults: string[] = [];
  for (const each of [path, ...names.map((name) => join(path, name))]) {
    // The bot that runs meanwhile may have renamed it.
    const stats = await lstat(each).catch(() => undefined);
    const why = stats === undefined ? undefined : whyNotTrusted(stats);
    if (why !== undefined) faults.push(`${each} ${why}`);
  }
  if (faults.length === 0) return [works(`${path} and what is in it can be written by this user only`)];
  const more = faults.length - mostNamed;
  return [
    ...faults.slice(0, mostNamed).map(fails),
    ...(more > 0 ? [fails(`${more} more files there are no better`)] : []),
  ];
}
