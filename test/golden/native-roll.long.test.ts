import { afterEach, describe, expect, it } from 'vitest';
import { asBefore, RealStack, type ClusterTruth } from '../support/real-stack.js';

/** The whole bot, and its own protocol to every server, over sockets, with no shell anywhere. */
describe('a roll over RPC and HTTP', () => {
  let stack: RealStack;
  afterEach(() => stack.close());

  async function roll(options: string): Promise<ClusterTruth> {
    await stack.botUp();
    await stack.type('alice', `roll cluster-x ${options}`);
    await stack.openForVotes();
    await stack.type('bob', 'approve');
    await stack.waitFor(async () => ['done', 'held', 'failed'].includes(await stack.state()), 150_000, 'the end');
    expect((await stack.runMessage()).text).toContain('is done');
    const truth = await stack.truth();
    expect(truth.allFull).toBe(true);
    expect(truth.leader).toMatchObject(asBefore);
    return truth;
  }

  it('restarts a server of a cluster that names its servers host:port, and its leader lives', async () => {
    stack = await RealStack.start({ nodes: 4, speed: 40, generation: 'newer', admin: 'native' });
    const node = (await stack.truth()).processes.find(({ role }) => role === 'replica')?.address ?? '';
    const { processes } = await roll(`--only replica --nodes ${node}`);
    expect(processes.filter(({ starts, up }) => starts > 0 || !up)).toEqual([
      expect.objectContaining({ address: node, starts: 1, up: true }),
    ]);
  }, 180_000);

  it('upgrades a cluster from 2.5 to servers of the newer generation, which are mixed on the way', async () => {
    stack = await RealStack.start({ nodes: 4, speed: 40, generation: '2.5', admin: 'native' });
    const { processes } = await roll('--version 2.6.0');
    expect(processes.map(({ address, starts, version }) => [address, starts, version])).toEqual(
      processes.map(({ address }) => [address, 1, '2.6.0']),
    );
  }, 180_000);
});
