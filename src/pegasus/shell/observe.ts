import { ok } from '../../lib/result.js';
import type { NodeAddress } from '../../roll/ids.js';
import type {
  AdminFailure,
  BlackList,
  LoadBalancerSettings,
  Look,
  NotUnderstood,
  Observation,
  ProcessReading,
  ReplicaCounts,
  ReplicaServer,
  Table,
} from '../../roll/observation.js';
import type { Dialogue } from './dialogue.js';
import { failed, notUnderstood, type Read } from './failure.js';
import { namesOfMetas, namesOfServers, resolvedInfoCommand, resolvedNodesCommand } from './other-names.js';
import { parseBlackList } from './parse/black-list.js';
import { freeSpaceCommand, freeSpaceOf, parseFreeSpace } from './parse/free-space.js';
import { parseClusterInfo, type ClusterInfo } from './parse/cluster-info.js';
import { parseMetaLevel } from './parse/meta-level.js';
import { parseNodes } from './parse/nodes.js';
import { partitionsCommand } from './parse/partitions.js';
import { remoteQuestion, type RemoteQuestion } from './parse/remote.js';
import { parseReplicaCounts, replicaCountsWords } from './parse/replica-counts.js';
import { readServerInfo } from './parse/server-info.js';
import { parseBooleanSetting, parseIntegerSetting, parseLivePercentage } from './parse/setting.js';
import { parseTables } from './parse/tables.js';
import { readTables } from './read-tables.js';
import { answerOf, Remotes, type RemoteOutcome } from './remotes.js';
import { settings } from './settings.js';
import { readBackups, readBulkLoads } from './under-way.js';

type Outcomes = ReadonlyMap<RemoteQuestion, RemoteOutcome>;

export type LeaderReading =
  | { readonly kind: 'whole'; readonly observation: Observation }
  /** An observation, but for the processes: an address among them kept the shell from asking any. */
  | { readonly kind: 'without-processes'; readonly observation: Observation }
  /** Nothing was read: the meta that was asked does not lead, or says nothing. */
  | { readonly kind: 'another-leads'; readonly leader: NodeAddress }
  | { readonly kind: 'nobody-leads'; readonly failure: AdminFailure };

/**
 * One reading of the cluster in one dialogue with a shell that knows the leader alone:
 * 1. everything that depends on no answer is asked at once, `cluster_info` first, so that the shell knows the leader;
 * 2. when the leader is known, it alone is asked for the settings that live in its memory;
 * 3. when the tables are known, each available one is asked for its partitions, and for those that lost every replica;
 * 4. `cluster_info` again: the leader must still be the same, or what was read is of two minds.
 */
