import { fails, note, works, type Finding } from '../../../lib/finding.js';
import { ok, type Result } from '../../../lib/result.js';
import type { NodeAddress } from '../../../roll/ids.js';
import type { Replaceable } from '../../../roll/observation.js';
import type { DriverCheck, ReplaceQuestion } from '../../driver.js';
import { eachServer } from '../../each-server.js';
import { shellLine } from '../../over-ssh/arguments.js';
import { checkSudo } from '../../over-ssh/check.js';
import type { SshSettings } from '../../over-ssh/settings.js';
import { shellAt } from '../../over-ssh/shell-at.js';
import { fillIn, splitAddress, type Subject } from '../../placeholders.js';
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
  const service = serviceOf(settings, server);
  if (!service.ok) return failed(service.failure);
  const { own, shell } = service.value;
  const stays = await keepsAddress(settings, service.value, address, ask);
  if (stays.kind !== 'yes') return failed(stays.why);
  const shown = await ask([...shell, shellLine(showWords(settings, own))]);
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
      ? await checkSudo((verb) => changeWords({ ...settings, sudo: false }, verb, own), address, shell, ask)
      : []),
  ];
}

interface Service {
  readonly own: string;
  /** What begins every command. */
  readonly shell: readonly string[];
}

function serviceOf(settings: Services, server: Subject): Result<Service, string> {
  const names = fillIn([settings.service], server);
  if (!names.ok) return names;
  const shell = shellAt(settings.ssh, server);
  return shell.ok ? ok({ own: names.value[0] ?? '', shell: shell.value }) : shell;
}

/** Whether a new container of its service would be this server: only its configuration says so. */
export async function replaceableService(
  settings: Services,
  { cluster, server, ask }: ReplaceQuestion,
): Promise<Replaceable> {
  const service = serviceOf(settings, { cluster, ...server });
  return service.ok ? keepsAddress(settings, service.value, server.address, ask) : { kind: 'no', why: service.failure };
}

async function keepsAddress(
  settings: Services,
  { own, shell }: Service,
  address: NodeAddress,
  ask: DriverCheck['ask'],
): Promise<Replaceable> {
  const configuration = await ask([...shell, shellLine(configurationWords(settings, own))]);
  if (!configuration.ok) return { kind: 'unknown', why: configuration.failure };
  const addresses = parseAddresses(own, configuration.value);
  if (!addresses.ok) return { kind: 'no', why: addresses.failure };
  const why = whyNotAt(splitAddress(address).host, own, addresses.value);
  return why === undefined ? { kind: 'yes' } : { kind: 'no', why };
}
