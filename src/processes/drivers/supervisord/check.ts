import { fails, note, works, type Finding } from '../../../lib/finding.js';
import type { DriverCheck } from '../../driver.js';
import { shellLine, sshTo } from '../../over-ssh/arguments.js';
import { eachServer } from '../../each-server.js';
import { checkReleases, checkSudo } from '../../over-ssh/check.js';
import type { ReleaseSettings, SshSettings } from '../../over-ssh/settings.js';
import { fillIn } from '../../placeholders.js';
import { parseProgramState } from './program-state.js';
import { supervisorctl } from './words.js';

interface Programs {
  readonly program: string;
  readonly sudo: boolean;
  readonly config?: string;
  readonly ssh: SshSettings;
  readonly releases?: ReleaseSettings;
}

/** Logs in to the host of each server and asks for the state of its program; asks sudo what it would allow. */
export async function checkPrograms(
  settings: Programs,
  { cluster, servers, executable, ask }: DriverCheck,
): Promise<readonly Finding[]> {
  const ssh = await executable('ssh', 'ssh');
  if (ssh.kind === 'fails') return [ssh];
  const findings = await eachServer(servers, (server) => checkServer(settings, { cluster, ...server }, ask));
  return findings.some(({ kind }) => kind === 'fails')
    ? findings
    : [...findings, works(`ssh reaches all ${servers.length} servers, and supervisord there has their programs`)];
}

async function checkServer(
  { program, sudo, config, ssh, releases }: Programs,
  server: { readonly cluster: DriverCheck['cluster'] } & DriverCheck['servers'][number],
  ask: DriverCheck['ask'],
): Promise<readonly Finding[]> {
  const { address } = server;
  const name = fillIn([program], server);
  const to = sshTo(ssh, server);
  if (!name.ok) return [fails(`${address}: ${name.failure}`)];
  if (!to.ok) return [fails(`${address}: ${to.failure}`)];
  const [own = ''] = name.value;
  const words = [...(sudo ? ['sudo', '-n'] : []), ...supervisorctl(config, 'status', own)];
  // It ends with 3 where the program is not running, which is an answer.
  const shown = await ask([...to.value, `${shellLine(words)} || test $? -eq 3`]);
  if (!shown.ok) return [fails(`${address}: ${shown.failure}`)];
  const state = parseProgramState(own, shown.value);
  if (!state.ok) return [fails(`${address}: ${state.failure}`)];
  return [
    ...(state.value.phase === 'running' ? [] : [note(`${address}: ${own} is ${state.value.said} now`)]),
    ...(sudo ? await checkSudo((verb) => supervisorctl(config, verb, own), address, to.value, ask) : []),
    ...(releases === undefined ? [] : await checkReleases(releases, address, to.value, ask)),
  ];
}
