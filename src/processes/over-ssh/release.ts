/**
 * A program of its own: changes the link of a server's package to the folder of a version, and looks that it is so.
 *
 *   release.js FOLDER/VERSION CURRENT SSH…
 *
 * The process is down meanwhile. What was linked before stays, for whoever wants to go back.
 */
import { passOn, say } from '../print.js';
import { runRemote } from './run-remote.js';

// The change is not left half done because nobody listens to what it prints.
process.stdout.on('error', () => undefined);

const [release, current, ...ssh] = process.argv.slice(2);
if (release === undefined || current === undefined || ssh.length === 0) {
  say('usage: release.js FOLDER/VERSION CURRENT SSH…');
  process.exitCode = 2;
} else {
  process.exitCode = await change(release, current);
}

async function change(to: string, link: string): Promise<number> {
  const there = await runRemote(ssh, ['test', '-d', `${to}/`]);
  if (there.code === 1) {
    if (there.printed.trim() !== '') say(there.printed.trimEnd());
    say(`there is no folder ${to} on this server: the package of that version has to be brought there first`);
    return 1;
  }
  if (there.code !== 0) return failed(there);
  // `-n`: a link to a folder is replaced, and not followed. A folder that is no link is left alone.
  const kept = await runRemote(ssh, ['test', '-L', link, '-o', '!', '-e', link]);
  if (kept.code === 1) {
    say(`${link} is there and is no link, so it is not replaced by one`);
    return 1;
  }
  if (kept.code !== 0) return failed(kept);
  const linked = await runRemote(ssh, ['ln', '-sfn', '--', to, link], passOn);
  if (linked.code !== 0) return linked.code;
  const read = await runRemote(ssh, ['readlink', '--', link]);
  if (read.code !== 0) return failed(read);
  // A login may print lines of its own beside the answer.
  if (read.printed.split(/\r?\n/).includes(to)) {
    say(`${link} leads to ${to}`);
    return 0;
  }
  say(`${link} does not lead to ${to}, but to ${read.printed.trim()}`);
  return 1;
}

function failed({ code, printed }: { readonly code: number; readonly printed: string }): number {
  say(printed.trimEnd());
  return code;
}
