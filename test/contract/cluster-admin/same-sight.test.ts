import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realClock } from '../../../src/lib/clock.js';
import { Random } from '../../../src/lib/random.js';
import { VirtualClock } from '../../../src/lib/virtual-clock.js';
import type { ClusterAdmin } from '../../../src/pegasus/cluster-admin.js';
import { createNativeAdmin } from '../../../src/pegasus/native/native-admin.js';
import { createShellAdmin } from '../../../src/pegasus/shell/shell-admin.js';
import type { ClusterAct } from '../../../src/roll/act.js';
import { nodeAddress, type NodeAddress } from '../../../src/roll/ids.js';
import type { Observation } from '../../../src/roll/observation.js';
import { fieldCluster } from '../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../../demo/cluster/model/simulated-cluster.js';
import { ReservedPorts } from '../../../demo/cluster/native/reserved-ports.js';
import { serveNative, type NativeServers } from '../../../demo/cluster/native/serve-native.js';
import type { Generation } from '../../../demo/cluster/servers.js';
import { runShellInProcess } from '../../../demo/cluster/shell/in-process.js';
import { silent } from '../../support/silent.js';

const never = new AbortController().signal;
const aTick = 10_000;

/**
 * The cluster's clock stands still while the two look, so that both look at the same moment, be it in the middle of
 * what a cluster goes through. The acts are done by the native adapter and seen by both.
 */
