import { describe, expect, it } from 'vitest';
import { policy, rolling, carol, type CoreRun } from '../support/core-run.js';
import { held } from '../support/hold-troubles.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import type { CommandResult, ProcessCommand } from '../../src/roll/act.js';
import type { RollOptions } from '../../src/roll/options.js';
import { words } from '../../src/words/words.js';

const hooks = { ...policy, hooks: ['before', 'verify', 'after'] as const };
const failure: CommandResult = { kind: 'failed', reason: 'it ended with exit code 1', tail: ['p99 is 80 ms'] };

function rollWithHooks(options: Partial<RollOptions> = {}): { roll: CoreRun; cluster: IdealCluster } {
  const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
  return { roll: rolling(cluster, { roles: ['replica'], ...options }, hooks), cluster };
}

/** From now on this command comes to this; every other one works. */
function comesTo(roll: CoreRun, cluster: IdealCluster, verb: ProcessCommand['verb'], result: CommandResult): void {
  roll.outcome = (command) => {
    if (command.verb === verb) return result;
    cluster.carryOut(command);
    return { kind: 'succeeded', tail: [] };
  };
}

const works = (roll: CoreRun, cluster: IdealCluster): void => {
  comesTo(roll, cluster, 'verify', { kind: 'succeeded', tail: [] });
};
const commandsAt = ({ commands }: CoreRun, nth: number): readonly string[] =>
  commands.filter(({ address }) => address === server(nth)).map(({ verb }) => verb);
const left = (roll: CoreRun): string =>
  roll
    .events('ended')
    .map((event) => words(event.left))
    .join();

describe('the commands of the operator around each server', () => {
  it('are part of the plan that people approve', () => {
    const { roll } = rollWithHooks();
    const without = rolling(new IdealCluster({ nodes: 4, partitions: 8 }), { roles: ['replica'] });
    expect(roll.run.plan.hooks).toEqual(['before', 'verify', 'after']);
    expect(roll.run.plan.id).not.toBe(without.run.plan.id);
    expect(without.run.plan.hooks).toBeUndefined();
  });

  it('come before anything is touched, once all is full again, and at the end', () => {
    const { roll } = rollWithHooks();
    roll.untilStatus('done');
    const first = roll.acts.filter((act) => act.includes(server(1)) && !act.includes(server(2)));
    expect(first).toEqual([
      `before ${server(1)}`,
      expect.stringMatching(/^move \d primaries/),
      expect.stringMatching(/^downgrade/),
      `close ${server(1)}`,
      `flush-log ${server(1)}`,
      `restart ${server(1)}`,
      `verify ${server(1)}`,
      `after ${server(1)}`,
    ]);
    for (const nth of [1, 2, 3, 4]) expect(commandsAt(roll, nth)).toEqual(['before', 'restart', 'verify', 'after']);
    expect(left(roll)).toBe('every setting is what it was before');
  });

  it('are run around metas and collectors, too', () => {
    const cluster = new IdealCluster({ nodes: 3, partitions: 6 });
    const roll = rolling(cluster, { roles: ['meta', 'collector'] }, hooks).untilStatus('done');
    expect(roll.commands.map(({ verb }) => verb)).toEqual(
      Array.from({ length: 4 }, () => ['before', 'restart', 'verify', 'after']).flat(),
    );
  });

  it('verify is run until the end of the soak, and once more at its end', () => {
    const { roll } = rollWithHooks({ soakMs: 100_000, nodes: [server(1)] });
    roll.untilStatus('done');
    expect(commandsAt(roll, 1)).toEqual(['before', 'restart', ...Array.from({ length: 5 }, () => 'verify'), 'after']);
    expect(new Set(roll.commands.map(({ id }) => id)).size).toBe(roll.commands.length);
  });

  it('the gates are asked again after before, which may have taken long', () => {
    const { roll, cluster } = rollWithHooks();
    roll.outcome = () => {
      cluster.die(server(4));
      return { kind: 'succeeded', tail: [] };
    };
    roll.untilStatus('held');
    expect(held(roll).hold.reason).toBe('gate');
    expect(roll.acts.filter((act) => /^(move|downgrade|close|restart)/.test(act))).toEqual([]);
  });
});

