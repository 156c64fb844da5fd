import { mapLimited } from '../../lib/map-limited.js';
import { ok } from '../../lib/result.js';
import type { NodeAddress } from '../../roll/ids.js';
import type { Look, Observation, ProcessReading } from '../../roll/observation.js';
import { methods } from '../../wire/methods.js';
import { readFlags } from '../read-flags.js';
import { failed, type Read } from '../shell/failure.js';
import { readServerInfo } from '../shell/parse/server-info.js';
import type { ConnectionPool } from './connection-pool.js';
import type { Deadline } from './deadline.js';
import { readFreeSpace } from './free-space.js';
import type { FreezeRule } from './freeze-rule.js';
import type { HttpSpeakers } from './http-speakers.js';
import { otherNames } from './identity.js';
import { LeaderQuestions } from './leader-questions.js';
import { stillLeads, type Leader, type Metas } from './leader.js';
import { askRemotely } from './remote-command.js';
import { readReplicaCounts } from './replica-counts.js';
import { readNodes } from './tables.js';

/**
 * So many servers are asked for their process at once: a thousand of them get no thousand connections in one moment.
 */
const serversAtOnce = 100;

/** What is kept between two operations on one cluster. */
export interface SharedState {
  readonly metas: Metas;
  readonly connections: ConnectionPool;
  readonly freezeRule: FreezeRule;
  readonly speakers: HttpSpeakers;
}

/**
 * One reading of the cluster:
 * 1. the leader is found, by its own word;
 * 2. everything that depends on no other answer is asked at once, the leader's settings of it alone;
 * 3. each available table is asked for its partitions, and for those that lost every replica;
 * 4. the leader is asked once more whether it leads, or what was read may be of two minds.
 */
export async function snapshot(
  look: Look,
  { metas, connections, freezeRule, speakers }: SharedState,
  deadline: Deadline,
): Promise<Read<Observation>> {
  const found = await metas.findLeader(deadline);
  if (!found.ok) return found;
  const leader = found.value;
  const { link } = leader;
  const ask = new LeaderQuestions(link, deadline);
  const [
    level,
    nodes,
    read,
    balancer,
    livePercentage,
    blackList,
    leadersMinLive,
    minLive,
    processes,
    counts,
    told,
    backups,
  ] = await Promise.all([
    ask.level(),
    ask.meta(methods.listNodes, { status: 0 }),
    ask.tables(look.ddd),
    ask.settings(),
    ask.livePercentage(),
    look.blackList === true ? ask.blackList() : undefined,
    freezeRule.ofLeader(link.address, deadline),
    look.minLiveOf === undefined ? undefined : readMinLive(look.minLiveOf, leader, { metas, freezeRule }, deadline),
    readProcesses(look.processes, connections, deadline),
    look.counts === undefined
      ? undefined
      : readReplicaCounts(look.counts, connections.to(look.counts), speakers, deadline),
    readWhatServersTell(look, connections, deadline),
    look.underWay === true ? ask.backups() : undefined,
  ]);
  if (!level.ok) return level;
  if (!nodes.ok) return nodes;
  if (!read.ok) return read;
  const { tables, dead } = read.value;
  if (!balancer.ok) return balancer;
  if (!livePercentage.ok) return livePercentage;
  if (blackList?.ok === false) return blackList;
  if (counts?.ok === false) return counts;
  const servers = readNodes(nodes.value.nodes, tables);
  if (!servers.ok) return servers;
  const unchanged = await confirmLeader(leader, deadline);
  if (!unchanged.ok) return unchanged;

  const { info } = leader;
  const others = otherNames(nodes.value.nodes, info.leader, link.address);
  const freeze = {
    ...(leadersMinLive === undefined
      ? {}
      : { minLiveNodes: leadersMinLive.value, minLiveNodesMutable: leadersMinLive.mutable }),
    ...(livePercentage.value === undefined ? {} : { livePercentage: livePercentage.value }),
  };
  return ok({
    clusterName: info.clusterName,
    leader: info.leader,
    metas: info.metas,
    effectiveLevel: info.effectiveLevel,
    balanceOperations: info.balanceOperations,
    storedLevel: level.value,
    settings: balancer.value,
    nodes: servers.value,
    tables,
    processes,
    ...(look.otherNames === true || Object.keys(others).length > 0 ? { otherNames: others } : {}),
    ...(counts === undefined ? {} : { counts: counts.value }),
    ...told,
    ...(backups === undefined ? {} : { backups }),
    ...(look.ddd ? { ddd: dead } : {}),
    ...(blackList === undefined ? {} : { blackList: blackList.value }),
    ...(Object.keys(freeze).length === 0 ? {} : { freeze }),
    ...(minLive === undefined ? {} : { minLive }),
  });
}

/** Each meta answers for itself; one that does not is left out. */
async function readMinLive(
  asked: readonly NodeAddress[],
  leader: Leader,
  { metas, freezeRule }: Pick<SharedState, 'metas' | 'freezeRule'>,
  deadline: Deadline,
): Promise<Readonly<Record<string, number>>> {
  const answers = await Promise.all(
    asked.map(async (meta) => {
      const address = metas.addressOf(meta, leader);
      const answer = address === undefined ? undefined : await freezeRule.ask(address, deadline);
      return answer?.ok === true && answer.value !== undefined ? [[meta, answer.value.value] as const] : [];
    }),
  );
  return Object.fromEntries(answers.flat());
}

async function confirmLeader({ link, info }: Leader, deadline: Deadline): Promise<Read<null>> {
  const now = await stillLeads(link, deadline);
  if (!now.ok) return now;
  return now.value === info.leader
    ? ok(null)
    : failed('not-leader', `The leader changed during the reading: ${info.leader} does not lead any more.`);
}

/** Each server answers for itself; one that does not is down, or hangs, and the reading stands. */
async function readProcesses(
  addresses: readonly NodeAddress[],
  connections: ConnectionPool,
  deadline: Deadline,
): Promise<Readonly<Record<string, ProcessReading>>> {
  const ask = async (address: NodeAddress) =>
    [address, readServerInfo(address, await askRemotely(connections.to(address), deadline, 'server-info'))] as const;
  return Object.fromEntries(await mapLimited([...new Set(addresses)], serversAtOnce, ask));
}

/** What only some looks want of each server, by its own word. */
async function readWhatServersTell(
  look: Look,
  connections: ConnectionPool,
  deadline: Deadline,
): Promise<Pick<Observation, 'flags' | 'freeSpace'>> {
  const [flags, freeSpace] = await Promise.all([
    look.flag === undefined ? undefined : readFlags(look.flag, deadline),
    look.freeSpace === undefined ? undefined : readFreeSpace(look.freeSpace, connections, deadline),
  ]);
  return { ...(flags === undefined ? {} : { flags }), ...(freeSpace === undefined ? {} : { freeSpace }) };
}
