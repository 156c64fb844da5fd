import { fails, note, works, type Finding } from '../../../lib/finding.js';
import type { DriverCheck } from '../../driver.js';
import { shellLine, sshTo } from '../../over-ssh/arguments.js';
import { eachServer } from '../../each-server.js';
import { checkReleases, checkSudo } from '../../over-ssh/check.js';
import type { ReleaseSettings, SshSettings } from '../../over-ssh/settings.js';
import { fillIn } from '../../placeholders.js';
import { parseUnitState, showUnit } from './unit-state.js';

interface Units {
  readonly unit: string;
  readonly sudo: boolean;
  readonly ssh: SshSettings;
  readonly releases?: ReleaseSettings;
}

/** Logs in to the host of each server and shows its unit; asks sudo what it would allow, without doing it. */
export async function checkUnits(
  settings: Units,
  { cluster, servers, executable, ask }: DriverCheck,
): Promise<readonly Finding[]> {
  const program = await executable('ssh', 'ssh');
  if (program.kind === 'fails') return [program];
  const findings = await eachServer(servers, (server) => checkServer(settings, { cluster, ...server }, ask));
  return findings.some(({ kind }) => kind === 'fails')
    ? findings
    : [...findings, works(`ssh reaches all ${servers.length} servers, and systemd there has their units`)];
}

async function checkServer(
  { unit, sudo, ssh, releases }: Units,
  server: { readonly cluster: DriverCheck['cluster'] } & DriverCheck['servers'][number],
  ask: DriverCheck['ask'],
): Promise<readonly Finding[]> {
  const { address } = server;
  const name = fillIn([unit], server);
  const to = sshTo(ssh, server);
  if (!name.ok) return [fails(`${address}: ${name.failure}`)];
  if (!to.ok) return [fails(`${address}: ${to.failure}`)];
  const [own = ''] = name.value;
  const shown = await ask([...to.value, shellLine(showUnit(own))]);
  if (!shown.ok) return [fails(`${address}: ${shown.failure}`)];
  const state = parseUnitState(shown.value);
  if (!state.ok) return [fails(`${address}: ${state.failure}`)];
  const { load, active, mainPid } = state.value;
  if (load !== 'loaded') return [fails(`${address}: systemd says of ${own} that it is ${load}`)];
  return [
    ...(active === 'active' && mainPid !== 0 ? [] : [note(`${address}: ${own} is ${active} now`)]),
    ...(sudo ? await checkSudo((verb) => ['systemctl', verb, own], address, to.value, ask) : []),
    ...(releases === undefined ? [] : await checkReleases(releases, address, to.value, ask)),
  ];
}
