import { fails, note, works, type Finding } from '../../../lib/finding.js';
import type { Replaceable } from '../../../roll/observation.js';
import type { DriverCheck, ReplaceQuestion } from '../../driver.js';
import { eachServer } from '../../each-server.js';
import { fillIn, splitAddress, type Subject } from '../../placeholders.js';
import { parsePods, podAt } from './pods.js';
import { parseStatefulSet, whyNotRolled, type StatefulSet } from './stateful-set.js';
import { kubectl, showPods, showSet, type Place } from './words.js';

interface Sets extends Place {
  readonly statefulSet: string;
  readonly addresses: 'of-host' | 'fixed';
  readonly image?: { readonly container: string };
}

/** Shows the StatefulSet and the pod of each server, and asks Kubernetes what the bot would be allowed. */
export async function checkSets(
  settings: Sets,
  { cluster, servers, executable, ask }: DriverCheck,
): Promise<readonly Finding[]> {
  const program = await executable('kubectl', 'kubectl');
  if (program.kind === 'fails') return [program];
  const rights = await checkRights(settings, ask);
  if (rights.length > 0) return rights;
  const findings = await eachServer(servers, (server) => checkServer(settings, { cluster, ...server }, ask));
  return findings.some(({ kind }) => kind === 'fails')
    ? findings
    : [...findings, works(`kubectl finds the pods of all ${servers.length} servers, and may delete them`)];
}

async function checkRights(settings: Sets, ask: DriverCheck['ask']): Promise<readonly Finding[]> {
  const needed = [
    ...['get', 'patch'].map((verb) => [verb, 'statefulsets.apps']).slice(0, settings.image === undefined ? 1 : 2),
    ...['get', 'list', 'watch', 'delete'].map((verb) => [verb, 'pods']),
  ];
  for (const words of needed) {
    const allowed = await ask([...kubectl(settings), 'auth', 'can-i', ...words]);
    if (!allowed.ok) return [fails(`Kubernetes does not let the bot ${words.join(' ')} (${allowed.failure})`)];
  }
  return [];
}

async function checkServer(
  settings: Sets,
  server: { readonly cluster: DriverCheck['cluster'] } & DriverCheck['servers'][number],
  ask: DriverCheck['ask'],
): Promise<readonly Finding[]> {
  const { address } = server;
  const failed = (why: string): readonly Finding[] => [fails(`${address}: ${why}`)];
  const found = await rollableSet(settings, server, ask);
  if (found.kind !== 'yes') return failed(found.why);
  const { set } = found;
  const listed = await ask([...kubectl(settings), ...showPods(set.labels)]);
  if (!listed.ok) return failed(listed.failure);
  const pods = parsePods(set, listed.value);
  if (!pods.ok) return failed(pods.failure);
  const pod = podAt(splitAddress(address).host, set.name, pods.value);
  if (!pod.ok) return failed(pod.failure);
  return pod.value.ready ? [] : [note(`${address}: ${pod.value.name} is ${pod.value.said} and not ready now`)];
}

/** Whether pods of its StatefulSet may be deleted, and would be this server once more. */
export async function replaceablePod(settings: Sets, { cluster, server, ask }: ReplaceQuestion): Promise<Replaceable> {
  const found = await rollableSet(settings, { cluster, ...server }, ask);
  return found.kind === 'yes' ? { kind: 'yes' } : found;
}

async function rollableSet(
  settings: Sets,
  server: Subject,
  ask: DriverCheck['ask'],
): Promise<Exclude<Replaceable, { kind: 'yes' }> | { readonly kind: 'yes'; readonly set: StatefulSet }> {
  const names = fillIn([settings.statefulSet], server);
  if (!names.ok) return { kind: 'no', why: names.failure };
  const [own = ''] = names.value;
  const shown = await ask([...kubectl(settings), ...showSet(own)]);
  if (!shown.ok) return { kind: 'unknown', why: shown.failure };
  const set = parseStatefulSet(own, shown.value);
  if (!set.ok) return { kind: 'no', why: set.failure };
  const whyNot = whyNotRolled(set.value, settings.addresses);
  if (whyNot !== undefined) return { kind: 'no', why: whyNot };
  const { image } = settings;
  if (image !== undefined && !set.value.images.has(image.container)) {
    const known = [...set.value.images.keys()].join(', ');
    return { kind: 'no', why: `${own} has no container ${image.container}, but ${known}` };
  }
  return { kind: 'yes', set: set.value };
}
