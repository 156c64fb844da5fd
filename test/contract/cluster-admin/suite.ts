import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterAdmin } from '../../../src/pegasus/cluster-admin.js';
import type { ActOutcome, ClusterAct } from '../../../src/roll/act.js';
import { nodeAddress, type NodeAddress } from '../../../src/roll/ids.js';
import type { Look, Observation, Partition } from '../../../src/roll/observation.js';
import type { Generation } from '../../../src/sim/servers.js';
import type { SimulatedCluster } from '../../../src/sim/model/simulated-cluster.js';

/** A simulated cluster with an adapter in front of it, and the time that passes for both. */
export interface Stage {
  readonly cluster: SimulatedCluster;
  readonly admin: ClusterAdmin;
  /** Waits for an answer while time passes. */
  soon<Value>(answer: Promise<Value>): Promise<Value>;
  /** Lets `ms` of the cluster's time pass. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface Adapter {
  readonly name: string;
  /** Whether it can tell what a server of that generation holds. */
  readonly countsReplicas: (generation: Generation) => boolean;
  open(generation: Generation): Promise<Stage>;
}

const glance: Look = { processes: [], ddd: true };
/** One tick of the meta and what follows it. */
const aTick = 11_000;

/** What every ClusterAdmin keeps, whatever it speaks to the cluster. */
export function clusterAdminContract(adapter: Adapter, generation: Generation): void {
  describe(`${adapter.name}, ${generation}`, () => {
    let stage: Stage;
    const never = new AbortController().signal;
    beforeEach(async () => {
      stage = await adapter.open(generation);
    });
    afterEach(async () => {
      await stage.close();
    });

    const look = async (what: Look = glance): Promise<Observation> => {
      const outcome = await stage.soon(stage.admin.observe(what, never));
      if (!outcome.ok) throw new Error(`${outcome.failure.kind}: ${outcome.failure.message}\n${outcome.failure.raw.join('\n')}`);
      return outcome.value;
    };
    const act = async (what: ClusterAct): Promise<ActOutcome> => {
      const outcome = await stage.soon(stage.admin.perform(what, never));
      if (!outcome.ok) throw new Error(`${outcome.failure.kind}: ${outcome.failure.message}\n${outcome.failure.raw.join('\n')}`);
      return outcome.value;
    };
    const led = (seen: Observation, node: NodeAddress): readonly Partition[] => seen.tables.flatMap((table) => table.partitions).filter((partition) => partition.primary === node);
    const followed = (seen: Observation, node: NodeAddress): readonly Partition[] => seen.tables.flatMap((table) => table.partitions).filter((partition) => partition.secondaries.includes(node));
    const moveAway = (seen: Observation, node: NodeAddress): ClusterAct => ({
      kind: 'move-primaries',
      leader: seen.leader,
      moves: led(seen, node).map(({ gpid, secondaries: [to] }) => ({ gpid, from: node, to: to ?? node })),
    });

    it('sees the cluster as it is', async () => {
      const processes = [...stage.cluster.replicaAddresses, ...stage.cluster.metaAddresses].map(nodeAddress);
      const seen = await look({ processes, ddd: true });
      const truth = stage.cluster.truth();
      expect(seen).toMatchObject({
        clusterName: 'cluster-x',
        leader: truth.leader?.meta,
        metas: stage.cluster.metaAddresses,
        effectiveLevel: truth.leader?.effectiveLevel,
        storedLevel: truth.leader?.storedLevel,
        settings: { assignDelayMs: truth.leader?.assignDelayMs, addSecondaryMax: truth.leader?.addSecondaryMax, flowControl: truth.leader?.flowControl },
        ddd: [],
      });
      expect(seen.nodes.map((node) => [node.address, node.status])).toEqual(stage.cluster.replicaAddresses.map((address) => [address, 'alive']));
      expect(seen.tables.map((table) => [table.name, table.status, table.replicaCount, table.partitions.length])).toEqual([
        ['temp', 'AVAILABLE', 3, 8],
        ['usertable', 'AVAILABLE', 3, 16],
        ['events', 'AVAILABLE', 3, 64],
      ]);
      for (const partition of seen.tables.flatMap((table) => table.partitions)) {
        expect(truth.partition(partition.gpid)).toMatchObject({ ballot: partition.ballot, primary: partition.primary, secondaries: partition.secondaries });
      }
      for (const node of seen.nodes) expect([led(seen, node.address).length, followed(seen, node.address).length]).toEqual([node.primaries, node.secondaries]);
      expect(Object.keys(seen.processes).sort()).toEqual([...processes].sort());
      for (const address of processes) expect(seen.processes[address]).toMatchObject({ kind: 'running', version: truth.process(address)?.version });
    });

    it('sets what it is told to, and sees it afterwards', async () => {
      const { leader, settings: before } = await look();
      await act({ kind: 'set-level', leader, level: 'lively' });
      await act({ kind: 'set-assign-delay', leader, value: 3_600_000 });
      await act({ kind: 'set-add-secondary-max', leader, value: 0 });
      await act({ kind: 'set-flow-control', leader, value: !before.flowControl });
      expect(await look()).toMatchObject({ storedLevel: 'lively', settings: { assignDelayMs: 3_600_000, addSecondaryMax: 0, flowControl: !before.flowControl } });
      await act({ kind: 'set-assign-delay', leader, value: 'DEFAULT' });
      await act({ kind: 'set-add-secondary-max', leader, value: 'DEFAULT' });
      expect((await look()).settings).toEqual({ ...before, flowControl: !before.flowControl });
    });

    it('drains a server: primaries moved, secondaries downgraded, replicas closed', async () => {
      const seen = await look();
      const node = nodeAddress(stage.cluster.replicaAddresses[2] ?? '');
      await act({ kind: 'set-add-secondary-max', leader: seen.leader, value: 0 });
      expect(await act(moveAway(seen, node))).toEqual({ refused: [] });
      await stage.pass(aTick);
      const moved = await look();
      expect(led(seen, node).length).toBeGreaterThan(0);
      expect(led(moved, node)).toEqual([]);

      const downgrades = followed(moved, node).map(({ gpid, primary }) => ({ gpid, primary: primary ?? node, node }));
      expect(downgrades.length).toBeGreaterThan(20);
      expect(await act({ kind: 'downgrade-secondaries', leader: seen.leader, downgrades })).toEqual({ refused: [] });
      await stage.pass(aTick);
      await act({ kind: 'close-replicas', node });
      await act({ kind: 'flush-log', node });
      await stage.pass(2 * aTick);
      const drained = await look({ processes: [node], counts: node, ddd: true });
      expect(drained.nodes.find((one) => one.address === node)).toMatchObject({ status: 'alive', primaries: 0, secondaries: 0 });
      expect(drained.counts?.kind === 'unavailable' ? 'unavailable' : drained.counts).toEqual(adapter.countsReplicas(generation) ? { kind: 'counted', serving: 0, opening: 0, closing: 0 } : 'unavailable');
    });

    it('names the proposals that were not registered', async () => {
      const seen = await look();
      const node = nodeAddress(stage.cluster.replicaAddresses[0] ?? '');
      stage.cluster.faults.refuseProposals(3);
      const { refused } = await act(moveAway(seen, node));
      expect(refused).toEqual(led(seen, node).slice(0, 3).map(({ gpid }) => ({ gpid, answer: 'ERR_INVALID_PARAMETERS' })));
    });

    it('tells a process that was restarted, though the meta never missed it', async () => {
      const node = nodeAddress(stage.cluster.replicaAddresses[1] ?? '');
      const before = (await look({ processes: [node], ddd: false })).processes[node];
      await stage.cluster.stop(node, 'KILL');
      const away = await look({ processes: [node], ddd: false });
      expect(away.processes[node]?.kind).toBe('unreachable');
      await stage.cluster.start(node);
      await stage.pass(12_000);
      const after = await look({ processes: [node], ddd: false });
      expect(after.processes[node]).toMatchObject({ kind: 'running' });
      expect(after.processes[node]).not.toEqual(before);
    });

    it('sees tables come, go and split', async () => {
      stage.cluster.faults.createTable('young', 4, 3, 60_000_000);
      stage.cluster.faults.dropTable('temp', 60_000_000);
      stage.cluster.faults.splitTable('usertable', 60_000_000);
      const seen = await look();
      const shown = Object.fromEntries(seen.tables.map((table) => [table.name, table]));
      expect(shown['young']?.status).toBe('CREATING');
      expect(shown['temp']).toMatchObject({ status: 'DROPPING', partitions: [] });
      expect(shown['usertable']?.partitions.map((partition) => partition.primary !== undefined)).toEqual([...Array<boolean>(16).fill(true), ...Array<boolean>(16).fill(false)]);
    });

    it('does not touch a meta that lost the lead, and sees what the new leader has forgotten', async () => {
      const { leader, settings: before } = await look();
      await act({ kind: 'set-add-secondary-max', leader, value: 0 });
      await stage.cluster.stop(leader, 'KILL');
      await stage.cluster.start(leader);
      await stage.pass(40_000);
      const seen = await look();
      expect(seen.leader).not.toBe(leader);
      expect(seen.settings).toEqual(before);
      const outcome = await stage.soon(stage.admin.perform({ kind: 'set-add-secondary-max', leader, value: 0 }, never));
      expect(outcome).toMatchObject({ ok: false, failure: { kind: 'not-leader' } });
      expect((await look()).settings).toEqual(before);
    });

    it('fails when nobody is there, and ends when it is told to', async () => {
      for (const meta of stage.cluster.metaAddresses) await stage.cluster.stop(meta, 'KILL');
      const outcome = await stage.soon(stage.admin.observe(glance, never));
      expect(outcome.ok ? 'a reading' : outcome.failure.kind).toMatch(/^(unreachable|timeout)$/);
      const stop = new AbortController();
      const cancelled = stage.admin.observe(glance, stop.signal);
      stop.abort();
      expect(await stage.soon(cancelled)).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    });
  });
}
