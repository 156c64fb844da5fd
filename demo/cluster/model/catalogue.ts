export interface Table {
  readonly id: number;
  name: string;
  /** M. */
  readonly replicas: number;
  status: 'CREATING' | 'AVAILABLE' | 'DROPPING' | 'DROPPED';
  partitions: Partition[];
  readonly createdAt: number;
  droppedAt: number | undefined;
  /** Its partitions before the split that is under way. */
  splitsFrom: number | undefined;
  duplicating: boolean;
  bulkLoading: boolean;
}

/** A partition's configuration: changed through the catalogue only. */
export interface Partition {
  readonly table: Table;
  readonly index: number;
  readonly gpid: string;
  ballot: number;
  primary: string | undefined;
  secondaries: readonly string[];
  /** Persisted, newest last, three at most. */
  lastDrops: readonly string[];
}

export interface Held {
  readonly primaries: Set<Partition>;
  readonly secondaries: Set<Partition>;
}

/**
 * What the metas keep in ZooKeeper: tables and the configuration of their partitions. Survives every
 * leader. Keeps an index by server, and which partitions are not exactly full, so that a tick looks at
 * those alone.
 */
export class Catalogue {
  readonly tables: Table[] = [];
  readonly unsettled = new Set<Partition>();
  /** Grows with every change. */
  version = 0;
  readonly #byNode = new Map<string, Held>();

  /** Configurations that name the server. */
  of(node: string): Held {
    const held = this.#byNode.get(node);
    if (held !== undefined) return held;
    const empty: Held = { primaries: new Set(), secondaries: new Set() };
    this.#byNode.set(node, empty);
    return empty;
  }

  add(name: string, replicas: number, partitions: number, createdAt: number, status: Table['status']): Table {
    const table: Table = {
      id: this.tables.length + 1,
      name,
      replicas,
      status,
      partitions: [],
      createdAt,
      droppedAt: undefined,
      splitsFrom: undefined,
      duplicating: false,
      bulkLoading: false,
    };
    this.tables.push(table);
    this.grow(table, partitions);
    return table;
  }

  rename(table: Table, name: string): void {
    table.name = name;
    this.version++;
  }

  /** Adds empty partitions until there are `count`. */
  grow(table: Table, count: number): void {
    for (let index = table.partitions.length; index < count; index++) {
      const partition: Partition = {
        table,
        index,
        gpid: `${table.id}.${index}`,
        ballot: 0,
        primary: undefined,
        secondaries: [],
        lastDrops: [],
      };
      table.partitions.push(partition);
      this.unsettled.add(partition);
    }
    this.version++;
  }

  /** Removes the partitions of a dropped table from every server. */
  forget(table: Table): void {
    for (const partition of table.partitions) {
      this.#unindex(partition);
      this.unsettled.delete(partition);
    }
    this.version++;
  }

  configure(
    partition: Partition,
    primary: string | undefined,
    secondaries: readonly string[],
    ballot = partition.ballot + 1,
  ): void {
    this.#unindex(partition);
    partition.primary = primary;
    partition.secondaries = secondaries;
    partition.ballot = ballot;
    if (primary !== undefined) this.of(primary).primaries.add(partition);
    for (const node of secondaries) this.of(node).secondaries.add(partition);
    if (primary !== undefined && secondaries.length === partition.table.replicas - 1) this.unsettled.delete(partition);
    else this.unsettled.add(partition);
    this.version++;
  }

  find(appId: number, index: number): Partition | undefined {
    return this.tables[appId - 1]?.partitions[index];
  }

  #unindex(partition: Partition): void {
    if (partition.primary !== undefined) this.of(partition.primary).primaries.delete(partition);
    for (const node of partition.secondaries) this.of(node).secondaries.delete(partition);
  }
}

export const without = (nodes: readonly string[], node: string): readonly string[] =>
  nodes.filter((other) => other !== node);

export const isMember = (partition: Partition, node: string): boolean =>
  partition.primary === node || partition.secondaries.includes(node);
export const members = (partition: Partition): readonly string[] =>
  partition.primary === undefined ? partition.secondaries : [partition.primary, ...partition.secondaries];
export const isFull = (partition: Partition): boolean =>
  partition.primary !== undefined && partition.secondaries.length + 1 >= partition.table.replicas;
export const byGpid = (one: Partition, other: Partition): number =>
  one.table.id - other.table.id || one.index - other.index;
