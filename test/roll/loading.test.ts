import { describe, expect, it } from 'vitest';
import type { ReplicaCounts } from '../../src/roll/observation.js';
import { carol, policy, rolling, type CoreRun } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { savedAndRead } from '../support/saved-run.js';
import { words } from '../../src/words/words.js';
import { inWords } from '../support/in-words.js';

const { start, stall } = policy.timing;
const held = (roll: CoreRun): Extract<CoreRun['run'], { status: 'held' }>['hold'] => {
  if (roll.run.status !== 'held') throw new Error(`not held, but ${roll.run.status}`);
  return roll.run.hold;
};
const offers = (roll: CoreRun): Readonly<Record<string, string>> =>
  Object.fromEntries(held(roll).choices.map(({ choice, does }) => [choice, words(does)]));
const opened =
  (serving: number, opening: number): (() => ReplicaCounts) =>
  () => ({ kind: 'counted', serving, opening, closing: 0 });
const waitsFor = ({ run }: CoreRun): string =>
  'progress' in run && run.progress.waiting !== undefined ? words(run.progress.waiting.what) : '';

function pass(roll: CoreRun, ms: number): void {
  const until = roll.now + ms;
  while (roll.now < until) roll.step();
}

/** The command has started the first server, and its process opens its replicas. */
function loading(cluster: IdealCluster): CoreRun {
  const roll = rolling(cluster, { roles: ['replica'] });
  roll.outcome = (command) => {
    cluster.carryOut(command);
    if (command.address === server(1))
      cluster.processes.set(server(1), { kind: 'loading', error: 'ERR_HANDLER_NOT_FOUND' });
    return { kind: 'succeeded', tail: [] };
  };
  return roll.untilStep('await-return');
}

describe('a server that loads its replicas', () => {
  it('is waited for as long as it gets on, and people see how far it is', () => {
    const cluster = new IdealCluster();
    const roll = loading(cluster);
    for (let serving = 0; serving < 50; serving += 10) {
      cluster.counts = opened(serving, 50 - serving);
      pass(roll, start / 2);
      expect(roll.run.status).toBe('rolling');
      expect(waitsFor(roll)).toBe(`${server(1)} to load its replicas (${serving} of 50 open)`);
    }
    cluster.counts = undefined;
    cluster.restart(server(1), '2.4.0');
    roll.untilStatus('done');
    expect(roll.commands).toHaveLength(3);
  });

  it('that does not get on holds, says so, and is not begun anew by waiting on', () => {
    const cluster = new IdealCluster();
    const roll = loading(cluster);
    cluster.counts = opened(12, 42);
    roll.untilStatus('held');
    expect(inWords(held(roll))).toMatchObject({
      reason: 'not-back',
      what: expect.stringMatching(/^10\.0\.0\.1:34801 runs and is loading: .*\(12 of 54 are open\), \d+ min/) as string,
    });
    expect(Object.keys(offers(roll))).toEqual(['wait', 'retry', 'abort']);
    expect(offers(roll)).toMatchObject({
      wait: 'go on waiting for it; no command is run',
      retry: expect.stringContaining(
        'run "restart" again although it is loading: it begins its loading anew',
      ) as string,
    });
    roll.say('wait', carol);
    pass(roll, start / 2);
    expect(roll.run.status).toBe('rolling');
    expect(roll.commands).toHaveLength(1);
    cluster.restart(server(1), '2.4.0');
    cluster.counts = undefined;
    roll.untilStatus('done');
    expect(roll.commands).toHaveLength(3);
  });

  it('and dies and begins again, does not get on', () => {
    const cluster = new IdealCluster();
    const roll = loading(cluster);
    const begun = roll.now;
    for (let round = 0; roll.run.status === 'rolling'; round += 1) {
      cluster.counts = opened(round % 3, 54 - (round % 3));
      pass(roll, 30_000);
    }
    expect(held(roll).reason).toBe('not-back');
    expect(roll.now - begun).toBeLessThan(start + 180_000);
  });

  it('is restarted only by people who were told that this begins its loading anew', () => {
    const cluster = new IdealCluster();
    const roll = loading(cluster);
    roll.untilStatus('held');
    roll.say('retry', carol);
    roll.until(() => roll.commands.length === 2);
    expect(roll.commands[1]).toMatchObject({ verb: 'restart', address: server(1) });
  });

  it('by the time of the answer, unlike when the hold was drawn, is left to load', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'] });
    roll.outcome = (command) => {
      cluster.carryOut(command);
      if (command.address === server(1)) cluster.kill(server(1));
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    expect(offers(roll)['retry']).toBe('look again, and run "restart" again unless it is back or loading');
    roll.say('retry', carol);
    cluster.processes.set(server(1), { kind: 'loading', error: 'ERR_HANDLER_NOT_FOUND' });
    pass(roll, 10_000);
    expect(roll.commands).toHaveLength(1);
    expect(roll.events('note').map(({ message }) => words(message))).toEqual([
      `${server(1)} is loading, so its commands are not run again: it is waited for`,
    ]);
  });

  it('while it is held, is shown as it is now: loading, back, or ignored by the meta', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['replica'] });
    roll.outcome = (command) => {
      cluster.kill(command.address);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    pass(roll, 6_000);
    expect(inWords(held(roll).now)).toContain('does not answer');
    cluster.processes.set(server(1), { kind: 'loading', error: 'ERR_HANDLER_NOT_FOUND' });
    cluster.counts = opened(1, 53);
    pass(roll, 15_000);
    expect(inWords(held(roll))).toMatchObject({
      loading: true,
      now: `${server(1)} runs and is loading: it opens its replicas and replays their logs (1 of 54 are open)`,
    });
    expect(offers(roll)['retry']).toContain('although it is loading');
    const saved = savedAndRead(roll.run);
    expect(saved).toStrictEqual(roll.run);
    cluster.counts = undefined;
    cluster.restart(server(1), '2.4.0');
    for (const node of cluster.nodes) if (node.address === server(1)) node.alive = false;
    pass(roll, 6_000);
    expect(inWords(held(roll).now)).toMatch(
      /it was restarted; 10\.0\.0\.1:34801 is not ALIVE; the process runs and answers: the meta may be ignoring it after 5 quick starts \(unstable restart\)\. Leave it running for 10 minutes without another start, or restart the leading meta/,
    );
    for (const node of cluster.nodes) node.alive = true;
    pass(roll, 6_000);
    expect(inWords(held(roll).now)).toContain('it was restarted; every server is ALIVE');
    expect(held(roll).loading).toBeUndefined();
  });
});

