import { afterEach, describe, expect, it } from 'vitest';
import { asBefore, RealStack } from '../support/real-stack.js';

describe('a real bot that is started again in the middle of a run, and Slack refuses its token', () => {
  let stack: RealStack | undefined;
  afterEach(() => stack?.close());

  it('rolls to the end and puts the settings back; people are shown it once they are let in; with nothing under way it ends with code 1', async () => {
    stack = await RealStack.start({ nodes: 4, speed: 20 });
    const there = stack;
    await stack.botUp();
    await stack.type('alice', 'roll cluster-x --only replica');
    await stack.openForVotes();
    await stack.react('bob', 'white_check_mark');
    await stack.waitFor(
      async () => (await there.truth()).processes.some(({ starts }) => starts > 0),
      60_000,
      'the first restart',
    );
    await stack.kill();

    await stack.control('misbehave', { kind: 'error', error: 'token_revoked' });
    await stack.botUp();
    await stack.waitFor(
      async () => (await there.truth()).processes.every(({ role, starts }) => starts === (role === 'replica' ? 1 : 0)),
      90_000,
      'every replica server to be restarted once',
    );
    await stack.waitFor(
      async () =>
        (await there.auditTrail()).some(
          ({ what, detail }) => what === 'event' && (detail as { kind: string }).kind === 'ended',
        ),
      60_000,
      'the end of the run',
    );
    const { leader, allFull } = await stack.truth();
    expect(leader).toMatchObject(asBefore);
    expect(allFull).toBe(true);
    expect(await stack.state()).not.toBe('done');
    await stack.kill('SIGTERM');

    const from = stack.output.length;
    stack.startBot();
    expect(await stack.ended()).toBe(1);
    expect(stack.output.slice(from)).toMatch(
      /^Slack does not accept the bot token \(SLACK_BOT_TOKEN\): token_revoked$/m,
    );

    await fetch(`${stack.workspace.url}/_control/misbehave`, { method: 'DELETE' });
    await stack.botUp();
    await stack.untilState('done');
  }, 240_000);
});
