import type { Brand } from '../lib/brand.js';

/** Name of a cluster in the configuration. */
export type ClusterName = Brand<'ClusterName'>;
/** Name of a run, for example `cluster-x-7f3a`. */
export type RunId = Brand<'RunId'>;
/** `host:port` exactly as the cluster itself prints it: an IPv4 address up to 2.5, a name on newer servers. */
export type NodeAddress = Brand<'NodeAddress'>;
/** A partition: `<table id>.<partition index>`. */
export type Gpid = Brand<'Gpid'>;
/** A Slack user, for example `U0123ABCD`. */
export type UserId = Brand<'UserId'>;
/** One execution of a process command; two with the same id are the same execution. */
export type CommandId = Brand<'CommandId'>;

export const clusterName = (text: string): ClusterName => text as ClusterName;
export const runId = (text: string): RunId => text as RunId;
export const nodeAddress = (text: string): NodeAddress => text as NodeAddress;
export const gpid = (tableId: number, partitionIndex: number): Gpid => `${tableId}.${partitionIndex}` as Gpid;
export const userId = (text: string): UserId => text as UserId;
export const commandId = (text: string): CommandId => text as CommandId;

export type Role = 'replica' | 'meta' | 'collector';
export const roles = ['replica', 'meta', 'collector'] as const satisfies readonly Role[];

/** The host of `host:port`, names in small letters. */
export const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':')).toLowerCase();
