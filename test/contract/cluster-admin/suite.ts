import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterAdmin } from '../../../src/pegasus/cluster-admin.js';
import type { ActOutcome, ClusterAct } from '../../../src/roll/act.js';
import { nodeAddress, type NodeAddress } from '../../../src/roll/ids.js';
import type { Look, Observation, Partition } from '../../../src/roll/observation.js';
import type { Generation } from '../../../demo/cluster/servers.js';
import type { SimulatedCluster } from '../../../demo/cluster/model/simulated-cluster.js';

/** A simulated cluster with an adapter in front of it, and the time that passes for both. */
export interface AdminUnderTest {
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
  /** Whether it can change `min_live_node_count_for_unfreeze`. */
  readonly lowersMinLive: boolean;
  /** Whether it can tell which tables are duplicated to another cluster. */
  readonly tellsDuplication: boolean;
  /** Whether it can say who leads next, or leaves that to the meta. */
  readonly namesNextPrimary: boolean;
  open(generation: Generation): Promise<AdminUnderTest>;
}

const glance: Look = { processes: [], ddd: true };
/** One tick of the meta and what follows it. */
const aTick = 11_000;

/** What every ClusterAdmin keeps, whatever it speaks to the cluster. */
export function clusterAdminContract(adapter: Adapter, generation: Generation): void {
  describe(`${adapter.name}, ${generation}`, () => {
    let underTest: AdminUnderTest;
    const never = new AbortController().signal;
    beforeEach(async () => {
      underTest = await adapter.open(generation);
    });
    afterEach(async () => {
      await underTest.close();
    });

    const look = async (what: Look = glance): Promise<Observation> => {
      const outcome = await underTest.soon(underTest.admin.observe(what, never));
      if (!outcome.ok)
        throw new Error(`${outcome.failure.kind}: ${outcome.failure.message}\n${outcome.failure.raw.join('\n')}`);
      return outcome.value;
    };
    const act = async (what: ClusterAct): Promise<ActOutcome> => {
      const outcome = await underTest.soon(underTest.admin.perform(what, never));
      if (!outcome.ok)
        throw new Error(`${outcome.failure.kind}: ${outcome.failure.message}\n${outcome.failure.raw.join('\n')}`);
      return outcome.value;
    };
    const led = (seen: Observation, node: NodeAddress): readonly Partition[] =>
      seen.tables.flatMap((table) => table.partitions).filter((partition) => partition.primary === node);
    const followed = (seen: Observation, node: NodeAddress): readonly Partition[] =>
      seen.tables.flatMap((table) => table.partitions).filter((partition) => partition.secondaries.includes(node));
    const moveAway = (seen: Observation, node: NodeAddress): ClusterAct => ({
      kind: 'move-primaries',
      leader: seen.leader,
      moves: led(seen, node).map(({ gpid, secondaries: [to] }) => ({ gpid, from: node, to: to ?? node })),
    });

    it('says what else the servers are called whenever it is asked, and proposes in the names that the leader lists', async () => {
      const [first = ''] = underTest.cluster.replicaAddresses;
      const { otherNames = {} } = await look({ ...glance, otherNames: true });
      const truth = await look();
      underTest.cluster.faults.nameServersOtherwise('resolvable');
      const seen = await look({ ...glance, otherNames: true });
      expect(seen.otherNames).toBeDefined();
      // Whichever of its names was known before, each server is found by it.
      for (const [at, { address }] of truth.nodes.entries()) {
        const now = seen.nodes[at]?.address ?? nodeAddress('');
        const before = [address, ...(otherNames[address] ?? [])];
        expect([now, ...(seen.otherNames?.[now] ?? [])].filter((name) => before.includes(name))).not.toEqual([]);
      }
      const node = seen.nodes[0]?.address ?? nodeAddress('');
      await act(moveAway(seen, node));
      await underTest.pass(aTick);
      expect(
        underTest.cluster
          .truth()
          .partitions()
          .filter(({ primary }) => primary === first),
      ).toEqual([]);
    });

    it('sees the cluster as it is', async () => {
      const processes = [...underTest.cluster.replicaAddresses, ...underTest.cluster.metaAddresses].map(nodeAddress);
      const seen = await look({ processes, ddd: true });
      const truth = underTest.cluster.truth();
      expect(seen).toMatchObject({
        clusterName: 'cluster-x',
        leader: truth.leader?.meta,
        metas: underTest.cluster.metaAddresses,
        effectiveLevel: truth.leader?.effectiveLevel,
        storedLevel: truth.leader?.storedLevel,
        settings: {
          assignDelayMs: truth.leader?.assignDelayMs,
          addSecondaryMax: truth.leader?.addSecondaryMax,
          flowControl: truth.leader?.flowControl,
        },
        ddd: [],
      });
      expect(seen.nodes.map((node) => [node.address, node.status])).toEqual(
        underTest.cluster.replicaAddresses.map((address) => [address, 'alive']),
      );
      expect(
        seen.tables.map((table) => [table.name, table.status, table.replicaCount, table.partitions.length]),
      ).toEqual([
        ['temp', 'AVAILABLE', 3, 8],
        ['usertable', 'AVAILABLE', 3, 16],
        ['events', 'AVAILABLE', 3, 64],
      ]);
      for (const partition of seen.tables.flatMap((table) => table.partitions)) {
        expect(truth.partition(partition.gpid)).toMatchObject({
          ballot: partition.ballot,
          primary: partition.primary,
          secondaries: partition.secondaries,
        });
      }
      for (const node of seen.nodes)
        expect([led(seen, node.address).length, followed(seen, node.address).length]).toEqual([
          node.primaries,
          node.secondaries,
        ]);
      expect(Object.keys(seen.processes).sort()).toEqual([...processes].sort());
      for (const address of processes)
        expect(seen.processes[address]).toMatchObject({ kind: 'running', version: truth.process(address)?.version });
    });

    it('reads a flag of each server, of any role, as that process has it', async () => {
      const { replicaAddresses, metaAddresses, collectorAddresses } = underTest.cluster;
      const of = [...replicaAddresses, ...metaAddresses, ...collectorAddresses].map(nodeAddress);
      const [first = '', second = '', third = ''] = replicaAddresses;
      const flags = async (name: string): Promise<Observation['flags']> =>
        (await look({ ...glance, flag: { name, of } })).flags;
      const everywhere = { kind: 'value', section: 'replication', type: 'FV_INT32', value: '300' };
      expect(await flags('checkpoint_interval_seconds')).toEqual(
        Object.fromEntries(of.map((address) => [address, everywhere])),
      );
      underTest.cluster.faults.writeConfig(first, 'checkpoint_interval_seconds', '600');
      // The file is changed, and the process that has not read it is as it was.
      expect((await flags('checkpoint_interval_seconds'))?.[first]).toEqual(everywhere);
      underTest.cluster.faults.kill(first);
      void underTest.cluster.start(first);
      underTest.cluster.faults.kill(second);
      underTest.cluster.faults.hang(third);
      await underTest.pass(60_000);
      const seen = await flags('checkpoint_interval_seconds');
      expect(Object.keys(seen ?? {}).sort()).toEqual([...of].sort());
      expect(seen).toMatchObject({
        [first]: { ...everywhere, value: '600' },
        [second]: { kind: 'unreachable' },
        [third]: { kind: 'unreachable' },
      });
      underTest.cluster.faults.unhang(third);
    });

    it('says that a server has no such flag, and nothing where it is not asked', async () => {
      const [first = ''] = underTest.cluster.replicaAddresses;
      const of = [nodeAddress(first)];
      expect((await look({ ...glance, flag: { name: 'nosuch', of } })).flags).toEqual({
        [first]: { kind: 'no-such-flag' },
      });
      expect((await look()).flags).toBeUndefined();
    });

    it('says which tables are duplicated, or that it does not know', async () => {
      underTest.cluster.faults.duplicateTable('usertable');
      const { tables } = await look();
      expect(tables.map(({ name, duplicating }) => [name, duplicating])).toEqual(
        adapter.tellsDuplication
          ? [
              ['temp', false],
              ['usertable', true],
              ['events', false],
            ]
          : [
              ['temp', undefined],
              ['usertable', undefined],
              ['events', undefined],
            ],
      );
    });

    it('says whom the leader gives no secondaries, where it is asked', async () => {
      const asked: Look = { ...glance, blackList: true };
      const { leader, blackList } = await look(asked);
      expect(blackList).toEqual({ kind: 'read', servers: [] });
      const listed = underTest.cluster.replicaAddresses.slice(0, 2);
      underTest.cluster.remoteCommand(leader, 'meta.lb.assign_secondary_black_list', [listed.join(',')]);
      expect((await look(asked)).blackList).toEqual({ kind: 'read', servers: listed });
      expect((await look()).blackList).toBeUndefined();
    });

    it('says which tables are being backed up, where it is asked', async () => {
      const asked: Look = { ...glance, underWay: true };
      expect((await look(asked)).backups).toEqual({ kind: 'read', tables: [] });
      const { tables } = await look();
      const ids = tables.flatMap(({ id, name }) => (name === 'temp' || name === 'events' ? [id] : []));
      underTest.cluster.faults.backUp('every_day', ['temp', 'events']);
      underTest.cluster.faults.backUp('nightly', ['usertable'], true);
      expect((await look(asked)).backups).toEqual({ kind: 'read', tables: ids });
      underTest.cluster.faults.backUp('every_day', ['temp', 'events'], true);
      expect((await look(asked)).backups).toEqual({ kind: 'read', tables: [] });
      expect((await look()).backups).toBeUndefined();
    });

    it('says which tables are being bulk loaded, where it is asked', async () => {
      underTest.cluster.faults.bulkLoadTable('usertable');
      const { tables, bulkLoads } = await look({ ...glance, underWay: true });
      expect(tables.map(({ name, transition }) => [name, transition])).toEqual([
        ['temp', undefined],
        ['usertable', 'bulk-loading'],
        ['events', undefined],
      ]);
      expect(bulkLoads ?? { unknown: [], notAsked: [] }).toEqual({ unknown: [], notAsked: [] });
    });

    it('says how much of its disks each server has free, where it is asked', async () => {
      const servers = underTest.cluster.replicaAddresses.slice(0, 3).map(nodeAddress);
      const [first = nodeAddress(''), second = nodeAddress(''), third = nodeAddress('')] = servers;
      underTest.cluster.faults.leaveFree(first, 4);
      underTest.cluster.faults.leaveFree(second, 50, 8);
      const { freeSpace } = await look({ ...glance, freeSpace: servers });
      expect(freeSpace).toEqual({
        [first]: { kind: 'read', total: 4, least: 4 },
        [second]: { kind: 'read', total: 29, least: 8 },
        [third]: { kind: 'read', total: 60, least: 60 },
      });
      expect((await look()).freeSpace).toBeUndefined();
    });

    it('does not know what a server has free that does not say it, and reads the rest', async () => {
      const [first = nodeAddress('')] = underTest.cluster.replicaAddresses.map(nodeAddress);
      underTest.cluster.faults.hang(first);
      const { freeSpace, tables } = await look({ ...glance, freeSpace: [first] });
      expect(freeSpace?.[first]).toMatchObject({
        kind: 'not-understood',
        message: expect.stringMatching(
          /ERR_TIMEOUT|UNALIVE|query (perf counter info|resource metrics) from node \S+ failed/,
        ),
      });
      expect(tables).toHaveLength(3);
    });

    const drainOf = (seen: Observation, node: NodeAddress): Extract<ClusterAct, { kind: 'drain' }> => ({
      kind: 'drain',
      leader: seen.leader,
      handovers: led(seen, node).map(({ gpid, secondaries: [, to] }) => ({ gpid, from: node, to: to ?? node })),
      downgrades: followed(seen, node).map(({ gpid, primary }) => ({ gpid, primary: primary ?? node, node })),
    });

    it('sets what it is told to, and sees it afterwards', async () => {
      const { leader, settings: before } = await look();
      await act({ kind: 'set-level', leader, level: 'lively' });
      await act({ kind: 'set-assign-delay', leader, value: 3_600_000 });
      await act({ kind: 'set-add-secondary-max', leader, value: 0 });
      await act({ kind: 'set-flow-control', leader, value: !before.flowControl });
      expect(await look()).toMatchObject({
        storedLevel: 'lively',
        settings: { assignDelayMs: 3_600_000, addSecondaryMax: 0, flowControl: !before.flowControl },
      });
      await act({ kind: 'set-assign-delay', leader, value: 'DEFAULT' });
      await act({ kind: 'set-add-secondary-max', leader, value: 'DEFAULT' });
      expect((await look()).settings).toEqual({ ...before, flowControl: !before.flowControl });
    });

    it(
      adapter.lowersMinLive
        ? 'lowers min_live_node_count_for_unfreeze of one meta process, leading or not, and of no other'
        : 'refuses in a sentence to lower min_live_node_count_for_unfreeze',
      async () => {
        const { leader, metas, freeze } = await look();
        const standby = metas.find((meta) => meta !== leader) ?? leader;
        const lower = (meta: NodeAddress, value = 2): ClusterAct => ({ kind: 'set-min-live-nodes', meta, value });
        const asked: Look = { processes: [], ddd: false, minLiveOf: metas };
        if (!adapter.lowersMinLive) {
          expect(freeze?.minLiveNodes).toBeUndefined();
          const refused = await underTest.soon(underTest.admin.perform(lower(leader), never));
          expect(refused).toMatchObject({
            ok: false,
            failure: { kind: 'refused', message: expect.stringContaining('Only admin.kind: native changes it') },
          });
          expect((await look(asked)).minLive).toBeUndefined();
          return;
        }
        const before = Object.fromEntries(metas.map((meta) => [meta, 3]));
        expect(freeze).toMatchObject({ minLiveNodes: 3, minLiveNodesMutable: true });
        await act(lower(leader));
        expect(await look(asked)).toMatchObject({ freeze: { minLiveNodes: 2 }, minLive: { ...before, [leader]: 2 } });
        await act(lower(standby));
        await act(lower(leader, 3));
        expect(await look(asked)).toMatchObject({ freeze: { minLiveNodes: 3 }, minLive: { ...before, [standby]: 2 } });
        await underTest.cluster.stop(standby, 'KILL');
        expect((await look(asked)).minLive).toEqual(
          Object.fromEntries(metas.filter((meta) => meta !== standby).map((meta) => [meta, 3])),
        );
        expect(await underTest.soon(underTest.admin.perform(lower(standby), never))).toMatchObject({
          ok: false,
          failure: { kind: 'unreachable' },
        });
        const [replicaServer = ''] = underTest.cluster.replicaAddresses;
        expect(await underTest.soon(underTest.admin.perform(lower(nodeAddress(replicaServer)), never))).toMatchObject({
          ok: false,
          failure: { kind: 'refused' },
        });
        expect(await underTest.soon(underTest.admin.perform(lower(leader, 0), never))).toMatchObject({
          ok: false,
          failure: { kind: 'refused' },
        });
      },
    );

    it('drains a server: primaries moved, secondaries downgraded, replicas closed', async () => {
      const seen = await look();
      const node = nodeAddress(underTest.cluster.replicaAddresses[2] ?? '');
      await act({ kind: 'set-add-secondary-max', leader: seen.leader, value: 0 });
      expect(await act(moveAway(seen, node))).toEqual({ refused: [] });
      await underTest.pass(aTick);
      const moved = await look();
      expect(led(seen, node).length).toBeGreaterThan(0);
      expect(led(moved, node)).toEqual([]);

      const downgrades = followed(moved, node).map(({ gpid, primary }) => ({ gpid, primary: primary ?? node, node }));
      expect(downgrades.length).toBeGreaterThan(20);
      expect(await act({ kind: 'downgrade-secondaries', leader: seen.leader, downgrades })).toEqual({ refused: [] });
      await underTest.pass(aTick);
      await act({ kind: 'close-replicas', node });
      await act({ kind: 'flush-log', node });
      await underTest.pass(2 * aTick);
      const drained = await look({ processes: [node], counts: node, ddd: true });
      expect(drained.nodes.find((one) => one.address === node)).toMatchObject({
        status: 'alive',
        primaries: 0,
        secondaries: 0,
      });
      expect(drained.counts?.kind === 'unavailable' ? 'unavailable' : drained.counts).toEqual(
        adapter.countsReplicas(generation) ? { kind: 'counted', serving: 0, opening: 0, closing: 0 } : 'unavailable',
      );
    });

    it('drains a server at one tick, with leadership, and the leader lives', async () => {
      const seen = await look();
      const node = nodeAddress(underTest.cluster.replicaAddresses[2] ?? '');
      await act({ kind: 'set-add-secondary-max', leader: seen.leader, value: 0 });
      const drain = drainOf(seen, node);
      expect(drain.handovers.length).toBeGreaterThan(10);
      expect(drain.downgrades.length).toBeGreaterThan(20);
      expect(await act(drain)).toEqual({ refused: [] });
      await underTest.pass(aTick);

      const drained = await look();
      expect(drained.leader).toBe(seen.leader);
      expect(drained.nodes.find(({ address }) => address === node)).toMatchObject({
        status: 'alive',
        primaries: 0,
        secondaries: 0,
      });
      const before = new Map(
        seen.tables.flatMap((table) => table.partitions).map((partition) => [partition.gpid, partition]),
      );
      const next = new Map(drain.handovers.map(({ gpid, to }) => [gpid, to]));
      for (const { gpid, primary, secondaries } of drained.tables.flatMap((table) => table.partitions)) {
        const was = before.get(gpid);
        const others = [was?.primary, ...(was?.secondaries ?? [])].filter((member) => member !== node).sort();
        expect([primary, ...secondaries].sort(), gpid).toEqual(others);
        if (was?.primary !== node) expect(primary, gpid).toBe(was?.primary);
        else if (adapter.namesNextPrimary) expect(primary, gpid).toBe(next.get(gpid));
      }
    });

    it('names what of a drain was not registered; nothing to drain is nothing to send', async () => {
      const seen = await look();
      const node = nodeAddress(underTest.cluster.replicaAddresses[0] ?? '');
      expect(await act({ kind: 'drain', leader: seen.leader, handovers: [], downgrades: [] })).toEqual({ refused: [] });
      const drain = drainOf(seen, node);
      underTest.cluster.faults.refuseProposals(drain.handovers.length + 2);
      const { refused } = await act(drain);
      expect(refused.map(({ gpid }) => gpid)).toEqual(
        [...drain.handovers, ...drain.downgrades.slice(0, 2)].map(({ gpid }) => gpid),
      );
    });

    it('names the proposals that were not registered', async () => {
      const seen = await look();
      const node = nodeAddress(underTest.cluster.replicaAddresses[0] ?? '');
      underTest.cluster.faults.refuseProposals(3);
      const { refused } = await act(moveAway(seen, node));
      expect(refused).toEqual(
        led(seen, node)
          .slice(0, 3)
          .map(({ gpid }) => ({ gpid, answer: 'ERR_INVALID_PARAMETERS' })),
      );
    });

    it('tells a process that was restarted, though the meta never missed it', async () => {
      const node = nodeAddress(underTest.cluster.replicaAddresses[1] ?? '');
      const before = (await look({ processes: [node], ddd: false })).processes[node];
      await underTest.cluster.stop(node, 'KILL');
      const away = await look({ processes: [node], ddd: false });
      expect(away.processes[node]?.kind).toBe('unreachable');
      await underTest.cluster.start(node);
      await underTest.pass(12_000);
      const after = await look({ processes: [node], ddd: false });
      expect(after.processes[node]).toMatchObject({ kind: 'running' });
      expect(after.processes[node]).not.toEqual(before);
    });

    it('sees tables come, go and split', async () => {
      underTest.cluster.faults.createTable('young', 4, 3, 60_000_000);
      underTest.cluster.faults.dropTable('temp', 60_000_000);
      underTest.cluster.faults.splitTable('usertable', 60_000_000);
      const seen = await look();
      const shown = Object.fromEntries(seen.tables.map((table) => [table.name, table]));
      expect(shown['young']?.status).toBe('CREATING');
      expect(shown['temp']).toMatchObject({ status: 'DROPPING', partitions: [] });
      expect(shown['usertable']?.partitions.map((partition) => partition.primary !== undefined)).toEqual([
        ...Array<boolean>(16).fill(true),
        ...Array<boolean>(16).fill(false),
      ]);
    });

    it('does not touch a meta that lost the lead, and sees what the new leader has forgotten', async () => {
      const { leader, settings: before } = await look();
      await act({ kind: 'set-add-secondary-max', leader, value: 0 });
      await underTest.cluster.stop(leader, 'KILL');
      await underTest.cluster.start(leader);
      await underTest.pass(40_000);
      const seen = await look();
      expect(seen.leader).not.toBe(leader);
      expect(seen.settings).toEqual(before);
      const outcome = await underTest.soon(
        underTest.admin.perform({ kind: 'set-add-secondary-max', leader, value: 0 }, never),
      );
      expect(outcome).toMatchObject({ ok: false, failure: { kind: 'not-leader' } });
      expect((await look()).settings).toEqual(before);
    });

    it('fails when nobody is there, and ends when it is told to', async () => {
      for (const meta of underTest.cluster.metaAddresses) await underTest.cluster.stop(meta, 'KILL');
      const outcome = await underTest.soon(underTest.admin.observe(glance, never));
      expect(outcome.ok ? 'a reading' : outcome.failure.kind).toMatch(/^(unreachable|timeout)$/);
      const stop = new AbortController();
      const cancelled = underTest.admin.observe(glance, stop.signal);
      stop.abort();
      expect(await underTest.soon(cancelled)).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
    });
  });
}
