import { describe, expect, it, onTestFinished } from 'vitest';
import type { StatusEvent } from '../../../src/roll/event.js';
import type { Run } from '../../../src/roll/run.js';
import { RunPublisher } from '../../../src/slack/publish/run-publisher.js';
import { secondFailed } from '../../support/told-holds.js';
import { aborted, bob, carol, held, logged, night, rolling } from '../../support/told-runs.js';
import { OneRun, refused } from './one-run.js';
import { foreign } from '../../../src/roll/message.js';

const stops: StatusEvent = { kind: 'held', hold: secondFailed };
const answered: StatusEvent = { kind: 'answered', choice: 'retry', by: carol };
const standing = held({ log: logged(stops) }, secondFailed);
const goingOn = rolling({ log: logged(stops, answered) });

interface Told {
  readonly one: OneRun;
  readonly show: (run: Run, ms?: number) => Promise<void>;
  /** What the post of the hold was made to say, in order. */
  readonly edits: () => readonly string[];
}

/** A run whose hold has just been told in its thread. */
async function toldOfHold(): Promise<Told> {
  const one = await OneRun.of(standing, { ts: '1.1', planId: standing.plan.id });
  one.answer = (method, args) =>
    method === 'chat.postMessage' && args.get('thread_ts') === '1.1'
      ? { channel: standing.channel, ts: '1.2' }
      : undefined;
  const publisher = new RunPublisher(one.deps, standing);
  onTestFinished(() => {
    one.leave();
  });
  const show = async (run: Run, ms = 2_000): Promise<void> => {
    one.now(run);
    publisher.show(run);
    await one.clock.advance(ms);
  };
  await show(standing, 5_000);
  return {
    one,
    show,
    edits: () =>
      one.calls.flatMap(({ method, args }) =>
        method === 'chat.update' && args.get('ts') === '1.2' ? [args.get('text') ?? ''] : [],
      ),
  };
}

describe('a post that asks for an answer', () => {
  it('stays as it is while nothing about it changes', async () => {
    const { one, show, edits } = await toldOfHold();
    await show(standing, 60_000);
    expect(edits()).toEqual([]);
    expect(one.runService.conversation(standing.id)?.questions).toMatchObject([{ seq: 1, ts: '1.2' }]);
  });

  it('says that its cause is over, then who answered what, and asks for nothing more', async () => {
    const { one, show, edits } = await toldOfHold();
    await show(
      held(
        { log: logged(stops) },
        {
          ...secondFailed,
          now: foreign('every server is ALIVE and every partition is full'),
          overSince: night + 420_000,
        },
      ),
      15_000,
    );
    expect(edits()).toHaveLength(1);
    expect(edits()[0]).toContain(
      'Now: its cause has been over since 2026-01-02 03:11:05 UTC. Every server is ALIVE and every partition is full.',
    );
    expect(edits()[0]).toContain('What you can answer');

    await show(goingOn);
    expect(edits()).toHaveLength(2);
    expect(edits()[1]).toContain(
      `was held: a failure while a server was being rolled. It had been waiting for an answer since 2026-01-02 03:04:05 UTC.\nAnswered: <@${carol}> chose retry, 2026-01-02 03:05:05 UTC.`,
    );
    expect(edits()[1]).not.toMatch(/What you can answer|Answer with a button|needs an answer|has been waiting/);
    // It is true for ever now, and not looked at any more.
    expect(one.runService.conversation(standing.id)?.questions).toBeUndefined();
    await show(held({ log: logged(stops, answered, stops) }, secondFailed), 10_000);
    expect(edits()).toHaveLength(2);
  });

  it('is edited by the bot that comes after the one that posted it', async () => {
    const { one } = await toldOfHold();
    const [question] = one.runService.conversation(standing.id)?.questions ?? [];
    const after = await OneRun.of(goingOn, {
      ts: '1.1',
      planId: standing.plan.id,
      toldSeq: 2,
      ...(question === undefined ? {} : { questions: [question] }),
    });
    onTestFinished(() => {
      after.leave();
    });
    new RunPublisher(after.deps, goingOn).show(goingOn);
    await after.clock.advance(5_000);
    expect(
      after.calls
        .filter(({ method, args }) => method === 'chat.update' && args.get('ts') === '1.2')
        .map(({ args }) => args.get('text')),
    ).toEqual([expect.stringContaining('Answered:')]);
  });

  it('is found again when the answer to its post got lost', async () => {
    const one = await OneRun.of(goingOn, { ts: '1.1', planId: standing.plan.id, posting: { kind: 'thread', seq: 1 } });
    one.answer = (method) =>
      method === 'conversations.replies'
        ? {
            messages: [
              {
                ts: '1.2',
                user: 'U0BOT',
                metadata: { event_type: 'pegasus_roll_thread', event_payload: { run: standing.id, seq: 1 } },
              },
            ],
          }
        : undefined;
    onTestFinished(() => {
      one.leave();
    });
    new RunPublisher(one.deps, goingOn).show(goingOn);
    await one.clock.advance(10_000);
    expect(one.calls.some(({ method, args }) => method === 'chat.update' && args.get('ts') === '1.2')).toBe(true);
  });

  it.each(['message_not_found', 'edit_window_closed'])(
    'is let go when Slack does not let it be edited: %s',
    async (error) => {
      const { one, show } = await toldOfHold();
      one.answer = (method, args) =>
        method === 'chat.update' && args.get('ts') === '1.2' ? refused(error) : undefined;
      await show(goingOn);
      expect(one.runService.conversation(standing.id)?.questions).toBeUndefined();
    },
  );

  it('keeps a run that has ended until it says so', async () => {
    const { one, show, edits } = await toldOfHold();
    one.answer = (method, args) =>
      method === 'chat.update' && args.get('ts') === '1.2'
        ? new Response('', { status: 429, headers: { 'retry-after': '20' } })
        : undefined;
    const end = aborted({
      log: logged(
        stops,
        { kind: 'aborting', by: { code: 'person', user: bob } },
        { kind: 'ended', how: 'aborted', rolled: [], notRolled: [], left: { code: 'all-restored' } },
      ),
    });
    await show(end, 15_000);
    expect(one.runService.toldRuns).toEqual([]);
    one.answer = () => undefined;
    await one.clock.advance(60_000);
    expect(edits().at(-1)).toContain(`Answered: <@${bob}> aborted it`);
    expect(one.runService.toldRuns).toEqual([standing.id]);
  });
});