export async function observe(dialogue: Dialogue, look: Look, leader: NodeAddress): Promise<Read<LeaderReading>> {
  const remotes = new Remotes(dialogue);
  const firstInfo = dialogue.read('cluster_info -j', parseClusterInfo);
  const level = dialogue.read('get_meta_level', parseMetaLevel);
  const nodes = dialogue.read('nodes -d -j', parseNodes);
  const resolved =
    look.otherNames === true
      ? dialogue.attempt(resolvedNodesCommand, (lines) => parseNodes(lines, resolvedNodesCommand))
      : undefined;
  const resolvedInfo =
    look.otherNames === true
      ? dialogue.attempt(resolvedInfoCommand, (lines) => parseClusterInfo(lines, resolvedInfoCommand))
      : undefined;
  const listing = dialogue.read('ls -a -j', parseTables);
  const space = look.freeSpace === undefined ? undefined : dialogue.tryRead(freeSpaceCommand, parseFreeSpace);
  const processes = look.processes.length === 0 ? undefined : serverInfoQuestion([...new Set(look.processes)]);
  if (processes !== undefined) remotes.ask(processes);
  const counts = look.counts === undefined ? undefined : remoteQuestion([look.counts], ...replicaCountsWords);
  if (counts !== undefined) remotes.ask(counts);

  const before = await firstInfo;
  if (!before.ok) return ok({ kind: 'nobody-leads', failure: before.failure });
  if (before.value.leader !== leader) return ok({ kind: 'another-leads', leader: before.value.leader });
  const ofLeader = {
    assignDelay: remoteQuestion([leader], settings.assignDelay),
    addSecondaryMax: remoteQuestion([leader], settings.addSecondaryMax),
    flowControl: remoteQuestion([leader], settings.flowControl),
    livePercentage: remoteQuestion([leader], settings.livePercentage),
  };
  for (const question of Object.values(ofLeader)) remotes.ask(question);
  const excluded = look.blackList === true ? remoteQuestion([leader], settings.blackList) : undefined;
  if (excluded !== undefined) remotes.ask(excluded);

  const backups = look.underWay === true ? readBackups(dialogue) : undefined;
  const tables = await readTables(dialogue, listing, look.ddd, leader);
  if (!tables.ok) return tables;
  const underWay =
    backups === undefined
      ? { tables: tables.value.tables }
      : { ...(await readBulkLoads(dialogue, tables.value.tables)), backups: await backups };
  const [storedLevel, replicaServers] = [await level, await nodes];
  if (!storedLevel.ok) return storedLevel;
  if (!replicaServers.ok) return replicaServers;
  const consistent = checkMembers(replicaServers.value, tables.value.tables);
  if (!consistent.ok) return consistent;

  const lastInfo = dialogue.read('cluster_info -j', parseClusterInfo);
  const outcomes = await remotes.finish();
  const after = await lastInfo;
  if (!after.ok) return after;
  if (after.value.leader !== leader)
    return failed('not-leader', `The leader changed during the reading, from ${leader} to ${after.value.leader}.`);
  if (!outcomes.ok) return outcomes;

  const balancer = readSettings(outcomes.value, leader, ofLeader);
  if (!balancer.ok) return balancer;
  const freeze = readLivePercentage(outcomes.value, leader, ofLeader.livePercentage);
  if (!freeze.ok) return freeze;
  const blackList = excluded === undefined ? undefined : readBlackList(outcomes.value, leader, excluded);
  if (blackList?.ok === false) return blackList;
  const held =
    counts === undefined || look.counts === undefined ? undefined : readCounts(outcomes.value, counts, look.counts);
  if (held?.ok === false) return held;
  const running = processes === undefined ? ok({}) : readProcesses(outcomes.value, processes);
  if (!running.ok) return running;

  const otherNames =
    look.otherNames === true
      ? {
          otherNames: {
            ...namesOfServers(replicaServers.value, await resolved),
            ...namesOfMetas(before.value, await resolvedInfo),
          },
        }
      : {};

  const observation: Observation = {
    ...describeCluster(after.value),
    storedLevel: storedLevel.value,
    settings: balancer.value,
    nodes: replicaServers.value,
    ...underWay,
    processes: running.value ?? {},
    ...otherNames,
    ...(held === undefined ? {} : { counts: held.value }),
    ...(look.ddd ? { ddd: tables.value.dead } : {}),
    ...(blackList === undefined ? {} : { blackList: blackList.value }),
    ...(space === undefined || look.freeSpace === undefined
      ? {}
      : { freeSpace: freeSpaceOf(look.freeSpace, await space) }),
    ...(freeze.value === undefined ? {} : { freeze: { livePercentage: freeze.value } }),
  };
  return ok({ kind: running.value === undefined ? 'without-processes' : 'whole', observation });
}

/**
 * The processes one by one, for when one address in the list kept the shell from asking any: a name that
 * does not resolve is a server that cannot be reached, and the others still can.
 */
export async function observeProcessesSingly(
  dialogue: Dialogue,
  addresses: readonly NodeAddress[],
): Promise<Read<Readonly<Record<string, ProcessReading>>>> {
  const remotes = new Remotes(dialogue);
  const questions = addresses.map((address) => ({ address, question: serverInfoQuestion([address]) }));
  for (const { question } of questions) remotes.ask(question);
  const outcomes = await remotes.finish();
  if (!outcomes.ok) return outcomes;
  const readings: Record<string, ProcessReading> = {};
  for (const { address, question } of questions) {
    if (outcomes.value.get(question)?.kind === 'bad-address') {
      readings[address] = { kind: 'unreachable', error: 'the shell cannot resolve its name' };
      continue;
    }
    const reading = readProcesses(outcomes.value, question);
    if (!reading.ok) return reading;
    Object.assign(readings, reading.value);
  }
  return ok(readings);
}

