import { fails, note, works, type Finding } from '../../../lib/finding.js';
import type { DriverCheck } from '../../driver.js';
import { eachServer } from '../../each-server.js';
import { shellLine } from '../../over-ssh/arguments.js';
import { checkSudo } from '../../over-ssh/check.js';
import type { SshSettings } from '../../over-ssh/settings.js';
import { shellAt } from '../../over-ssh/shell-at.js';
import { fillIn, splitAddress } from '../../placeholders.js';
import { parseAddresses, whyNotAt } from './addresses.js';
import { parseContainers, saidOf } from './containers.js';
import { changeWords, configurationWords, showWords, type Project } from './words.js';

interface Services extends Project {
  readonly service: string;
  readonly ssh?: SshSettings;
}

/** Reads what Compose knows of the service of each server: its addresses, and its container. */
export async function checkServices(
  settings: Services,
  { cluster, servers, executable, ask }: DriverCheck,
): Promise<readonly Finding[]> {
  const name = settings.ssh === undefined ? 'docker' : 'ssh';
  const program = await executable(name, name);
  if (program.kind === 'fails') return [program];
  const findings = await eachServer(servers, (server) => checkServer(settings, { cluster, ...server }, ask));
  return findings.some(({ kind }) => kind === 'fails')
    ? findings
    : [...findings, works(`docker compose has a service for each of the ${servers.length} servers, at its address`)];
}

async function checkServer(
  settings: Services,
  server: { readonly cluster: DriverCheck['cluster'] } & DriverCheck['servers'][number],
  ask: DriverCheck['ask'],
): Promise<readonly Finding[]> {
  const { address } = server;
  const failed = (why: string): readonly Finding[] => [fails(`${address}: ${why}`)];
  const names = fillIn([settings.service], server);
  const shell = shellAt(settings.ssh, server);
  if (!names.ok) return failed(names.failure);
  if (!shell.ok) return failed(shell.failure);
  const [own = ''] = names.value;
  const configuration = await ask([...shell.value, shellLine(configurationWords(settings, own))]);
  if (!configuration.ok) return failed(configuration.failure);
  const addresses = parseAddresses(own, configuration.value);
  if (!addresses.ok) return failed(addresses.failure);
  const whyNot = whyNotAt(splitAddress(address).host, own, addresses.value);
  if (whyNot !== undefined) return failed(whyNot);
  const shown = await ask([...shell.value, shellLine(showWords(settings, own))]);
  if (!shown.ok) return failed(shown.failure);
  const containers = parseContainers(own, shown.value);
  if (!containers.ok) return failed(containers.failure);
  const [only, ...more] = containers.value;
  if (more.length > 0) return failed(`${own} has ${containers.value.length} containers, and a server is one`);
  return [
    ...(only?.state.Status === 'running'
      ? []
      : [note(`${address}: ${own} ${only === undefined ? 'has no container' : `is ${saidOf(only)}`} now`)]),
    ...(settings.sudo
      ? await checkSudo((verb) => changeWords({ ...settings, sudo: false }, verb, own), address, shell.value, ask)
      : []),
  ];
}
