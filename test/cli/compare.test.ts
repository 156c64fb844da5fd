import { expect, it } from 'vitest';
import { compare } from '../../src/compose/check/compare.js';
import { gpid, nodeAddress } from '../../src/roll/ids.js';
import type { Observation } from '../../src/roll/observation.js';

const [one, two, three] = [nodeAddress('10.0.0.1:34801'), nodeAddress('10.0.0.2:34801'), nodeAddress('10.0.0.3:34801')];
const seen: Observation = {
  clusterName: 'x',
  leader: nodeAddress('10.0.1.1:34601'),
  metas: [nodeAddress('10.0.1.1:34601'), nodeAddress('10.0.1.2:34601')],
  effectiveLevel: 'steady',
  storedLevel: 'steady',
  settings: { assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true },
  balanceOperations: { kind: 'counted', total: 0 },
  nodes: [one, two, three].map((address) => ({ address, status: 'alive', primaries: 1, secondaries: 2 })),
  tables: [
    {
      id: 1,
      name: 'temp',
      status: 'AVAILABLE',
      replicaCount: 3,
      partitions: [{ gpid: gpid(1, 0), ballot: 3, primary: one, secondaries: [two, three] }],
    },
  ],
  processes: {
    [one]: { kind: 'running', version: '2.5.0', commit: 'abc', startedAt: '2026-01-02 03:04:05' },
    [two]: { kind: 'unreachable', error: 'ERR_TIMEOUT' },
  },
  ddd: [],
};

it('finds nothing where two readings say the same in other words', () => {
  expect(compare(seen, seen)).toEqual([]);
  expect(
    compare(seen, {
      ...seen,
      tables: seen.tables.map((table) => ({
        ...table,
        transition: 'bulk-loading',
        partitions: table.partitions.map((partition) => ({ ...partition, secondaries: [three, two] })),
      })),
      processes: { ...seen.processes, [two]: { kind: 'unreachable', error: 'ERR_NETWORK_FAILURE' } },
      freeze: { minLiveNodes: 3 },
      counts: { kind: 'counted', serving: 1, opening: 0, closing: 0 },
    }),
  ).toEqual([]);
});

it.each<readonly [change: Partial<Observation>, what: readonly string[]]>([
  [{ clusterName: 'y' }, ['the name of the cluster']],
  [{ leader: nodeAddress('10.0.1.2:34601') }, ['the leader']],
  [{ metas: [nodeAddress('10.0.1.1:34601')] }, ['the metas']],
  [{ effectiveLevel: 'freezed' }, ['the level in force']],
  [{ storedLevel: 'lively' }, ['the level that is set']],
  [
    { settings: { assignDelayMs: 1, addSecondaryMax: 0, flowControl: false } },
    ['assign_delay_ms', 'add_secondary_max_count_for_one_node', 'add_secondary_enable_flow_control'],
  ],
  [{ balanceOperations: { kind: 'counted', total: 4 } }, ['balance operations']],
  [{ freeze: { livePercentage: 50 } }, ['live_percentage']],
  [{ ddd: [gpid(1, 0)] }, ['partitions without a live replica']],
  [
    { nodes: seen.nodes.slice(1) },
    [
      'the order of the replica servers',
      `the status of ${one}`,
      `the primaries of ${one}`,
      `the secondaries of ${one}`,
    ],
  ],
  [
    { nodes: seen.nodes.map((node) => ({ ...node, status: node.address === two ? 'unalive' : node.status })) },
    [`the status of ${two}`],
  ],
  [{ tables: [] }, ['table 1', 'partition 1.0']],
  [{ tables: seen.tables.map((table) => ({ ...table, transition: 'splitting' })) }, ['table 1']],
  [
    {
      tables: seen.tables.map((table) => ({
        ...table,
        partitions: table.partitions.map((partition) => ({ ...partition, ballot: 4 })),
      })),
    },
    ['partition 1.0'],
  ],
  [
    {
      tables: seen.tables.map((table) => ({
        ...table,
        partitions: table.partitions.map((partition) => ({ ...partition, primary: undefined })),
      })),
    },
    ['partition 1.0'],
  ],
  [{ processes: {} }, [`the process ${one}`, `the process ${two}`]],
])('finds a difference of %j', (change, what) => {
  expect(compare(seen, { ...seen, ...change }).map((difference) => difference.what)).toEqual(what);
});
