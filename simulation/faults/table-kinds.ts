import type { Random } from '../../src/lib/random.js';
import type { World } from '../world/world.js';
import type { FaultKind } from './kind.js';

/** What people do to tables while a run goes on. */
export const tableKinds: readonly FaultKind[] = [
  {
    name: 'table created',
    weight: 2,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (world, random) => (
      world.cluster.faults.createTable(
        `made${random.between(1, 1_000_000)}`,
        random.between(1, 4),
        random.pick([3, 3, 3, 2, 1]) ?? 3,
        random.between(500, 20_000),
      ),
      undefined
    ),
  },
  {
    name: 'table dropped',
    weight: 1,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (world, random) => (
      dropOrSplit(world, random, (name) => {
        world.cluster.faults.dropTable(name, random.between(500, 20_000));
      }),
      undefined
    ),
  },
  {
    name: 'table split',
    weight: 1,
    disturbsCluster: true,
    lastsMs: [0, 0],
    begin: (world, random) => (
      dropOrSplit(world, random, (name) => {
        world.cluster.faults.splitTable(name, random.between(2_000, 30_000));
      }),
      undefined
    ),
  },

  {
    name: 'table renamed',
    weight: 1,
    disturbsCluster: false,
    lastsMs: [0, 0],
    begin: (world, random) => {
      const table = random.pick(tablesOf(world));
      if (table !== undefined) world.cluster.faults.renameTable(table, `${table}.${random.between(1, 1_000_000)}`);
      return undefined;
    },
  },
];

const tablesOf = (world: World): readonly string[] => [
  ...new Set(
    world.cluster
      .truth()
      .partitions()
      .map(({ table }) => table),
  ),
];

function dropOrSplit(world: World, random: Random, work: (table: string) => void): void {
  const tables = tablesOf(world).filter((name) => name !== 'temp');
  const table = random.pick(tables);
  if (table !== undefined) work(table);
}
