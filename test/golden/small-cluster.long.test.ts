import { afterEach, describe, expect, it } from 'vitest';
import { asBefore, RealStack } from '../support/real-stack.js';

/**
 * Three replica servers and the shipped min_live_node_count_for_unfreeze of 3: one server away freezes the cluster, and
 * so it cannot be rolled as it is. Over the cluster's own ports, with everything in a process of its own.
 */
describe('a cluster of three replica servers', () => {
  let stack: RealStack;
  afterEach(() => stack.close());

  async function begin(options: string): Promise<readonly string[]> {
    stack = await RealStack.start({ nodes: 3, speed: 40, admin: 'native' });
    await stack.botUp();
    const servers = (await stack.truth()).processes
      .filter(({ role }) => role === 'replica')
      .map(({ address }) => address);
    await stack.type('alice', `roll cluster-x --only replica --nodes ${servers.slice(0, 2).join(',')} ${options}`);
    await stack.openForVotes();
    return servers;
  }

  /** What each meta process has, by its own word. */
  const minimums = (): Promise<readonly string[]> =>
    Promise.all(
      stack.simulation.metas.map(async (meta) => {
        const answer = await fetch(`http://${meta}/config?name=min_live_node_count_for_unfreeze`).catch(
          () => undefined,
        );
        return answer === undefined ? 'down' : ((await answer.json()) as { value: string }).value;
      }),
    );
  const lowered = async (): Promise<boolean> => (await minimums()).includes('2');
  const text = async (): Promise<string> => JSON.stringify(await stack.runMessage());
  const restarted = async (): Promise<number> =>
    (await stack.truth()).processes.reduce((all, { starts }) => all + starts, 0);

  async function byLeadership(): Promise<readonly [string, ...string[]]> {
    const leader = (await stack.truth()).leader?.meta ?? '';
    return [leader, ...stack.simulation.metas.filter((meta) => meta !== leader)];
  }

  async function expectAsBefore(): Promise<void> {
    expect(await minimums()).toEqual(['3', '3', '3']);
    const { leader, allFull } = await stack.truth();
    expect(leader).toMatchObject({ ...asBefore, effectiveLevel: 'steady' });
    expect(allFull).toBe(true);
  }

  it('may not be rolled as it is, and the gate offers a way', async () => {
    await begin('');
    expect(await text()).toContain(
      'ask with --lower-min-live, and the run lowers it to 2 on the leader and puts it back at the end',
    );
    await stack.type('bob', 'approve');
    await stack.untilState('held');
    expect(await minimums()).toEqual(['3', '3', '3']);
    expect(await restarted()).toBe(0);
  }, 120_000);

  it('is rolled with the minimum lowered, which is back at the end; whoever approves sees it', async () => {
    await begin('--lower-min-live');
    expect(await text()).toContain('is lowered from 3 to 2* while the run lasts, and put back after');
    await stack.type('bob', 'approve');
    await stack.waitFor(lowered, 30_000, 'the minimum to be lowered');
    await stack.waitFor(async () => (await stack.state()) === 'done', 150_000, 'the end');
    expect(await restarted()).toBe(2);
    await expectAsBefore();
    const acts = (await stack.auditTrail())
      .filter(({ what }) => what === 'act')
      .map(({ detail }) => detail as { kind: string; value?: unknown });
    expect(acts.filter(({ kind }) => kind === 'set-min-live-nodes').map(({ value }) => value)).toEqual([2, 3]);
  }, 200_000);

  it('gets it back when the bot and then the leader are killed in the middle, and the run is aborted', async () => {
    await begin('--lower-min-live --soak 1h');
    await stack.type('bob', 'approve');
    await stack.waitFor(async () => (await restarted()) === 1, 90_000, 'the first server to be restarted');
    await stack.kill('SIGKILL');
    expect(await lowered()).toBe(true);
    await stack.botUp();
    await stack.waitFor(async () => (await text()).includes('watching it'), 90_000, 'the soak');
    expect(await lowered()).toBe(true);
    const [first, ...standbys] = await byLeadership();
    await stack.process('stop', 'meta', first);
    await stack.waitFor(
      async () => standbys.includes((await stack.truth()).leader?.meta ?? ''),
      60_000,
      'another leader',
    );
    await stack.process('start', 'meta', first);
    await stack.waitFor(
      async () => (await minimums()).filter((value) => value === '2').length === 1,
      60_000,
      'the new leader to be lowered',
    );
    await stack.type('alice', 'abort');
    await stack.untilState('aborted');
    // The first server, and the meta.
    expect(await restarted()).toBe(2);
    await expectAsBefore();
  }, 200_000);
});
