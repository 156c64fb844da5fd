import { ok } from '../../lib/result.js';
import type { ActOutcome } from '../../roll/act.js';
import { gpid as gpidOf, type Gpid, type NodeAddress } from '../../roll/ids.js';
import { AddressBook } from '../../wire/address-book.js';
import type { WirePartition } from '../../wire/messages.js';
import { methods } from '../../wire/methods.js';
import type { WireGpid } from '../../wire/raw.js';
import { failed, outcomeUnknown, type Read } from '../shell/failure.js';
import { perhapsFollower } from '../shell/parse/proposal.js';
import { kindOfError } from '../shell/parse/refusal.js';
import { explain } from './call-failure.js';
import type { Deadline } from './deadline.js';
import { knowsNames, membersOf, type NodeIdentity } from './identity.js';
import { metaTimeoutMs, stillLeads } from './leader.js';
import type { Link } from './connection-pool.js';
import { address, type Proposal } from './proposal.js';
import type { Called } from './rpc-connection.js';

/** Sends a batch to the leader, all at once; the configurations it proposes to change are read from it first. */
export async function performProposals(
  link: Link,
  deadline: Deadline,
  leader: NodeAddress,
  proposals: readonly Proposal[],
): Promise<Read<ActOutcome>> {
  const wanted = new Map<number, number[]>();
  for (const { gpid } of proposals) {
    const pid = parseGpid(gpid);
    if (pid === undefined) return failed('refused', `Not sent: ${JSON.stringify(gpid)} is no partition.`);
    wanted.set(pid.appId, [...(wanted.get(pid.appId) ?? []), pid.index]);
  }
  const members = await readMembers(link, deadline, wanted);
  if (!members.ok) return members;

  const outcomes = await Promise.all(
    proposals.map((proposal) => propose(link, deadline, proposal, members.value.get(proposal.gpid))),
  );
  const refused: { readonly gpid: Gpid; readonly answer: string }[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) return outcomeUnknown(outcome);
    if (outcome.value !== undefined) refused.push(outcome.value);
  }
  if (!refused.some(({ answer }) => perhapsFollower.has(answer))) return ok({ refused });
  const now = await stillLeads(link, deadline);
  if (!now.ok) return outcomeUnknown(now);
  return now.value === leader
    ? ok({ refused })
    : failed('not-leader', `${leader} lost the lead while it was sent proposals; what it took is forgotten.`);
}

type Refused = { readonly gpid: Gpid; readonly answer: string } | undefined;

async function propose(
  link: Link,
  deadline: Deadline,
  proposal: Proposal,
  members: ReadonlyMap<NodeAddress, NodeIdentity> = new Map<NodeAddress, NodeIdentity>(),
): Promise<Read<Refused>> {
  const { gpid: name } = proposal;
  const gpid = parseGpid(name);
  if (gpid === undefined) return failed('refused', `Not sent: ${JSON.stringify(name)} is no partition.`);
  const addressed = address(proposal, members);
  const options = { deadline, timeoutMs: metaTimeoutMs };
  switch (addressed.kind) {
    case 'unnameable':
      return ok({ gpid: name, answer: `not sent: the leader does not name ${addressed.who} whole as a member of it` });
    case 'addressed':
      return answered(
        name,
        link,
        await link.call(methods.proposeByAddress, { gpid, actions: addressed.actions, force: false }, options),
      );
    case 'named':
      return answered(
        name,
        link,
        await link.call(methods.proposeByName, { gpid, actions: addressed.actions, force: false }, options),
      );
  }
}

function answered(
  gpid: Gpid,
  link: Link,
  answer: Awaited<ReturnType<typeof link.call<unknown, { readonly err: string }>>>,
): Read<Refused> {
  const what = `${methods.propose.task} ${gpid}`;
  if (!answer.ok) return explain(what, link.address, answer.failure);
  const { err } = answer.value;
  if (err === 'ERR_OK') return ok(undefined);
  const kind = kindOfError(err);
  // Nobody took it: that is no answer to this one proposal.
  return kind === 'refused'
    ? ok({ gpid, answer: err })
    : failed(kind, `No leader answered \`${what}\`: ${err}.`, [err]);
}

/** Who the members of the partitions are, in the leader's own words. A table that is not there has none. */
async function readMembers(
  link: Link,
  deadline: Deadline,
  wanted: ReadonlyMap<number, readonly number[]>,
): Promise<Read<ReadonlyMap<Gpid, ReadonlyMap<NodeAddress, NodeIdentity>>>> {
  const book = new AddressBook();
  const options = { deadline, timeoutMs: metaTimeoutMs, book };
  const [nodes, listed] = await Promise.all([
    link
      .call(methods.listNodes, { status: 0 }, options)
      .then((answer) => withoutError(methods.listNodes.task, link, answer)),
    link
      .call(methods.listApps, { status: 1 }, options)
      .then((answer) => withoutError(methods.listApps.task, link, answer)),
  ]);
  if (!nodes.ok) return nodes;
  if (!listed.ok) return listed;
  const configs = await Promise.all(
    listed.value.apps
      .filter(({ appId }) => wanted.has(appId))
      .map(async ({ appId, appName }) => ({
        appId,
        appName,
        answer: await link.call(methods.queryConfig, { appName, indices: wanted.get(appId) ?? [] }, options),
      })),
  );
  const partitions: WirePartition[] = [];
  for (const { appId, appName, answer } of configs) {
    const read = withoutError(`${methods.queryConfig.task} ${appName}`, link, answer);
    // A table that is going or has another id now keeps its proposals unsent.
    if (!read.ok && (!answer.ok || read.failure.kind !== 'refused')) return read;
    if (read.ok && read.value.appId === appId)
      for (const partition of read.value.partitions) partitions.push(partition);
  }
  const named = knowsNames(nodes.value.nodes, partitions);
  return ok(
    new Map(
      partitions.map((partition) => [gpidOf(partition.pid.appId, partition.pid.index), membersOf(partition, named)]),
    ),
  );
}

function withoutError<Response extends { readonly err: string }>(
  what: string,
  link: Link,
  answer: Called<Response>,
): Read<Response> {
  if (!answer.ok) return explain(what, link.address, answer.failure);
  const { err } = answer.value;
  return err === 'ERR_OK'
    ? ok(answer.value)
    : failed(kindOfError(err), `The meta answered \`${what}\` with ${err}.`, [err]);
}

function parseGpid(text: string): WireGpid | undefined {
  const [, appId, index] = /^(\d{1,9})\.(\d{1,9})$/.exec(text) ?? [];
  return appId === undefined || index === undefined ? undefined : { appId: Number(appId), index: Number(index) };
}
