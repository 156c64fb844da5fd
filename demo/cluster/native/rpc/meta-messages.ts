import type { methods, RequestOf } from '../../../../src/wire/methods.js';
import type { WireAppInfo, WireNodeInfo, WirePartition } from '../../../../src/wire/messages.js';
import type { AppInfo, ConfigType, NodeInfo, PartitionConfig, ProposalAction } from '../../servers.js';
import type { ServerNames } from '../names.js';

/** How what the model says stands in messages: up to 2.5 by address, on newer servers by host:port as well. */
export interface Generation {
  readonly names: ServerNames;
  readonly newer: boolean;
}

const appStatus: Readonly<Record<string, number>> = {
  AVAILABLE: 1,
  CREATING: 2,
  CREATE_FAILED: 3,
  DROPPING: 4,
  DROP_FAILED: 5,
  DROPPED: 6,
  RECALLING: 7,
};

export function appMessage(app: AppInfo, newer: boolean): WireAppInfo {
  return {
    status: appStatus[app.status] ?? 0,
    appType: app.type,
    appName: app.name,
    appId: app.id,
    partitionCount: app.partitionCount,
    envs: new Map(Object.entries(app.envs)),
    isStateful: app.isStateful,
    maxReplicaCount: app.maxReplicaCount,
    expireSecond: app.expireSecond,
    createSecond: app.createSecond,
    dropSecond: app.dropSecond,
    duplicating: app.duplicating === true,
    initPartitionCount: app.splitsFrom ?? app.partitionCount,
    isBulkLoading: app.bulkLoading === true,
    ...(newer ? { atomicIdempotent: false } : {}),
  };
}

export function nodeMessage({ names, newer }: Generation, { address, status }: NodeInfo): WireNodeInfo {
  return { status: status === 'ALIVE' ? 1 : 2, node: names.address(address), ...(newer ? { hpNode: address } : {}) };
}

/** Without a primary a newer server sends an invalid host:port for it. */
export function partitionMessage({ names, newer }: Generation, partition: PartitionConfig): WirePartition {
  const { appId, index, ballot, maxReplicaCount, primary, secondaries, lastDrops } = partition;
  const address = (name: string): string => names.address(name);
  return {
    pid: { appId, index },
    ballot,
    maxReplicaCount,
    primary: primary === undefined ? undefined : address(primary),
    secondaries: secondaries.map(address),
    lastDrops: lastDrops.map(address),
    lastCommittedDecree: 0,
    partitionFlags: 0,
    ...(newer ? { hpPrimary: primary, hpSecondaries: secondaries, hpLastDrops: lastDrops } : {}),
  };
}

const levels: readonly (readonly [name: string, value: number])[] = [
  ['stopped', 100],
  ['blind', 200],
  ['freezed', 300],
  ['steady', 400],
  ['lively', 500],
];
/** Asks for the level without setting one; also what stands for none. */
export const noLevel = 10_000;

export const levelName = (value: number): string | undefined => levels.find(([, each]) => each === value)?.[0];
/** Of `fl_steady`. */
export const levelNumber = (name: string): number => levels.find(([each]) => `fl_${each}` === name)?.[1] ?? noLevel;

const configTypes: Readonly<Record<number, ConfigType>> = {
  1: 'ASSIGN_PRIMARY',
  2: 'UPGRADE_TO_PRIMARY',
  3: 'ADD_SECONDARY',
  4: 'UPGRADE_TO_SECONDARY',
  5: 'DOWNGRADE_TO_SECONDARY',
  6: 'DOWNGRADE_TO_INACTIVE',
  7: 'REMOVE',
  8: 'ADD_SECONDARY_FOR_LB',
};

/** An action as any client may send it. */
export type SentAction = RequestOf<typeof methods.propose>['actions'][number];

/**
 * What a meta takes an action for; undefined when it names no server or no kind of action. A newer one goes by the
 * host:port, and looks up the name of an address that came without: good enough to register the action, and its end
 * when it sends it.
 */
export function readAction({ names, newer }: Generation, action: SentAction): ProposalAction | undefined {
  const type = configTypes[action.configType];
  if (type === undefined || (action.node ?? action.hpNode) === undefined) return undefined;
  if (!newer)
    return action.node === undefined
      ? undefined
      : { target: named(names, action.target), node: names.name(action.node), type };
  const agree = (address: string | undefined, hostPort: string | undefined): boolean =>
    hostPort === undefined ? address === undefined : names.resolve(hostPort) === address;
  const node = named(names, action.hpNode ?? action.node);
  if (node === undefined) return undefined;
  const sound = agree(action.target, action.hpTarget) && agree(action.node, action.hpNode);
  return {
    target: named(names, action.hpTarget ?? action.target),
    node,
    type,
    ...(sound ? {} : { unnamed: true as const }),
  };
}

const named = (names: ServerNames, given: string | undefined): string | undefined =>
  given === undefined ? undefined : names.name(given);
