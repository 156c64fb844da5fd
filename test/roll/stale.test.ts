import { describe, expect, it } from 'vitest';
import { continuationOf } from '../../src/roll/continuation.js';
import { runId, type NodeAddress } from '../../src/roll/ids.js';
import type { FlagReading } from '../../src/roll/observation.js';
import type { RollOptions } from '../../src/roll/options.js';
import { flagOf, valueSeen } from '../../src/roll/stale.js';
import { alice, bob, carol, CoreRun, policy, rolling } from '../support/core-run.js';
import { held } from '../support/hold-troubles.js';
import { collector, IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';
import { savedAndRead } from '../support/saved-run.js';

const key = 'replication.checkpoint_interval_seconds';
const stale = { key, value: '600' };
const value = (text: string): FlagReading => ({ kind: 'value', section: 'replication', type: 'FV_INT32', value: text });
const unreachable: FlagReading = { kind: 'unreachable', error: 'ERR_TIMEOUT, too late' };
const nonsense: FlagReading = { kind: 'not-understood', message: 'it is not understood: half', raw: ['{"name":'] };

/** Every server has 300, but for those that are said to have another; a restart brings 600. */
function changed(others: Readonly<Record<NodeAddress, FlagReading>> = {}): IdealCluster {
  const cluster = new IdealCluster();
  for (const address of [...cluster.nodes.map((node) => node.address), ...cluster.metas, collector(1)])
    cluster.flags.set(address, others[address] ?? value('300'));
  cluster.flagInFile = () => value('600');
  return cluster;
}

const planned = (cluster: IdealCluster, options: Partial<RollOptions> = {}) => {
  const { plan } = new CoreRun(cluster, { stale, ...options }).run;
  return {
    targets: plan.targets.map(({ address, found }) => [address, found]),
    skipped: plan.skipped.map(({ address, why }) => [address, inWords(why)]),
    blocking: plan.gates.filter(({ verdict }) => verdict === 'block').map((gate) => inWords(gate)),
    id: plan.id,
  };
};
const restarted = ({ commands }: CoreRun): readonly string[] => commands.map(({ address }) => address);

describe('the value that a server has', () => {
  it('is compared as it is printed, in the section that is asked for', () => {
    expect(valueSeen(stale, value('600'))).toEqual({ kind: 'has-it' });
    expect(valueSeen({ ...stale, key: 'checkpoint_interval_seconds' }, value('600'))).toEqual({ kind: 'has-it' });
    expect(valueSeen(stale, value('0600'))).toEqual({ kind: 'has-another', found: '0600' });
    expect(valueSeen({ key: 'x', value: '' }, { kind: 'value', section: 's', type: 'FV_STRING', value: '' })).toEqual({
      kind: 'has-it',
    });
  });

  it.each<[string, typeof stale, FlagReading | undefined, boolean, string]>([
    ['not asked', stale, undefined, false, 'it was not asked'],
    ['silence', stale, unreachable, false, 'it does not answer over HTTP: ERR_TIMEOUT, too late'],
    ['nonsense', stale, nonsense, false, 'it is not understood: half'],
    ['no page', stale, { kind: 'no-page' }, true, 'it has no page /config, which there is from Pegasus 2.3 on'],
    ['no flag', stale, { kind: 'no-such-flag' }, true, 'it has no checkpoint_interval_seconds in /config. That page'],
    ['another section', { ...stale, key: 'meta_server.x' }, value('600'), true, 'it has x in the section replication'],
    [
      'a value that is never printed',
      { ...stale, value: '10m' },
      value('300'),
      true,
      'is a FV_INT32, which is printed as a number in digits: no server will ever say “10m”',
    ],
    [
      'a double without decimals',
      { key: 'x', value: '10' },
      { kind: 'value', section: 's', type: 'FV_DOUBLE', value: '9.00' },
      true,
      'two decimals',
    ],
    [
      'a bool as a number',
      { key: 'x', value: '1' },
      { kind: 'value', section: 's', type: 'FV_BOOL', value: 'false' },
      true,
      'true or false',
    ],
  ])('is neither there nor missing: %s', (_, wanted, reading, lasting, why) => {
    const seen = valueSeen(wanted, reading);
    expect(seen).toMatchObject({ kind: 'not-told', lasting });
    expect(seen.kind === 'not-told' && inWords(seen.why)).toContain(why);
  });

  it('has its section before the last dot', () => {
    expect(flagOf('pegasus.server.x')).toEqual({ section: 'pegasus.server', name: 'x' });
    expect(flagOf('x')).toEqual({ name: 'x' });
  });
});

describe('a restart for a value of the configuration', () => {
  it('rolls only who does not have it, whatever the role, and says what they have', () => {
    const made = planned(changed({ [server(2)]: value('600'), [meta(3)]: value('600'), [server(3)]: value('450') }));
    expect(made.targets).toEqual([
      [server(1), '300'],
      [server(3), '450'],
      [meta(2), '300'],
      [meta(1), '300'],
      [collector(1), '300'],
    ]);
    expect(made.skipped).toEqual([
      [server(2), `has ${key} = “600” already`],
      [meta(3), `has ${key} = “600” already`],
    ]);
    expect(made.blocking).toEqual([]);
    expect(made.id).not.toBe(planned(changed(), { stale: { key, value: '601' } }).id);
  });

  it('is blocked, and names the server, while one of them does not tell', () => {
    for (const [reading, lasting] of [
      [unreachable, false],
      [nonsense, false],
      [{ kind: 'no-such-flag' }, true],
      [{ kind: 'no-page' }, true],
    ] as const) {
      const { targets, blocking } = planned(changed({ [server(2)]: reading }), { roles: ['replica'] });
      expect(targets).toContainEqual([server(2), undefined]);
      expect(blocking).toEqual([
        {
          gate: 'values-told',
          verdict: 'block',
          reason: expect.stringContaining(server(2)),
          nodes: [server(2)],
          gpids: [],
          lasting,
        },
      ]);
    }
  });

  it('does not ask who is left out all the same', () => {
    const cluster = changed({ [server(2)]: unreachable, [meta(1)]: nonsense });
    expect(planned(cluster, { roles: ['replica'], skip: [server(2)] }).blocking).toEqual([]);
  });

  it('has nothing to do where everybody has it', () => {
    const cluster = changed();
    for (const address of cluster.flags.keys()) cluster.flags.set(address, value('600'));
    expect(planned(cluster).targets).toEqual([]);
  });

  it('goes on from server to server once each has the value', () => {
    const roll = rolling(changed({ [server(2)]: value('600') }), { stale });
    roll.untilStatus('done');
    expect(restarted(roll)).toEqual([server(1), server(3), meta(2), meta(3), meta(1), collector(1)]);
  });

  it('is planned anew when somebody was restarted before it began', () => {
    const cluster = changed();
    const roll = new CoreRun(cluster, { stale, roles: ['replica'] });
    cluster.flags.set(server(3), value('600'));
    roll.say('approve');
    roll.until(({ status }) => status !== 'approved');
    expect(roll.run.status).toBe('awaiting-approval');
    expect(inWords(roll.events('replanned')[0]?.why)).toBe(`replica ${server(3)} is no longer to be rolled`);
  });

  it('holds with key, value and what was found where it came back with another, and begins it anew when asked', () => {
    const cluster = changed();
    cluster.flagInFile = () => value('300');
    const roll = rolling(cluster, { stale, roles: ['replica'] });
    const { hold } = held(roll.untilStatus('held'));
    expect(inWords(hold)).toMatchObject({
      reason: 'value-not-proven',
      what: `${server(1)} was restarted and came back with ${key} = “300”, not with “600”. Did its new configuration reach it? The next server would most likely do the same`,
      node: server(1),
    });
    expect(hold.choices.map(({ choice }) => choice)).toEqual(['retry', 'force', 'abort']);
    expect(restarted(roll)).toEqual([server(1)]);
    cluster.flagInFile = () => value('600');
    roll.say('retry');
    roll.untilStatus('done');
    expect(restarted(roll)).toEqual([server(1), server(1), server(2), server(3)]);
  });

  it('is not restarted once more where it says the value by the time of the retry', () => {
    const cluster = changed();
    cluster.flagInFile = (address) => (address === server(1) ? value('300') : value('600'));
    const roll = rolling(cluster, { stale, roles: ['replica'] });
    roll.untilStatus('held');
    cluster.flags.set(server(1), value('600'));
    roll.until(() => held(roll).hold.overSince !== undefined);
    roll.say('retry');
    roll.untilStatus('done');
    expect(restarted(roll)).toEqual([server(1), server(2), server(3)]);
  });

  it('is accepted without it by two people only', () => {
    const cluster = changed();
    cluster.flagInFile = (address) => (address === server(1) ? value('300') : value('600'));
    const roll = rolling(cluster, { stale, roles: ['replica'] });
    roll.untilStatus('held');
    roll.say('force', bob);
    expect(roll.run.status).toBe('held');
    roll.say('force', carol);
    roll.untilStatus('done');
    expect(restarted(roll)).toEqual([server(1), server(2), server(3)]);
  });

  it.each<[string, FlagReading, number, readonly string[]]>([
    ['silence is waited for as long as a restart', unreachable, policy.timing.stall, []],
    ['nonsense is asked again for some seconds', nonsense, 10_000, ['{"name":']],
    ['a clear no is not waited for', { kind: 'no-such-flag' }, 0, []],
  ])('holds where it does not tell, with its lines, and restarts nobody: %s', (_, reading, patience, raw) => {
    const cluster = changed();
    cluster.flagInFile = () => reading;
    const roll = rolling(cluster, { stale, roles: ['replica'] });
    roll.untilStep('await-return');
    const since = roll.now;
    const { hold } = held(roll.untilStatus('held'));
    expect(hold).toMatchObject({ reason: 'value-not-proven', raw });
    expect(inWords(hold.what)).toContain(
      `${server(1)} was restarted, and whether it has ${key} = “600” is not known: it`,
    );
    expect(roll.now - since).toBeGreaterThanOrEqual(patience);
    expect(roll.now - since).toBeLessThan(patience + 15_000);
    roll.say('retry');
    roll.untilStatus('held');
    expect(restarted(roll)).toEqual([server(1)]);
    cluster.flags.set(server(1), value('600'));
    cluster.flagInFile = () => value('600');
    roll.say('retry');
    roll.untilStatus('done');
    expect(restarted(roll)).toEqual([server(1), server(2), server(3)]);
  });

  it('looks at a collector in the same way', () => {
    const cluster = changed();
    cluster.flagInFile = () => value('300');
    const roll = rolling(cluster, { stale, roles: ['collector'] });
    expect(held(roll.untilStatus('held')).hold.reason).toBe('value-not-proven');
    cluster.flagInFile = () => value('600');
    roll.say('retry');
    roll.untilStatus('done');
    expect(restarted(roll)).toEqual([collector(1), collector(1)]);
  });

  it('is continued with those that do not have it, and with one that is down', () => {
    const cluster = changed();
    cluster.flagInFile = (address) => (address === server(2) ? value('300') : value('600'));
    const roll = rolling(cluster, { stale, roles: ['replica'] });
    roll.untilStatus('held');
    roll.say('abort', alice);
    roll.untilStatus('aborted');
    const asked = continuationOf(roll.run);
    if (asked.kind === 'impossible') throw new Error(asked.why.code);
    cluster.flagInFile = () => value('600');
    const next = rolling(cluster, asked.options);
    next.run = { ...next.run, id: runId('cluster-x-0002') };
    expect(next.run.plan.targets.map(({ address }) => address)).toEqual([server(2), server(3)]);
    expect(restarted(next.untilStatus('done'))).toEqual([server(2), server(3)]);
  });

  it('is saved and read as it is, held and while it waits', () => {
    const cluster = changed();
    cluster.flagInFile = () => unreachable;
    const roll = rolling(cluster, { stale, roles: ['replica'] });
    roll.until((run) => JSON.stringify(run).includes('untoldSince'));
    expect(savedAndRead(roll.run)).toEqual(roll.run);
    roll.untilStatus('held');
    expect(savedAndRead(roll.run)).toEqual(roll.run);
  });
});
