import { expect } from 'vitest';
import { Random } from '../../../../src/lib/random.js';
import { VirtualClock } from '../../../../src/lib/virtual-clock.js';
import { fieldCluster } from '../../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster, type SimulatedClusterOptions } from '../../../../demo/cluster/model/simulated-cluster.js';
import type { AppConfig, ProposalAction, Reply, Response } from '../../../../demo/cluster/servers.js';

export interface StoryOptions extends Partial<Omit<SimulatedClusterOptions, 'clock'>> {
  readonly nodes?: number;
}

/** A cluster on a virtual clock and the words in which a test tells what is done to it. */
export class Story {
  readonly clock = new VirtualClock();
  readonly cluster: SimulatedCluster;
  readonly log: string[] = [];
  readonly seed: number;

  constructor({ nodes = 5, seed = 1, generation = '2.5', ...rest }: StoryOptions = {}) {
    this.seed = seed;
    this.cluster = new SimulatedCluster({ ...fieldCluster({ clock: this.clock, seed, generation }, nodes), ...rest });
    this.cluster.onChange(({ at, kind, subject, what }) => this.log.push(`${at} ${kind} ${subject} ${what}`));
  }

  get leader(): string {
    return this.cluster.truth().leader?.meta ?? 'none';
  }

  meta(place: number): string {
    return nth(this.cluster.metaAddresses, place - 1);
  }

  node(place: number): string {
    return nth(this.cluster.replicaAddresses, place - 1);
  }

  pass(seconds: number): Promise<void> {
    return this.clock.advance(seconds * 1000);
  }

  /** Lets time pass until it is so, looking every 0.1 s; answers how many seconds that took. */
  async until(what: () => boolean, limitSeconds = 120): Promise<number> {
    const begun = this.clock.now();
    while (!what()) {
      if (this.clock.now() - begun > limitSeconds * 1000)
        throw new Error(`not within ${limitSeconds} s (seed ${this.seed}): ${what.toString()}`);
      await this.clock.advance(100);
    }
    return (this.clock.now() - begun) / 1000;
  }

  /** As `nodes -d` shows it: `A/53/18/35` is ALIVE with 53 replicas, 18 of them led. */
  row(node: string): string {
    const led = this.partitions().filter(({ primary }) => primary === node).length;
    const followed = this.partitions().filter(({ secondaries }) => secondaries.includes(node)).length;
    return `${this.status(node) === 'ALIVE' ? 'A' : 'U'}/${led + followed}/${led}/${followed}`;
  }

  primaries(node: string): number {
    return this.partitions().filter(({ primary }) => primary === node).length;
  }

  replicas(node: string): number {
    return this.partitions().filter(({ primary, secondaries }) => primary === node || secondaries.includes(node))
      .length;
  }

  status(node: string): string | undefined {
    return answered(this.cluster.listNodes(this.leader, 'all')).find(({ address }) => address === node)?.status;
  }

  partitions(): AppConfig['partitions'] {
    return answered(this.cluster.listApps(this.leader, 'available')).flatMap(
      ({ name }) => answered(this.cluster.queryConfig(this.leader, name)).partitions,
    );
  }

  notFull(): number {
    return this.cluster.truth().notFull().length;
  }

  unavailable(): number {
    return this.cluster
      .truth()
      .partitions()
      .filter(({ readable }) => !readable).length;
  }

  ask(address: string, command: string, ...args: readonly string[]): string {
    const reply = this.cluster.remoteCommand(address, command, args);
    return reply.kind === 'answer' ? reply.value : reply.kind;
  }

  /** A setting of the leader, which must take it. */
  set(command: string, value: string): void {
    expect(this.ask(this.leader, command, value)).toMatch(/^OK$|"ok"/);
  }

  level(level: string): void {
    expect(this.cluster.controlMeta(this.leader, level)).toMatchObject({ kind: 'answer', value: { err: 'ERR_OK' } });
  }

  info(key: string): string | undefined {
    return answered(this.cluster.clusterInfo(this.leader)).find(([name]) => name === key)?.[1];
  }

  propose(appId: number, index: number, ...actions: readonly ProposalAction[]): string {
    const reply = this.cluster.propose(this.leader, appId, index, actions);
    return reply.kind === 'answer' ? reply.value.err : reply.kind;
  }

  movePrimary(appId: number, index: number, from: string, to: string): string {
    return this.propose(
      appId,
      index,
      { target: from, node: from, type: 'DOWNGRADE_TO_SECONDARY' },
      { target: to, node: to, type: 'UPGRADE_TO_PRIMARY' },
    );
  }

  movePrimariesAway(node: string): void {
    for (const { appId, index, primary, secondaries } of this.partitions())
      if (primary === node)
        expect(this.movePrimary(appId, index, node, nth(secondaries, index % secondaries.length))).toBe('ERR_OK');
  }

  /** Moves its primaries away and waits until each has arrived. */
  async leadNothing(node: string): Promise<void> {
    this.movePrimariesAway(node);
    await this.until(() => this.primaries(node) === 0 && this.notFull() === 0);
  }

  downgradeSecondaries(node: string): void {
    for (const { appId, index, primary, secondaries } of this.partitions()) {
      if (secondaries.includes(node))
        expect(this.propose(appId, index, { target: primary, node, type: 'DOWNGRADE_TO_INACTIVE' })).toBe('ERR_OK');
    }
  }

  /** The documented drain: primaries away, secondaries down, replicas closed. */
  async drain(node: string): Promise<void> {
    this.set('meta.lb.add_secondary_max_count_for_one_node', '0');
    await this.leadNothing(node);
    this.downgradeSecondaries(node);
    await this.until(() => this.replicas(node) === 0);
    expect(this.ask(node, 'replica.kill_partition')).toBe('ERR_OK');
    await this.until(() => this.serving(node) === 0);
  }

  /** By the server's own exact count: serving, opening and closing. */
  serving(node: string): number {
    const counts = this.cluster.truth().process(node)?.counts;
    return (counts?.serving ?? NaN) + (counts?.opening ?? NaN) + (counts?.closing ?? NaN);
  }
}

export function answered<Value>(reply: Reply<Response<Value>>): Value {
  if (reply.kind !== 'answer') throw new Error(`no answer: it ${reply.kind}`);
  if (!('value' in reply.value)) throw new Error(reply.value.err);
  return reply.value.value;
}

export function nth<Item>(items: readonly Item[], place: number): Item {
  const item = items[place];
  if (item === undefined) throw new Error(`nothing at ${place}`);
  return item;
}

/** Seeds for the stories whose figures depend on chance. */
export const seeds = (count: number): readonly number[] => {
  const random = new Random(20_260_102);
  return Array.from({ length: count }, () => random.between(1, 1_000_000));
};
