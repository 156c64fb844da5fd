import { dirname } from 'node:path';
import type { Finding } from '../../lib/finding.js';
import { fails } from '../../lib/finding.js';
import type { DriverCheck } from '../driver.js';
import { shellLine } from './arguments.js';
import type { ServiceVerb } from './service.js';
import type { ReleaseSettings } from './settings.js';

/** Whether the user who logs in could change the link of the package. */
export async function checkReleases(
  releases: ReleaseSettings,
  address: string,
  ssh: readonly string[],
  ask: DriverCheck['ask'],
): Promise<readonly Finding[]> {
  const { folder, current } = releases;
  const questions = [
    [['test', '-d', folder], `there is no folder ${folder}`],
    [['test', '-w', dirname(current)], `the user who logs in cannot change ${current}`],
    [['test', '-L', current, '-o', '!', '-e', current], `${current} is there and is no link`],
  ] as const;
  for (const [words, otherwise] of questions) {
    const answer = await ask([...ssh, shellLine(words)]);
    if (!answer.ok) return [fails(`${address}: ${otherwise} (${answer.failure})`)];
  }
  return [];
}

/**
 * Whether sudo would let a service be changed; `sudo -l COMMAND` only says so, and runs nothing. It does not say
 * whether sudo would ask for a password then.
 */
export async function checkSudo(
  change: (verb: ServiceVerb) => readonly string[],
  address: string,
  ssh: readonly string[],
  ask: DriverCheck['ask'],
): Promise<readonly Finding[]> {
  for (const verb of ['stop', 'start', 'restart'] as const) {
    const allowed = await ask([...ssh, shellLine(['sudo', '-n', '-l', ...change(verb)])]);
    if (!allowed.ok) return [fails(`${address}: sudo does not allow "${change(verb).join(' ')}" (${allowed.failure})`)];
  }
  return [];
}
