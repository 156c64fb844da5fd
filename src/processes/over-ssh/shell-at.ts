import { ok, type Result } from '../../lib/result.js';
import type { Subject } from '../placeholders.js';
import { sshTo } from './arguments.js';
import type { SshSettings } from './settings.js';

/**
 * What begins a command where a server's programs are: on its host over ssh, or on this machine where nothing is said
 * of ssh. One argument is to follow, which the shell there reads.
 */
export const shellAt = (
  ssh: SshSettings | undefined,
  subject: Subject,
  sockets?: string,
): Result<readonly string[], string> => (ssh === undefined ? ok(['/bin/sh', '-c']) : sshTo(ssh, subject, sockets));
