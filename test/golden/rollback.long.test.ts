import { afterEach, describe, expect, it } from 'vitest';
import { RealStack, asBefore, type ClusterTruth } from '../support/real-stack.js';

let stack: RealStack;
afterEach(() => stack.close());

const canary = '127.0.0.1:34801';
/** Of the demonstration. */
const speed = 10;
const withinMs = 60_000;

async function press(user: string, action: string): Promise<void> {
  const { ts } = await stack.runMessage();
  await stack.control('interact', { channel: 'pegasus', messageTs: ts, user, action: `pegasus_${action}` });
}

/** An upgrade of two servers that asks after the first one. */
async function canaryPaused(): Promise<string> {
  await stack.type('alice', `roll cluster-x --version 2.5.1 --only replica --nodes ${canary},127.0.0.1:34802 --canary`);
  await stack.openForVotes();
  await press('bob', 'approve');
  await stack.untilState('paused');
  return (await stack.runMessage()).ts;
}

/** One click, one approval; how long it took until the old version was proven back. */
async function rollBack(upgrade: string, before = ''): Promise<number> {
  const since = Date.now();
  await press('bob', 'abort-to-roll-back');
  await stack.waitFor(async () => (await stack.runMessage()).ts !== upgrade, 30_000, 'the plan of the rollback');
  const plan = await stack.runMessage();
  expect(plan.text).toContain('Roll back cluster-x to 2.5.0');
  expect(plan.text).toContain(before);
  await stack.openForVotes();
  await press('carol', 'approve');
  await stack.untilState('done');
  return Date.now() - since;
}

const server = ({ processes }: ClusterTruth, address: string): ClusterTruth['processes'][number] | undefined =>
  processes.find((process) => process.address === address);

describe('a canary that is no good, every process real', () => {
  it('is rolled back by one click and one approval, in under a minute', async () => {
    stack = await RealStack.start({ nodes: 4, speed });
    await stack.botUp();
    const upgrade = await canaryPaused();
    expect(server(await stack.truth(), canary)?.version).toBe('2.5.1');
    const took = await rollBack(upgrade);
    const truth = await stack.truth();
    expect(server(truth, canary)).toMatchObject({ version: '2.5.0', starts: 2, up: true });
    expect(server(truth, '127.0.0.1:34802')).toMatchObject({ version: '2.5.0', starts: 0 });
    expect(truth).toMatchObject({ allFull: true, leader: asBefore });
    expect(took).toBeLessThan(withinMs);
  }, 180_000);

  it('that died with the new version is put back as it is, also by a bot that was killed in between', async () => {
    stack = await RealStack.start({ nodes: 4, speed });
    await stack.botUp();
    const upgrade = await canaryPaused();
    await stack.process('stop', 'replica', canary);
    await stack.waitFor(async () => !(await stack.truth()).allFull, 30_000, 'the meta to miss its copies');
    const { ts } = await stack.runMessage();
    await stack.control('interact', {
      channel: 'pegasus',
      messageTs: ts,
      user: 'bob',
      action: 'pegasus_abort-to-roll-back',
    });
    // What was asked for counts, whoever dies before its plan is there.
    await stack.waitFor(async () => (await stack.state()) !== 'paused', 30_000, 'the abort to be taken');
    await stack.kill();
    await stack.botUp();
    await stack.waitFor(
      async () => (await stack.runMessage()).ts !== upgrade,
      60_000,
      'the plan of the rollback, after the bot was killed',
    );
    const plan = await stack.runMessage();
    expect(plan.text).toContain(`${canary}\` was down when this plan was made`);
    await stack.openForVotes();
    await press('carol', 'approve');
    await stack.untilState('done');
    const truth = await stack.truth();
    expect(server(truth, canary)).toMatchObject({ version: '2.5.0', up: true });
    expect(truth).toMatchObject({ allFull: true, leader: asBefore });
    const commands = (await stack.auditTrail()).filter(({ what }) => what === 'act');
    expect(JSON.stringify(commands)).toContain(canary);
    expect((await stack.messages()).some(({ text }) => text.includes('is put on it as it is'))).toBe(true);
  }, 240_000);
});
