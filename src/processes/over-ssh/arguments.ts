import { ok, type Result } from '../../lib/result.js';
import { fillIn, type Subject } from '../placeholders.js';
import type { SshSettings } from './settings.js';

/** Nobody is there to answer a question, and a host that is not known is not believed. */
const options = {
  BatchMode: 'yes',
  StrictHostKeyChecking: 'yes',
  ConnectTimeout: '10',
  ServerAliveInterval: '10',
  ServerAliveCountMax: '3',
  LogLevel: 'ERROR',
};

/** What ssh adds to the path of a folder for a socket in it: `/`, 40 letters, and 17 more while it makes it. */
const socketNameLength = 58;
const longestSocketPath = 103;

/** A path that ssh takes as it is: it expands `%`, `~` and `$`, and ends an option at a space. */
const plainPath = /^[A-Za-z0-9_.+/-]+$/;

/**
 * A connection is shared, so that the several commands to one host log in once. Without a folder for its socket, or
 * with one whose path is too long for a socket or not plain, ssh would fail: then each command logs in by itself.
 */
const sharing = (sockets: string | undefined) =>
  sockets === undefined || !plainPath.test(sockets) || sockets.length + socketNameLength > longestSocketPath
    ? { ControlMaster: 'no', ControlPath: 'none' }
    : { ControlMaster: 'auto', ControlPersist: '60s', ControlPath: `${sockets}/%C` };

/**
 * What begins a command on the host of a server; one argument is to follow, which the shell there reads.
 * @param sockets a folder that is there and belongs to the bot alone
 */
export function sshTo(
  { destination, config }: SshSettings,
  subject: Subject,
  sockets?: string,
): Result<readonly string[], string> {
  const filled = fillIn([destination], subject);
  if (!filled.ok) return filled;
  const file = config === undefined ? [] : ['-F', config];
  return ok([
    'ssh',
    ...file,
    '-T',
    '-n',
    ...Object.entries({ ...options, ...sharing(sockets) }).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    '--',
    ...filled.value,
  ]);
}

/** Words as one line for the shell of a server. */
export const shellLine = (words: readonly string[]): string =>
  words.map((word) => (/^[A-Za-z0-9_./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