describe.each(['2.5', 'newer'] as const)(
  'native and shell see the same cluster of %s servers',
  (generation: Generation) => {
    let clock: VirtualClock;
    let cluster: SimulatedCluster;
    let servers: NativeServers;
    let native: ClusterAdmin;
    let shell: ClusterAdmin;
    const node = (place: number): NodeAddress => nodeAddress(cluster.replicaAddresses[place - 1] ?? '');
    const meta = (place: number): NodeAddress => nodeAddress(cluster.metaAddresses[place - 1] ?? '');

    beforeEach(async () => {
      const reserved = await ReservedPorts.reserve({ metas: 3, replicaServers: 5, collectors: 1 });
      clock = new VirtualClock();
      // It goes on repairing, and counting its dead, with two servers of five.
      cluster = new SimulatedCluster({
        ...fieldCluster({ clock, seed: 11, generation }, 5, reserved.ports),
        config: { minLiveNodes: 1, livePercentage: 0 },
      });
      servers = serveNative({ cluster, reserved, clock: realClock });
      const metas = cluster.metaAddresses;
      native = createNativeAdmin({ metas, clock: realClock, log: silent });
      const random = new Random(12);
      shell = createShellAdmin({
        home: '/opt/pegasus',
        metas,
        clock: realClock,
        log: silent,
        // Its waits are not the cluster's: only a shell that runs into its timeout waits at all.
        runner: (argv, signal) =>
          runShellInProcess({
            servers: cluster,
            dialect: generation,
            clock: { ...realClock, sleep: () => Promise.resolve() },
            random,
            startLatencyMs: 0,
            argv: argv.slice(1),
            signal,
          }),
      });
    });
    afterEach(() => {
      servers.close();
      cluster.close();
    });

    const see = async (admin: ClusterAdmin): Promise<Observation> => {
      const look = {
        processes: [...cluster.replicaAddresses, ...cluster.metaAddresses].map(nodeAddress),
        counts: node(1),
        ddd: true,
        blackList: true as const,
      };
      const seen = await admin.observe(look, never);
      if (!seen.ok) throw new Error(`${seen.failure.kind}: ${seen.failure.message}`);
      return seen.value;
    };
    /**
     * Counts are live natively and up to 10 s old in the shell, and of the freeze rule the shell tells one half; other
     * names it tells when it is asked.
     */
    const comparable = ({
      counts: _counts,
      freeze: _freeze,
      otherNames: _otherNames,
      ...rest
    }: Observation): unknown => ({
      ...rest,
      tables: rest.tables.map(({ duplicating: _duplicating, ...table }) => table),
      // Why nothing came back is told in each one's own words.
      processes: Object.fromEntries(
        Object.entries(rest.processes).map(([address, process]) => [
          address,
          process.kind === 'running' ? process : process.kind,
        ]),
      ),
    });
    const same = async (): Promise<Observation> => {
      const [left, right] = [await see(native), await see(shell)];
      expect(comparable(left)).toEqual(comparable(right));
      return left;
    };
    const act = async (what: ClusterAct): Promise<void> => {
      expect(await native.perform(what, never)).toEqual({ ok: true, value: { refused: [] } });
    };
    const partitions = ({ tables }: Observation) => tables.flatMap((table) => table.partitions);

    it('where every replica of a partition is dead', async () => {
      const [first] = partitions(await same());
      for (const member of [first?.primary, ...(first?.secondaries ?? [])]) {
        await cluster.stop(member ?? '', 'KILL');
        // Noticed, and not made up for yet.
        await clock.advance(23_000);
      }
      const { ddd } = await same();
      expect(ddd).toContain(first?.gpid);
      expect(ddd?.length).toBeLessThan(88);
    });

    it('from rest through the middle of a drain to rest again', async () => {
      const before = await same();
      const { leader } = before;
      await act({ kind: 'set-level', leader, level: 'steady' });
      await act({ kind: 'set-assign-delay', leader, value: 3_600_000 });
      await act({ kind: 'set-add-secondary-max', leader, value: 0 });
      const moves = partitions(before).flatMap(({ gpid, primary, secondaries: [to] }) =>
        primary === node(1) && to !== undefined ? [{ gpid, from: primary, to }] : [],
      );
      await act({ kind: 'move-primaries', leader, moves });
      expect((await same()).settings).toEqual({ assignDelayMs: 3_600_000, addSecondaryMax: 0, flowControl: true });
      const led = (): number =>
        cluster
          .truth()
          .partitions()
          .filter(({ primary }) => primary === node(1)).length;
      while (led() === moves.length) await clock.advance(50);
      expect(led()).toBeGreaterThan(0);
      const midst = await same();
      expect(partitions(midst).some(({ primary }) => primary === undefined)).toBe(true);
      await clock.advance(2_000);
      const moved = await same();
      expect(led()).toBe(0);
      const downgrades = partitions(moved).flatMap(({ gpid, primary, secondaries }) =>
        primary !== undefined && secondaries.includes(node(1)) ? [{ gpid, primary, node: node(1) }] : [],
      );
      await act({ kind: 'downgrade-secondaries', leader, downgrades });
      await clock.advance(aTick);
      await act({ kind: 'close-replicas', node: node(1) });
      await clock.advance(100);
      await same();
      await clock.advance(2 * aTick);
      const drained = await same();
      expect(drained.counts).toEqual({ kind: 'counted', serving: 0, opening: 0, closing: 0 });
      await act({ kind: 'set-add-secondary-max', leader, value: 100 });
      await clock.advance(3 * aTick);
      const rest = await same();
      expect(
        partitions(rest).every(({ primary, secondaries }) => primary !== undefined && secondaries.length === 2),
      ).toBe(true);
      const held = cluster.truth().process(node(1))?.counts;
      expect(rest.counts).toEqual({ kind: 'counted', ...held });
      if (generation === '2.5') expect((await see(shell)).counts).toEqual(rest.counts);
    });

    it('while a server is gone unnoticed, noticed, opening and back', async () => {
      await cluster.stop(node(2), 'KILL');
      await clock.advance(5_000);
      expect((await same()).processes[node(2)]?.kind).toBe('unreachable');
      await clock.advance(22_000);
      expect((await same()).nodes.find(({ address }) => address === node(2))?.status).toBe('unalive');
      cluster.faults.spoilNextStart(node(2), { slowerByMs: 20_000 });
      await cluster.start(node(2));
      await clock.advance(5_000);
      // A server that refused is tried again only after a moment of real time.
      await expect
        .poll(async () => (await see(native)).processes[node(2)])
        .toMatchObject({ kind: 'loading', error: expect.stringContaining('ERR_HANDLER_NOT_FOUND') as string });
      await same();
      await clock.advance(60_000);
      expect((await same()).processes[node(2)]?.kind).toBe('running');
    });

    it('while its versions are mixed, whoever leads', async () => {
      const other = generation === '2.5' ? '2.6.0' : '2.5.1';
      // A leader of 2.5 has no names for servers, so only a cluster that is named by addresses is led by either.
      for (const address of generation === '2.5' ? [node(1), node(2), meta(2), meta(3)] : [node(1), node(2)]) {
        await cluster.stop(address, 'KILL');
        await cluster.install(address, other);
        await cluster.start(address);
        await clock.advance(60_000);
      }
      const mixed = await same();
      expect(
        Object.values(mixed.processes)
          .map((process) => (process.kind === 'running' ? process.version : ''))
          .sort(),
      ).toContain(other);
      await cluster.stop(meta(1), 'KILL');
      await clock.advance(25_000);
      const led = await same();
      expect(led.leader).toBe(meta(2));
    });
  },
);