function serverInfoQuestion(addresses: readonly NodeAddress[]): RemoteQuestion {
  return remoteQuestion(addresses, 'server-info');
}

function describeCluster(
  info: ClusterInfo,
): Pick<Observation, 'clusterName' | 'leader' | 'metas' | 'effectiveLevel' | 'balanceOperations'> {
  const { clusterName, leader, metas, effectiveLevel, balanceOperations } = info;
  return { clusterName, leader, metas, effectiveLevel, balanceOperations };
}

/**
 * A partition's member that no one lists as a server, or replicas without tables: two answers that cannot both be
 * whole.
 */
function checkMembers(nodes: readonly ReplicaServer[], tables: readonly Table[]): Read<null> {
  const known = new Set<string>(nodes.map((node) => node.address));
  let partitions = 0;
  for (const table of tables) {
    partitions += table.partitions.length;
    for (const { gpid, primary, secondaries } of table.partitions) {
      const stranger = [...(primary === undefined ? [] : [primary]), ...secondaries].find(
        (member) => !known.has(member),
      );
      if (stranger !== undefined)
        return notUnderstood(
          partitionsCommand(table.name),
          `partition ${gpid} has a member ${stranger} that \`nodes\` does not list`,
          [],
        );
    }
  }
  const holder = nodes.find((node) => node.primaries + node.secondaries > 0);
  if (partitions === 0 && holder !== undefined)
    return notUnderstood('ls -a -j', `it lists no available table, and ${holder.address} holds replicas`, []);
  return ok(null);
}

function readSettings(
  outcomes: Outcomes,
  leader: NodeAddress,
  asked: Readonly<Record<'assignDelay' | 'addSecondaryMax' | 'flowControl', RemoteQuestion>>,
): Read<LoadBalancerSettings> {
  const answers = [
    answerOf(outcomes, asked.assignDelay, leader),
    answerOf(outcomes, asked.addSecondaryMax, leader),
    answerOf(outcomes, asked.flowControl, leader),
  ] as const;
  const [delayAnswer, maxAnswer, flowAnswer] = answers;
  if (!delayAnswer.ok) return delayAnswer;
  if (!maxAnswer.ok) return maxAnswer;
  if (!flowAnswer.ok) return flowAnswer;
  const assignDelayMs = parseIntegerSetting(settings.assignDelay, delayAnswer.value);
  if (!assignDelayMs.ok) return assignDelayMs;
  const addSecondaryMax = parseIntegerSetting(settings.addSecondaryMax, maxAnswer.value);
  if (!addSecondaryMax.ok) return addSecondaryMax;
  const flowControl = parseBooleanSetting(settings.flowControl, flowAnswer.value);
  if (!flowControl.ok) return flowControl;
  return ok({
    assignDelayMs: assignDelayMs.value,
    addSecondaryMax: addSecondaryMax.value,
    flowControl: flowControl.value,
  });
}

function readLivePercentage(
  outcomes: Outcomes,
  leader: NodeAddress,
  question: RemoteQuestion,
): Read<number | NotUnderstood | undefined> {
  const answer = answerOf(outcomes, question, leader);
  return answer.ok ? parseLivePercentage(answer.value) : answer;
}

function readBlackList(outcomes: Outcomes, leader: NodeAddress, question: RemoteQuestion): Read<BlackList> {
  const answer = answerOf(outcomes, question, leader);
  return answer.ok ? parseBlackList(answer.value) : answer;
}

function readCounts(outcomes: Outcomes, question: RemoteQuestion, address: NodeAddress): Read<ReplicaCounts> {
  const answer = answerOf(outcomes, question, address);
  return answer.ok ? parseReplicaCounts(address, answer.value) : answer;
}

/** Undefined when the shell could not ask them in one list. */
function readProcesses(
  outcomes: Outcomes,
  question: RemoteQuestion,
): Read<Readonly<Record<string, ProcessReading>> | undefined> {
  if (outcomes.get(question)?.kind === 'bad-address') return ok(undefined);
  const readings: Record<string, ProcessReading> = {};
  for (const address of question.addresses) {
    const answer = answerOf(outcomes, question, address);
    if (!answer.ok) return answer;
    readings[address] = readServerInfo(address, answer.value);
  }
  return ok(readings);
}
