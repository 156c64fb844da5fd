import { afterEach, describe, expect, it } from 'vitest';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { compiledProgram } from '../support/compiled.js';
import { asBefore, RealStack } from '../support/real-stack.js';

let stack: RealStack;
afterEach(() => stack.close());

async function said(user: string, part: string): Promise<void> {
  await stack.waitFor(
    async () => (await stack.toldTo(user)).some((text) => text.includes(part)),
    15_000,
    `"${part}" told to ${user}`,
  );
}

describe.each(['socket', 'http'] as const)('a roll as people see it, Slack in %s mode, every process real', (mode) => {
  it('asked for, approved, paused, resumed, done; the cluster is as it was', async () => {
    stack = await RealStack.start({ nodes: 4, speed: 20, mode });
    await stack.botUp();
    await stack.type('alice', 'roll cluster-x --only replica --reason "a new config"');
    expect(await stack.state()).toBe('awaiting-approval');
    const plan = await stack.runMessage();
    expect(plan.text).toContain('a new config');
    await stack.waitFor(async () => (await stack.runMessage()).reactions.length === 2, 10_000, 'the seeded reactions');

    // Whoever asked does not approve; a plus sign does, with whatever skin.
    await stack.react('alice', 'white_check_mark');
    await said('alice', 'somebody else has to approve');
    expect(await stack.state()).toBe('awaiting-approval');
    await stack.react('bob', '+1::skin-tone-3');
    await stack.untilState('rolling');

    await stack.react('carol', 'double_vertical_bar');
    await stack.untilState('paused');
    const paused = await stack.truth();
    expect(paused.allFull).toBe(true);
    expect(paused.leader?.addSecondaryMax).not.toBe(0);
    await stack.waitFor(
      async () => {
        const offered = (await stack.runMessage()).reactions.map(({ name }) => name);
        return ['arrow_forward', 'octagonal_sign'].every((name) => offered.includes(name));
      },
      10_000,
      'the reactions of a paused run',
    );

    await stack.react('bob', 'arrow_forward');
    await stack.untilState('done');
    const truth = await stack.truth();
    expect(truth.processes.filter(({ role }) => role === 'replica').map(({ starts }) => starts)).toEqual([1, 1, 1, 1]);
    expect(truth).toMatchObject({ allFull: true, leader: asBefore });
  }, 120_000);
});

describe('the other ways it can go', () => {
  it('aborted by a button in the middle: what was rolled and what was not is said, settings are as before; a second roll upgrades', async () => {
    stack = await RealStack.start({ nodes: 4, speed: 20 });
    await stack.botUp();
    await stack.type('alice', 'roll cluster-x');
    await stack.react('bob', 'white_check_mark');
    await stack.waitFor(
      async () => (await stack.truth()).processes.some(({ starts }) => starts === 1),
      40_000,
      'the first restart',
    );
    const { ts } = await stack.runMessage();
    await stack.control('interact', { channel: 'pegasus', messageTs: ts, user: 'alice', action: 'pegasus_abort' });
    await stack.untilState('aborted');
    const aborted = await stack.truth();
    expect(aborted).toMatchObject({ allFull: true, leader: asBefore });
    expect(aborted.processes.some(({ role, starts }) => role === 'replica' && starts === 0)).toBe(true);
    expect((await stack.runMessage()).text).toMatch(/Abort/);

    await stack.type('alice', 'roll cluster-x --version 2.5.1 --only replica');
    await stack.waitFor(async () => (await stack.runMessage()).ts !== ts, 20_000, 'the second plan');
    await stack.react('carol', 'white_check_mark');
    await stack.untilState('done');
    const upgraded = await stack.truth();
    expect(upgraded.processes.filter(({ role }) => role === 'replica').map(({ version }) => version)).toEqual([
      '2.5.1',
      '2.5.1',
      '2.5.1',
      '2.5.1',
    ]);
    expect(upgraded).toMatchObject({ allFull: true, leader: asBefore });
  }, 150_000);

  it('bad input gets a clear sentence where the person is looking, and nothing is done', async () => {
    stack = await RealStack.start({ nodes: 3, speed: 20 });
    await stack.botUp();
    const cases: [string, string][] = [
      ['rol cluster-x', 'roll'],
      ['roll cluster-x --cannary', '--canary'],
      ['roll cluster-z', 'cluster-x'],
      ['roll cluster-x --mode fast', 'simple'],
      ['pause', 'no'],
    ];
    for (const [typed, part] of cases) {
      const before = (await stack.toldTo('dave')).length;
      await stack.type('dave', typed);
      await stack.waitFor(
        async () => (await stack.toldTo('dave')).slice(before).some((text) => text.includes(part)),
        15_000,
        `an answer to "${typed}" with "${part}"`,
      );
    }
    // Three servers and the shipped limit of three live ones: the plan says which gate blocks, and that it does so for
    // good.
    await stack.type('alice', 'roll cluster-x');
    expect((await stack.runMessage()).text).toContain('min_live_node_count_for_unfreeze');
    await stack.type('carol', 'roll cluster-x');
    await said('carol', 'busy');
    await stack.react('gus', 'white_check_mark');
    await said('gus', 'Guests');
    await stack.react('bob', 'x');
    await stack.untilState('rejected');
    const { ts } = await stack.runMessage();
    await stack.control('interact', { channel: 'pegasus', messageTs: ts, user: 'carol', action: 'pegasus_approve' });
    expect((await stack.truth()).processes.every(({ starts }) => starts === 0)).toBe(true);
    expect(await stack.state()).toBe('rejected');
  }, 90_000);

  it('a second bot on the same folder refuses to start and says who holds it; SIGTERM ends the first one in order', async () => {
    stack = await RealStack.start({ nodes: 4, speed: 20 });
    await stack.botUp();
    const { botToken, appToken, apiUrl } = stack.workspace;
    const second = spawn(process.execPath, [compiledProgram('src/main.ts'), 'start', '--config', stack.config], {
      env: { ...process.env, SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    second.stderr.on('data', (chunk: Buffer) => (words += chunk.toString()));
    const [code] = (await once(second, 'exit')) as [number];
    expect(code).toBe(1);
    expect(words).toMatch(/pid \d+|process \d+/);
    expect(await stack.kill('SIGTERM')).toBe(0);
  }, 60_000);

  it('a command that fails holds with its last lines; retry goes on', async () => {
    stack = await RealStack.start({ nodes: 4, speed: 20 });
    await stack.botUp();
    await stack.fault({
      kind: 'command-fails',
      verb: 'stop',
      address: '127.0.0.1:34801',
      message: 'sudo: a password is required',
      exitCode: 1,
      times: 1,
    });
    await stack.type('alice', 'roll cluster-x --only replica --nodes 127.0.0.1:34801');
    await stack.react('bob', 'white_check_mark');
    await stack.untilState('held');
    await stack.waitFor(
      async () => (await stack.messages()).some(({ text }) => text.includes('sudo: a password is required')),
      10_000,
      'the last lines in the thread',
    );
    const { ts } = await stack.runMessage();
    await stack.control('interact', { channel: 'pegasus', messageTs: ts, user: 'bob', action: 'pegasus_retry' });
    await stack.untilState('done');
    expect((await stack.truth()).processes.find(({ address }) => address === '127.0.0.1:34801')?.starts).toBe(1);
  }, 90_000);
});