describe('wait', () => {
  it('goes on waiting for copies, and so does a retry there', () => {
    for (const word of ['wait', 'retry'] as const) {
      const cluster = new IdealCluster();
      const roll = rolling(cluster, { roles: ['replica'] }).untilStep('await-return');
      cluster.heal = () => undefined;
      roll.untilStatus('held');
      expect(offers(roll)).toEqual({ wait: 'go on waiting for them', abort: 'put the settings back and end the run' });
      expect(inWords(roll.say(word, carol))).toEqual({ accepted: true, message: 'going on waiting' });
      expect(roll.where()).toBe(`${server(1)} heal`);
      pass(roll, stall / 2);
      expect(roll.run.status).toBe('rolling');
    }
  });

  it('runs no command for a meta that does not come back', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster, { roles: ['meta'] });
    roll.outcome = (command) => {
      cluster.kill(command.address);
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    expect(held(roll).reason).toBe('meta-not-back');
    const [first] = roll.commands;
    roll.say('wait', carol);
    pass(roll, start / 2);
    expect(roll.commands).toHaveLength(1);
    cluster.restart(first?.address ?? meta(1), '2.4.0');
    roll.until(() => roll.events('target-done').length === 1);
    expect(roll.events('answered')).toMatchObject([{ choice: 'wait', by: carol }]);
  });

  it('is no answer where nothing moves by itself', () => {
    const cluster = new IdealCluster();
    const roll = rolling(cluster);
    roll.outcome = () => ({ kind: 'failed', reason: 'exit code 255', tail: [] });
    roll.untilStatus('held');
    expect(inWords(roll.say('wait', carol))).toEqual({
      accepted: false,
      message: 'wait is no answer here; it can be answered with retry, abort',
    });
  });
});
