import { afterEach, describe, expect, it } from 'vitest';
import { fieldCluster } from '../../../../demo/cluster/model/default-cluster.js';
import { SimulatedCluster } from '../../../../demo/cluster/model/simulated-cluster.js';
import { ReservedPorts } from '../../../../demo/cluster/native/reserved-ports.js';
import { serveNative } from '../../../../demo/cluster/native/serve-native.js';
import { scaledClock } from '../../../../demo/cluster/scaled-clock.js';
import type { DataAnswer, DataRequest, Generation, Reply } from '../../../../demo/cluster/servers.js';
import { realClock } from '../../../../src/lib/clock.js';
import { TableProbe } from '../../../../src/pegasus/native/probe/table-probe.js';
import { addProbed, type Probed } from '../../../../src/roll/availability/probed.js';
import { silent } from '../../../support/silent.js';

interface StageOptions {
  readonly generation?: Generation;
  readonly table?: string;
  /** What servers say in place of their real answer. */
  readonly answer?: (asked: DataRequest, real: Reply<DataAnswer>) => Reply<DataAnswer>;
}

/** Over sockets, at a cluster that lives ten times as fast. */
class Stage {
  readonly asked: (DataRequest & { readonly address: string })[] = [];
  readonly #closing: (() => void)[] = [];
  #taken: Probed | undefined;

  private constructor(
    readonly cluster: SimulatedCluster,
    readonly probe: TableProbe,
    close: () => void,
  ) {
    this.#closing.push(close);
  }

  static async open({ generation = '2.5', table = 'temp', answer }: StageOptions = {}): Promise<Stage> {
    const clock = scaledClock(realClock, 10);
    const reserved = await ReservedPorts.reserve({ metas: 3, replicaServers: 5, collectors: 1 });
    const cluster = new SimulatedCluster(fieldCluster({ clock, seed: 11, generation }, 5, reserved.ports));
    const seen: ((address: string, asked: DataRequest) => void)[] = [];
    const real = cluster.clientRequest.bind(cluster);
    cluster.clientRequest = (address, asked) => {
      for (const hear of seen) hear(address, asked);
      return answer === undefined ? real(address, asked) : answer(asked, real(address, asked));
    };
    const served = serveNative({ cluster, reserved, clock: realClock });
    const probe = new TableProbe({ metas: cluster.metaAddresses, table, rate: 100, clock: realClock, log: silent });
    const stage = new Stage(cluster, probe, () => {
      probe.stop();
      served.close();
      cluster.close();
    });
    seen.push((address, asked) => void stage.asked.push({ address, ...asked }));
    return stage;
  }

