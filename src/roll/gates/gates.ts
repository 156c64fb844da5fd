import { roles, type NodeAddress, type Role } from '../ids.js';
import type { Message } from '../message.js';
import { blackListed } from './black-list.js';
import { diskSpace } from './disk-space.js';
import { noFreeze } from './freeze.js';
import type { GateInput } from './gate-input.js';
import { leaderKnown } from './leader-known.js';
import { unlocked } from './lock.js';
import { metasAnswer } from './metas-answer.js';
import { noDdd } from './no-ddd.js';
import { noAlerts } from './no-alerts.js';
import { nodesRemovable } from './node-removable.js';
import { nodesAlive } from './nodes-alive.js';
import { atWork, notFrozen } from './not-frozen.js';
import { partitionsFull } from './partitions-full.js';
import { replaceable } from './replaceable.js';
import { replicaCount } from './replica-count.js';
import { restartBudget } from './restart-budget.js';
import { settingsSane } from './settings-sane.js';
import { sharedHost } from './shared-host.js';
import { downToPutBack, metaToPutBack } from '../rollback.js';
import type { GateBlock, GateVerdict } from './verdict.js';
import { valuesTold } from './values-told.js';
import { versionPath } from './version-path.js';
import { insideWindow } from './window.js';
import type { VersionNote } from '../version-rules.js';

/** For the plan, and again when its approval is complete. */
export function planGates(
  given: GateInput,
  targets: readonly { readonly role: Role; readonly address: NodeAddress }[],
  versions: readonly VersionNote[],
): readonly GateVerdict[] {
  const planned = targets.filter(({ role }) => role === 'replica').map(({ address }) => address);
  const putsBack = downToPutBack(given.seen, given.options, planned);
  const input = { ...given, putsBack };
  // While one is down no other is begun: whether that may be taken away is asked once all are back.
  const servers = putsBack === undefined ? planned : planned.filter((address) => address === putsBack);
  const metas = targets.filter(({ role }) => role === 'meta').map(({ address }) => address);
  const metaPutBack = metaToPutBack(given.seen, given.options, metas);
  const rollsReplicas = planned.length > 0;
  const rolled = roles.filter((role) => targets.some((target) => target.role === role));
  return [
    leaderKnown(input),
    sharedHost(input, rolled),
    replaceable(
      input,
      targets.map(({ address }) => address),
    ),
    valuesTold(input, targets),
    unlocked(input),
    insideWindow(input),
    noFreeze(input),
    noAlerts(input),
    nodesAlive(input, planned),
    ...(metas.length > 0
      ? [
          metasAnswer(
            input,
            input.seen.metas.filter((meta) => meta !== metaPutBack),
          ),
        ]
      : []),
    partitionsFull(input),
    noDdd(input),
    settingsSane(input),
    ...(input.options.version === undefined ? [] : [versionPath(versions)]),
    rollsReplicas ? notFrozen(input, 'planned') : atWork(input),
    ...(rollsReplicas
      ? [
          replicaCount(input, 'planned'),
          nodesRemovable(input, servers),
          blackListed(input, planned),
          diskSpace(input, planned),
          worst(servers.map((node) => restartBudget(input, node))),
        ]
      : []),
  ].filter((verdict) => verdict !== undefined);
}

/** Before a replica server is touched. */
export function replicaServerGates(input: GateInput, node: NodeAddress): readonly GateVerdict[] {
  return [
    leaderKnown(input),
    sharedHost(input, ['replica']),
    replaceable(input, [node]),
    nodesAlive(input, [node]),
    partitionsFull(input),
    noDdd(input),
    notFrozen(input, 'now'),
    replicaCount(input, 'now'),
    nodesRemovable(input, [node]),
    blackListed(input, [node]),
    diskSpace(input, [node]),
    restartBudget(input, node),
  ].filter((verdict) => verdict !== undefined);
}

/** Before a meta is touched. */
export function metaGates(
  input: GateInput,
  meta: NodeAddress,
  planned: readonly NodeAddress[] = input.seen.metas,
): readonly GateVerdict[] {
  return [
    leaderKnown(input),
    sharedHost(input, ['meta']),
    replaceable(input, [meta]),
    nodesAlive(input),
    partitionsFull(input),
    metasAnswer(
      input,
      (isSame(input.seen.metas, planned) ? planned : input.seen.metas).filter((address) => address !== meta),
    ),
  ].filter((verdict) => verdict !== undefined);
}

/**
 * As many metas as planned, some by other names: those were asked by the names of the plan, and what answers by those
 * is all there is. One more is a stranger, and was not asked.
 */
const isSame = (seen: readonly NodeAddress[], planned: readonly NodeAddress[]): boolean =>
  seen.length === planned.length;

/** Before a collector is touched. */
export function collectorGates(input: GateInput, collector: NodeAddress): readonly GateVerdict[] {
  return [leaderKnown(input), sharedHost(input, ['collector']), replaceable(input, [collector])].filter(
    (verdict) => verdict !== undefined,
  );
}

export function blocks(verdicts: readonly GateVerdict[]): readonly GateBlock[] {
  return verdicts.filter((verdict) => verdict.verdict === 'block');
}

/** The gates that block, each by its name. What can be allowed stands once, where each gate is listed. */
export const gatesBlock = (blocking: readonly GateBlock[]): Message => ({
  code: 'clauses',
  of: blocking.map(({ gate, reason }) => ({ code: 'gate-blocks', gate, reason: withoutAdvice(reason) })),
});

function withoutAdvice(reason: Message): Message {
  switch (reason.code) {
    case 'dead-partitions':
    case 'servers-missing':
    case 'tables-changing':
    case 'partitions-short': {
      const { allow: _allow, ...rest } = reason;
      return rest;
    }
    default:
      return reason;
  }
}

/** One line for the same gate asked of many servers: the first that blocks, or a pass. */
function worst(verdicts: readonly GateVerdict[]): GateVerdict | undefined {
  return verdicts.find(({ verdict }) => verdict === 'block') ?? verdicts[0];
}