describe('a verify that fails', () => {
  it('holds with what it printed, and no other server is begun', () => {
    const { roll, cluster } = rollWithHooks();
    comesTo(roll, cluster, 'verify', failure);
    roll.untilStatus('held');
    const { hold } = held(roll);
    expect(hold.reason).toBe('verify-failed');
    expect(words(hold.what)).toBe(`the command "verify" on ${server(1)} failed: it ended with exit code 1`);
    expect(hold.raw).toEqual(['p99 is 80 ms']);
    expect(hold.choices.map(({ choice }) => choice)).toEqual(['retry', 'force', 'abort']);
    for (let turn = 0; turn < 50; turn += 1) roll.step();
    expect(commandsAt(roll, 1)).toEqual(['before', 'restart', 'verify']);
    expect(commandsAt(roll, 2)).toEqual([]);
  });

  it('is run again by a retry, as another attempt, until it succeeds', () => {
    const { roll, cluster } = rollWithHooks({ nodes: [server(1), server(2)] });
    comesTo(roll, cluster, 'verify', failure);
    for (let times = 0; times < 2; times += 1) {
      roll.untilStatus('held');
      roll.say('retry');
    }
    works(roll, cluster);
    roll.untilStatus('done');
    expect(commandsAt(roll, 1)).toEqual(['before', 'restart', 'verify', 'verify', 'verify', 'after']);
    expect(new Set(roll.commands.map(({ id }) => id)).size).toBe(roll.commands.length);
  });

  it('runs out of time: the same', () => {
    const { roll, cluster } = rollWithHooks();
    comesTo(roll, cluster, 'verify', { kind: 'timed-out', afterMs: 300_000, tail: [] });
    expect(held(roll.untilStatus('held')).hold.reason).toBe('verify-failed');
  });

  it('fails in the middle of the soak: the same, and a retry lasts to the same end', () => {
    const { roll, cluster } = rollWithHooks({ soakMs: 100_000, nodes: [server(1)] });
    roll.untilStep('soak');
    comesTo(roll, cluster, 'verify', failure);
    roll.untilStatus('held');
    works(roll, cluster);
    roll.say('retry');
    roll.untilStatus('done');
    expect(commandsAt(roll, 1).slice(-2)).toEqual(['verify', 'after']);
  });

  it('two people can go on in spite of it; it is not run at that server any more', () => {
    const { roll, cluster } = rollWithHooks({ soakMs: 100_000, nodes: [server(1), server(2)] });
    comesTo(roll, cluster, 'verify', failure);
    roll.untilStatus('held');
    roll.say('force');
    expect(roll.run.status).toBe('held');
    roll.say('force', carol);
    works(roll, cluster);
    roll.untilStatus('done');
    expect(commandsAt(roll, 1)).toEqual(['before', 'restart', 'verify', 'after']);
    expect(commandsAt(roll, 2)).toContain('verify');
  });

  it('aborted, the end says what was not run', () => {
    const { roll, cluster } = rollWithHooks();
    comesTo(roll, cluster, 'verify', failure);
    roll.untilStatus('held');
    roll.say('abort');
    roll.untilStatus('aborted');
    expect(left(roll)).toBe(
      `"verify" and "after" of the configuration did not succeed or were not run at ${server(1)}: see to it by hand`,
    );
  });

  it('while the run stands for something worse, is told, and the run does not go on past it', () => {
    const { roll, cluster } = rollWithHooks();
    const others = roll.outcome;
    roll.outcome = (command) => (command.verb === 'verify' ? undefined : others(command));
    roll.untilStep('verify');
    roll.until(() => roll.commands.some(({ verb }) => verb === 'verify'));
    cluster.die(server(4));
    roll.untilStatus('held');
    expect(held(roll).hold.reason).toBe('second-failure');
    const verify = roll.commands.find(({ verb }) => verb === 'verify');
    if (verify === undefined) throw new Error('it was not verified');
    roll.tell({ kind: 'command-finished', id: verify.id, result: failure });
    expect(held(roll).hold.reason).toBe('second-failure');
    expect(roll.events('note').at(-1)?.raw).toEqual(['p99 is 80 ms']);
    for (const node of cluster.nodes) node.alive = true;
    for (let turn = 0; turn < 5; turn += 1) roll.step();
    roll.say('retry');
    roll.until((run) => run.status === 'held' && run.hold.reason === 'verify-failed');
    expect(commandsAt(roll, 2)).toEqual([]);
  });
});

