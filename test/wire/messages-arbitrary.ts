import fc from 'fast-check';
import type { WirePartition } from '../../src/wire/messages.js';
import { methods, type Method } from '../../src/wire/methods.js';

/** Any message that a server or a client could send, by method: to be written and read again. */

const i32 = fc.integer({ min: -2_147_483_648, max: 2_147_483_647 });
const i64 = fc.maxSafeInteger();
const text = fc.string({ maxLength: 40, unit: 'grapheme' });
const err = fc.constantFrom('ERR_OK', 'ERR_FORWARD_TO_OTHERS', 'ERR_INVALID_PARAMETERS');
const port = fc.integer({ min: 1, max: 65_535 });
const server = fc.tuple(fc.ipV4(), port).map(([ip, its]) => `${ip}:${its}`);
const address = fc.option(server, { nil: undefined });
const namedServer = fc
  .tuple(fc.stringMatching(/^[a-z0-9]([a-z0-9._-]{0,20}[a-z0-9])?$/), port)
  .map(([host, its]) => `${host}:${its}`);
const hostPort = fc.option(namedServer, { nil: undefined });
const gpid = fc.record({ appId: i32, index: i32 });
const few = <Value>(each: fc.Arbitrary<Value>): fc.Arbitrary<readonly Value[]> => fc.array(each, { maxLength: 4 });

/** Optional fields are there or not. */
const record = <Required extends object, Optional extends object>(
  needed: { [Key in keyof Required]: fc.Arbitrary<Required[Key]> },
  optional: { [Key in keyof Optional]: fc.Arbitrary<Optional[Key]> },
) =>
  fc.tuple(fc.record(needed), fc.record(optional, { requiredKeys: [] })).map(([one, other]) => ({ ...one, ...other }));

const partition: fc.Arbitrary<WirePartition> = record(
  {
    pid: gpid,
    ballot: i64,
    maxReplicaCount: i32,
    primary: address,
    secondaries: few(address),
    lastDrops: few(address),
    lastCommittedDecree: i64,
    partitionFlags: i32,
  },
  { hpPrimary: hostPort, hpSecondaries: few(hostPort), hpLastDrops: few(hostPort) },
);
export const app = record(
  {
    status: i32,
    appType: text,
    appName: text,
    appId: i32,
    partitionCount: i32,
    envs: fc
      .uniqueArray(fc.tuple(text, text), { maxLength: 3, selector: ([key]) => key })
      .map((pairs) => new Map(pairs)),
    isStateful: fc.boolean(),
    maxReplicaCount: i32,
    expireSecond: i64,
    createSecond: i64,
    dropSecond: i64,
  },
  { duplicating: fc.boolean(), initPartitionCount: i32, isBulkLoading: fc.boolean(), atomicIdempotent: fc.boolean() },
);
const dropped = record(
  {
    node: address,
    dropTimeMs: i64,
    isAlive: fc.boolean(),
    isCollected: fc.boolean(),
    ballot: i64,
    lastCommittedDecree: i64,
    lastPreparedDecree: i64,
  },
  { hpNode: hostPort },
);
const holdings = fc
  .uniqueArray(fc.tuple(i32, few(gpid)), { maxLength: 3, selector: ([table]) => table })
  .map((pairs) => new Map(pairs));
const disk = fc.record({
  tag: text,
  directory: text,
  capacityMb: i64,
  availableMb: i64,
  primaries: holdings,
  secondaries: holdings,
});
const action = { target: server, node: server, configType: i32 };
const proposal = <Action>(each: fc.Arbitrary<Action>) =>
  record({ gpid, actions: few(each) }, { force: fc.boolean(), balanceType: i32 });

/** A method with messages for it, so that both are of one type. */
export type Case = <Seen>(
  see: <Request, Response>(
    method: Method<Request, Response>,
    request: fc.Arbitrary<Request>,
    response: fc.Arbitrary<Response>,
  ) => Seen,
) => Seen;
const of =
  <Request, Response>(
    method: Method<Request, Response>,
    request: fc.Arbitrary<Request>,
    response: fc.Arbitrary<Response>,
  ): Case =>
  (see) =>
    see(method, request, response);

const errOnly = fc.record({ err });
export const cases: readonly Case[] = [
  of(
    methods.listNodes,
    fc.record({ status: i32 }),
    fc.record({ err, nodes: few(record({ status: i32, node: address }, { hpNode: hostPort })) }),
  ),
  of(
    methods.listApps,
    record({ status: i32 }, { pattern: text, matchType: i32 }),
    record({ err, apps: few(app) }, { hint: text }),
  ),
  of(
    methods.queryConfig,
    fc.record({ appName: text, indices: few(i32) }),
    fc.record({ err, appId: i32, partitionCount: i32, isStateful: fc.boolean(), partitions: few(partition) }),
  ),
  of(methods.clusterInfo, fc.constant({}), fc.record({ err, keys: few(text), values: few(text) })),
  of(methods.controlMeta, fc.record({ level: i32 }), fc.record({ err, oldLevel: i32 })),
  of(
    methods.propose,
    proposal(record({ target: address, node: address, configType: i32 }, { hpTarget: hostPort, hpNode: hostPort })),
    errOnly,
  ),
  of(methods.proposeByAddress, proposal(fc.record(action)), errOnly),
  of(methods.proposeByName, proposal(fc.record({ ...action, hpTarget: namedServer, hpNode: namedServer })), errOnly),
  of(
    methods.dddDiagnose,
    fc.record({ pid: gpid }),
    fc.record({ err, partitions: few(fc.record({ config: partition, dropped: few(dropped), reason: text })) }),
  ),
  of(
    methods.startRecovery,
    record(
      { nodes: few(address), skipBadNodes: fc.boolean(), skipLostPartitions: fc.boolean() },
      { hpNodes: few(hostPort) },
    ),
    fc.record({ err, hint: text }),
  ),
  of(
    methods.queryBackupPolicy,
    fc.record({ names: few(text), backups: i32 }),
    record(
      {
        err,
        policies: few(
          fc.record({
            name: text,
            provider: text,
            intervalSeconds: text,
            tables: few(i32),
            kept: i32,
            startTime: text,
            disabled: fc.boolean(),
          }),
        ),
        backups: few(few(fc.record({ id: i64, startMs: i64, endMs: i64, tables: few(i32) }))),
      },
      { hint: text },
    ),
  ),
  of(
    methods.queryDiskInfo,
    fc.record({ node: address, appName: text }),
    fc.record({ err, totalCapacityMb: i64, totalAvailableMb: i64, disks: few(disk) }),
  ),
  of(
    methods.put,
    fc.record({ key: text, value: text, expireTsSeconds: i32 }),
    fc.record({ error: i32, appId: i32, partitionIndex: i32, decree: i64, server: text }),
  ),
  of(methods.get, text, fc.record({ error: i32, value: text, appId: i32, partitionIndex: i32, server: text })),
  of(methods.remoteCommand, fc.record({ command: text, arguments: few(text) }), text),
];
