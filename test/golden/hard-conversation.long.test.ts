import { afterEach, describe, expect, it } from 'vitest';
import { asBefore, RealStack } from '../support/real-stack.js';

let stack: RealStack;
afterEach(() => stack.close());

const writes = ['chat.postMessage', 'chat.update', 'chat.postEphemeral', 'reactions.add', 'reactions.remove'];

const misbehave = (what: object): Promise<unknown> => stack.control('misbehave', what);

/** What nobody takes fails before the person's eyes: they say it again. Reactions stay, and need no second try. */
async function insist(say: () => Promise<Record<string, unknown>>): Promise<void> {
  await stack.waitFor(
    async () => ((await say())['delivered'] as { readonly acked?: boolean } | undefined)?.acked === true,
    20_000,
    'somebody to hear it',
  );
}

/** What people said and the run took, in order. */
async function taken(): Promise<readonly string[]> {
  return (await stack.auditTrail()).flatMap(({ what, by, detail }) => {
    const said = detail as { readonly kind?: string; readonly accepted?: boolean };
    return what === 'intent' && said.accepted === true ? [`${String(by)} ${said.kind ?? ''}`] : [];
  });
}

describe.each(['socket', 'http'] as const)('the whole conversation over a bad line, Slack in %s mode', (mode) => {
  it('two approvals, a pause, a hold with retry, an abort; disconnects, duplicates, 429s and lost answers all the while', async () => {
    stack = await RealStack.start({ nodes: 4, speed: 20, mode, required: 2 });
    await stack.botUp();
    await stack.fault({
      kind: 'command-fails',
      verb: 'stop',
      address: '127.0.0.1:34802',
      message: 'sudo: a password is required',
      exitCode: 1,
      times: 1,
    });
    // Everything comes twice, and every now and then an answer of Slack gets lost.
    await misbehave({ kind: 'duplicate-deliveries', deliveries: ['event', 'command', 'interaction'] });
    await misbehave({ kind: 'lost-answer', methods: ['chat.postMessage'], times: 1 });
    await stack.type('alice', 'roll cluster-x --only replica --nodes 127.0.0.1:34801,127.0.0.1:34802,127.0.0.1:34803');
    expect(await stack.state()).toBe('awaiting-approval');
    await stack.waitFor(async () => (await stack.runMessage()).reactions.length === 2, 15_000, 'the seeded reactions');

    await stack.react('bob', 'white_check_mark');
    await stack.waitFor(
      async () => (await stack.runMessage()).text.includes('1 more approval'),
      10_000,
      'the first approval',
    );
    // The second one is given while nobody listens; the reaction is found. In HTTP mode it is delivered again.
    if (mode === 'socket') await misbehave({ kind: 'gap', ms: 500 });
    await misbehave({ kind: 'lost-answer', methods: ['chat.update'], times: 2 });
    await stack.react('carol', '+1');
    await stack.untilState('rolling');

    // While Slack takes no writes people are heard all the same.
    await misbehave({ kind: 'rate-limit', methods: writes, retryAfterSeconds: 1, forMs: 1_500 });
    await stack.react('dave', 'double_vertical_bar');
    await stack.untilState('paused');
    expect(await stack.truth()).toMatchObject({ allFull: true });
    if (mode === 'socket') await misbehave({ kind: 'disconnect', reason: 'refresh_requested', closeAfterMs: 200 });
    await misbehave({ kind: 'lost-answer', methods: writes, times: 3 });
    await insist(() => stack.type('bob', 'resume'));

    await stack.untilState('held');
    await stack.waitFor(
      async () =>
        (await stack.messages()).some(
          ({ text, thread_ts: thread }) => thread !== undefined && text.includes('sudo: a password is required'),
        ),
      20_000,
      'the last lines in the thread',
    );
    if (mode === 'socket') await misbehave({ kind: 'drop-connections' });
    const { ts } = await stack.runMessage();
    await insist(() =>
      stack.control('interact', { channel: 'pegasus', messageTs: ts, user: 'carol', action: 'pegasus_retry' }),
    );
    await stack.waitFor(
      async () => (await stack.truth()).processes.filter(({ starts }) => starts === 1).length === 2,
      40_000,
      'the second server',
    );
    await misbehave({ kind: 'rate-limit', methods: writes, retryAfterSeconds: 1, forMs: 1_000 });
    await stack.react('alice', 'octagonal_sign');
    await stack.untilState('aborted');

    const truth = await stack.truth();
    expect(truth).toMatchObject({ allFull: true, leader: asBefore });
    expect(
      truth.processes
        .filter(({ role }) => role === 'replica')
        .map(({ starts }) => starts)
        .sort(),
    ).toEqual([0, 0, 1, 1]);
    // Each thing said counted once, whatever came twice.
    expect(await taken()).toEqual([
      'U0BOB00001 approve',
      'U0CAROL001 approve',
      'U0DAVE0001 pause',
      'U0BOB00001 resume',
      'U0CAROL001 retry',
      'U0ALICE001 abort',
    ]);
    // One message; in its thread everything once, and in order.
    await stack.waitFor(
      async () =>
        (await stack.messages()).some(
          ({ metadata, text }) => metadata?.event_type === 'pegasus_roll_thread' && text.includes('aborted'),
        ),
      20_000,
      'the end in the thread',
    );
    const messages = await stack.messages();
    expect(messages.filter(({ metadata }) => metadata?.event_type === 'pegasus_roll')).toHaveLength(1);
    const told = messages.flatMap(({ metadata }) =>
      metadata?.event_type === 'pegasus_roll_thread' ? [Number(metadata.event_payload['seq'])] : [],
    );
    expect(told).toEqual([...new Set(told)].sort((left, right) => left - right));
    expect(await stack.kill('SIGTERM')).toBe(0);
  }, 150_000);
});

describe('a bot that Slack does not reach any more', () => {
  it('ends itself with a code of its own once the configured time is over, and the run goes on when it is back', async () => {
    stack = await RealStack.start({ nodes: 4, speed: 20, slackSettings: ['disconnectLimit: 3s'] });
    await stack.botUp();
    await stack.type('alice', 'roll cluster-x --only replica --nodes 127.0.0.1:34801');
    await stack.react('bob', 'white_check_mark');
    await stack.untilState('rolling');
    await misbehave({ kind: 'drop-connections', refuseMs: 60_000, refuse: 'open' });
    expect(await stack.ended()).toBe(3);
    expect((await stack.runMessage()).text).toContain('The bot stopped');
    await fetch(`${stack.workspace.url}/_control/misbehave`, { method: 'DELETE' });
    await stack.botUp();
    await stack.untilState('done');
    expect((await stack.truth()).processes.find(({ address }) => address === '127.0.0.1:34801')?.starts).toBe(1);
  }, 90_000);
});