describe.each(['before', 'after'] as const)('%s, which does something', (verb) => {
  it('whose outcome is lost is not run again by itself, and people are told to look first', () => {
    const { roll, cluster } = rollWithHooks();
    comesTo(roll, cluster, verb, { kind: 'lost', reason: 'its supervisor was killed', tail: [] });
    roll.untilStatus('held');
    const { hold } = held(roll);
    expect(hold.reason).toBe(`${verb}-failed`);
    expect(words(hold.what)).toContain('its outcome is unknown');
    expect(hold.choices.map(({ does }) => words(does))[0]).toContain('it may have done already what it does');
    for (let turn = 0; turn < 50; turn += 1) roll.step();
    roll.tell({ kind: 'recovered', awayMs: 5_000 });
    for (let turn = 0; turn < 50; turn += 1) roll.step();
    expect(roll.commands.filter((command) => command.verb === verb)).toHaveLength(1);
  });

  it('is run once although the server is begun anew', () => {
    const { roll } = rollWithHooks({ nodes: [server(1)] });
    roll.untilStep('close-replicas');
    roll.say('pause');
    roll.untilStatus('paused');
    roll.say('resume');
    roll.untilStatus('done');
    expect(commandsAt(roll, 1)).toEqual(['before', 'restart', 'verify', 'after']);
  });

  it('under way is waited for by an abort, which begins none any more', () => {
    const { roll } = rollWithHooks();
    const others = roll.outcome;
    roll.outcome = (command) => (command.verb === verb ? undefined : others(command));
    roll.untilStep(verb);
    roll.until(() => roll.commands.some((command) => command.verb === verb));
    expect(words(roll.say('abort').message)).toContain(`the command "${verb}" on ${server(1)} has to end first`);
    roll.step();
    expect(roll.run.status).toBe('aborting');
    const { id } = roll.commands.find((command) => command.verb === verb) ?? { id: undefined };
    if (id === undefined) throw new Error('it was not begun');
    roll.tell({ kind: 'command-finished', id, result: { kind: 'succeeded', tail: [] } });
    roll.untilStatus('aborted');
    expect(roll.commands.at(-1)?.verb).toBe(verb);
  });
});

describe('before, which fails', () => {
  it('holds before anything is touched at that server, which can be left out', () => {
    const { roll, cluster } = rollWithHooks({ nodes: [server(1), server(2)] });
    comesTo(roll, cluster, 'before', failure);
    roll.untilStatus('held');
    expect(held(roll).hold.choices.map(({ choice }) => choice)).toEqual(['retry', 'skip', 'force', 'abort']);
    expect(roll.acts.filter((act) => /^(move|downgrade|close|restart)/.test(act))).toEqual([]);
    works(roll, cluster);
    roll.say('skip');
    roll.untilStatus('done');
    expect(commandsAt(roll, 1)).toEqual(['before']);
    expect(commandsAt(roll, 2)).toEqual(['before', 'restart', 'verify', 'after']);
    expect(left(roll)).toContain(`"after" of the configuration did not succeed or was not run at ${server(1)}`);
  });
});