  /** What came of it so far, once that is enough. */
  async until(enough: (probed: Probed) => boolean, limitMs = 15_000): Promise<Probed> {
    const end = Date.now() + limitMs;
    for (;;) {
      const piece = this.probe.take();
      if (piece !== undefined) this.#taken = addProbed(this.#taken, piece);
      if (this.#taken !== undefined && enough(this.#taken)) return this.#taken;
      if (Date.now() > end) throw new Error(`not in time: ${JSON.stringify(this.#taken)}`);
      await realClock.sleep(50);
    }
  }

  close(): void {
    for (const close of this.#closing) close();
  }
}

describe('the probe of a table', () => {
  let stage: Stage | undefined;
  afterEach(() => stage?.close());

  it.each(['2.5', 'newer'] as const)(
    'writes and reads each partition at its primary, %s, and finds nothing wrong where nothing is',
    async (generation) => {
      stage = await Stage.open({ generation });
      const { cluster, probe, asked } = stage;
      expect(probe.take()).toBeUndefined();
      probe.start(() => true);
      const { counts, errors, ...rest } = await stage.until(({ counts: { readBack } }) => readBack >= 40);
      expect(rest).toEqual({ table: 'temp', partitions: 8, rate: 100 });
      expect(counts).toMatchObject({ failed: 0, retried: 0, lost: 0 });
      expect(counts.operations).toBeGreaterThanOrEqual(80);
      expect(errors).toEqual({});
      expect(new Set(asked.map(({ index }) => index)).size).toBe(8);
      for (const { address, appId, index } of asked)
        expect(cluster.truth().partition(`${appId}.${index}`)?.primary).toBe(address);
      // A value each time, and one key a partition.
      const written = asked.flatMap(({ value }) => value ?? []);
      expect(new Set(written).size).toBe(written.length);
      expect(new Set(asked.map(({ key }) => key)).size).toBe(8);
    },
  );

  it('keeps to its rate', async () => {
    stage = await Stage.open();
    stage.probe.start(() => true);
    await stage.until(({ counts: { operations } }) => operations >= 20);
    const [before, begun] = [stage.asked.length, Date.now()];
    await realClock.sleep(1_000);
    expect(stage.asked.length - before).toBeLessThanOrEqual((100 * (Date.now() - begun)) / 1_000 + 10);
  });

  it('follows its partitions when a primary dies, by what clients do: none of its operations fails for good', async () => {
    stage = await Stage.open();
    stage.probe.start(() => true);
    await stage.until(({ counts: { readBack } }) => readBack >= 10);
    const first = stage.cluster.truth().partition('1.0')?.primary ?? '';
    stage.cluster.faults.kill(first);
    // 22 s of the cluster until it is missed, which are 2.2 s of clients.
    const { counts, errors } = await stage.until(({ counts: { retried, slow } }) => retried > 0 && slow > 0);
    expect(counts).toMatchObject({ failed: 0, lost: 0 });
    expect(Object.keys(errors).length).toBeGreaterThan(0);
    const moved = stage.asked.length;
    await stage.until(
      () => stage?.asked.slice(moved).some(({ index, address }) => index === 0 && address !== first) === true,
    );
  });

  it('calls an operation failed that is not done within 5 s, and notes what was answered', async () => {
    stage = await Stage.open({
      answer: (asked, real) => (asked.index === 3 ? { kind: 'answer', value: { err: 'ERR_NOT_ENOUGH_MEMBER' } } : real),
    });
    stage.probe.start(() => true);
    const { counts, errors } = await stage.until(({ counts: { failed } }) => failed > 0);
    expect(counts).toMatchObject({ failed: 1, retried: 1, lost: 0 });
    expect(counts.slowestMs).toBeGreaterThanOrEqual(4_900);
    // The last attempt may be cut off by the end of the 5 s.
    const { ERR_NOT_ENOUGH_MEMBER: answered = 0, ERR_TIMEOUT: cutOff = 0, ...others } = errors;
    expect(answered).toBeGreaterThan(5);
    expect(cutOff).toBeLessThanOrEqual(1);
    expect(others).toEqual({});
  });

  it('finds an acknowledged write that is not there any more, once', async () => {
    stage = await Stage.open({
      answer: (asked, real) =>
        asked.index === 5 && asked.value === undefined ? { kind: 'answer', value: { error: 1, value: '' } } : real,
    });
    stage.probe.start(() => true);
    const { counts } = await stage.until(({ counts: { lost } }) => lost > 0);
    expect(counts).toMatchObject({ failed: 0, lost: 1 });
  });

  it('takes an older value that shows for a moment after a promotion for no loss', async () => {
    let stale = 2;
    stage = await Stage.open({
      answer: (asked, real) =>
        asked.index === 5 && asked.value === undefined && stale-- > 0
          ? { kind: 'answer', value: { error: 0, value: 'older' } }
          : real,
    });
    stage.probe.start(() => true);
    const { counts } = await stage.until(({ counts: { readBack } }) => readBack >= 100);
    expect(counts.lost).toBe(0);
    expect(stale).toBeLessThanOrEqual(0);
  });

  it('sends nothing while it is stopped, and to no server that it may not speak to', async () => {
    stage = await Stage.open();
    const { cluster, probe, asked } = stage;
    const allowed = cluster.truth().partition('1.0')?.primary ?? '';
    probe.start((address) => address === allowed);
    await stage.until(({ counts: { operations } }) => operations >= 10);
    expect(new Set(asked.map(({ address }) => address))).toEqual(new Set([allowed]));
    probe.stop();
    await realClock.sleep(50);
    const before = asked.length;
    await realClock.sleep(300);
    expect(asked).toHaveLength(before);
  });

  it('writes nowhere when its table is not there', async () => {
    stage = await Stage.open({ table: 'none' });
    stage.probe.start(() => true);
    await realClock.sleep(500);
    expect(stage.probe.take()).toMatchObject({ partitions: 0, counts: { operations: 0 } });
    expect(stage.asked).toEqual([]);
  });
});
