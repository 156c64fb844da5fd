import { describe, expect, it, vi } from 'vitest';
import type { NameService } from '../../src/compose/check/name-service.js';
import { nodeAddress, runId } from '../../src/roll/ids.js';
import { checkSentences } from '../../src/words/en/checks.js';
import { words } from '../../src/words/words.js';
import { CheckedCluster, found, wrong } from './checked-cluster.js';

describe.each(['2.5', 'newer'] as const)('a check of a cluster, %s', (generation) => {
  it('finds nothing wrong where nothing is, within seconds', async () => {
    const { check } = await opened(generation);
    const checked = await check();
    expect(wrong(checked)).toEqual([]);
    expect(checked.ms).toBeLessThan(5_000);
    for (const code of ['check-read', 'gates-pass', 'meta-lists-agree', 'flow-control-on', 'no-settings-left'])
      found(checked, code);
    expect(found(checked, 'clocks-agree').what).toMatchObject({ servers: 8 });
    expect(found(checked, 'servers-on-one-machine').level).toBe('note');
    expect(found(checked, 'copies-on-one-machine').level).toBe('warn');
  });

  it('sees a clock that is before the others, or behind them, and whose', async () => {
    const { scene, check } = await opened(generation);
    scene.cluster.faults.setClock(scene.replica(1), 60_000);
    scene.cluster.faults.setClock(scene.replica(2), -60_000);
    const checked = await check();
    expect(wrong(checked)).toEqual(['clocks-differ']);
    const { what } = found(checked, 'clocks-differ');
    if (what.code !== 'clocks-differ') throw new Error(what.code);
    expect(what.servers).toEqual([scene.replica(1), scene.replica(2)]);
    // Up to 2.5 what they say may be 10 s old: only what is surely wrong is told.
    const [ahead = 0, behind = 0] = what.seconds;
    expect(ahead).toBeGreaterThan(45);
    expect(ahead).toBeLessThanOrEqual(60);
    expect(behind).toBeLessThan(-45);
    expect(behind).toBeGreaterThanOrEqual(-60);
  });

  it('blames the clock here where all others agree with each other', async () => {
    const { scene, check } = await opened(generation);
    for (const server of [...scene.cluster.replicaAddresses, ...scene.cluster.metaAddresses])
      scene.cluster.faults.setClock(server, 3_600_000);
    expect(wrong(await check())).toEqual(['own-clock-differs']);
  });

  it('asks servers of 2.6 on for names that lead back to their addresses, and others before an upgrade to it', async () => {
    const { check } = await opened(generation);
    const nameless: NameService = {
      addresses: () => Promise.resolve({ kind: 'found', of: ['127.0.0.1'] }),
      names: () => Promise.resolve({ kind: 'none', why: 'ENOTFOUND' }),
    };
    const level = generation === '2.5' ? 'note' : 'warn';
    expect(found(await check({ names: nameless }), 'no-reverse-name').level).toBe(level);
    const elsewhere: NameService = {
      addresses: (name) => Promise.resolve({ kind: 'found', of: [name === 'other' ? '10.0.0.1' : '127.0.0.1'] }),
      names: () => Promise.resolve({ kind: 'found', of: ['other'] }),
    };
    expect(found(await check({ names: elsewhere }), 'reverse-name-elsewhere').level).toBe(level);
    const silent: NameService = {
      addresses: () => Promise.resolve({ kind: 'found', of: ['127.0.0.1'] }),
      names: () => Promise.resolve({ kind: 'unanswered', why: 'ETIMEOUT' }),
    };
    expect(found(await check({ names: silent }), 'names-not-answered').level).toBe('unknown');
  });

  it('names a shell of another version than the leader', async () => {
    const { check } = await opened(generation);
    expect(found(await check({ shell: generation }), 'shell-fits').level).toBe('ok');
    const checked = await check({ shell: generation === '2.5' ? 'newer' : '2.5' });
    expect(wrong(checked)).toEqual(['shell-differs']);
  });

  it('says with its raw lines what it does not understand, and never that it is well', async () => {
    const { scene, check } = await opened(generation);
    scene.served.disturb(scene.replica(0), 'twice');
    scene.served.disturb(scene.replica(1), 'cut');
    const checked = await check();
    for (const { level, what } of checked.results)
      if (words(what).includes(scene.replica(1))) expect(level).not.toBe('ok');
    expect(wrong(checked).length).toBeGreaterThan(0);
  });
});

describe('a check finds the trap', () => {
  it('flow control off, as in a onebox, and says what to type', async () => {
    const { scene, check } = await opened('2.5', { config: { flowControl: false } });
    const checked = await check();
    expect(wrong(checked)).toEqual(['flow-control-off']);
    expect(words(found(checked, 'flow-control-off').remedy ?? { code: 'up' })).toContain(
      `remote_command -l ${scene.leader} meta.lb.add_secondary_enable_flow_control true`,
    );
  });

  it('three servers that freeze while one of them restarts', async () => {
    const { check } = await opened('2.5', {}, 3);
    const checked = await check();
    expect(wrong(checked)).toEqual(['freezes-by-count']);
    expect(found(checked, 'freezes-by-count')).toMatchObject({ check: 'not-frozen', level: 'warn' });
    expect(words(found(checked, 'freezes-by-count').what)).toContain('ask with --lower-min-live');
  });

  it('tables with one copy', async () => {
    const { check } = await opened('2.5', { tables: [{ name: 'single', partitions: 2, replicas: 1 }] });
    const checked = await check();
    expect(wrong(checked)).toEqual(['few-copies']);
    expect(found(checked, 'few-copies')).toMatchObject({ check: 'replica-count', what: { tables: ['single'] } });
  });

  it('a list of metas with one of another cluster, and without one of its own', async () => {
    const { scene, check } = await opened('2.5');
    const other = await CheckedCluster.open('2.5');
    const [first = '', second = '', third = ''] = scene.cluster.metaAddresses;
    const checked = await check({ metas: [first, second, other.leader] });
    expect(wrong(checked)).toEqual(['metas-of-no-cluster', 'metas-not-configured']);
    expect(found(checked, 'metas-of-no-cluster')).toMatchObject({ level: 'fail', what: { metas: [other.leader] } });
    expect(found(checked, 'metas-not-configured')).toMatchObject({ level: 'warn', what: { metas: [third] } });
    expect(wrong(await check({ metas: [...scene.cluster.metaAddresses, '127.0.0.1:1'] }))).toEqual([
      'meta-refuses',
      'metas-of-no-cluster',
    ]);
  });

  it('no wrong list of metas where the configuration has addresses and the cluster names', async () => {
    const { scene, check } = await opened('newer');
    const metas = scene.cluster.metaAddresses.map((meta) => meta.replace('localhost', '127.0.0.1'));
    expect(wrong(await check({ metas }))).toEqual([]);
    const unresolved: NameService = {
      addresses: () => Promise.resolve({ kind: 'none', why: 'ENOTFOUND' }),
      names: () => Promise.resolve({ kind: 'found', of: ['localhost'] }),
    };
    expect(wrong(await check({ metas, names: unresolved }))).toContain('meta-list-unresolved');
  });

  it.each([
    ['assign_delay_ms', '180000000', 'delay-of-script-left', 'warn'],
    ['assign_delay_ms', '3600000', 'delay-of-bot-left', 'warn'],
    ['assign_delay_ms', '7200000', 'delay-is-long', 'warn'],
    ['add_secondary_max_count_for_one_node', '100', 'add-secondary-of-script-left', 'warn'],
    ['add_secondary_max_count_for_one_node', '0', 'add-secondary-is-zero', 'fail'],
  ])('%s left at %s by somebody else', async (setting, value, code, level) => {
    const { scene, check } = await opened('2.5');
    scene.set(setting, value);
    const checked = await check();
    expect(wrong(checked)).toEqual([code]);
    expect(found(checked, code).level).toBe(level);
    // While a run of the bot is at work, they are its own.
    const saved = { level: 'steady', assignDelayMs: 600_000, addSecondaryMax: 20, flowControl: true } as const;
    const record = { restarts: [], maintenance: { run: runId('cluster-x-7f3a'), saved, since: 0 } };
    expect(wrong(await check({ record }))).toEqual([]);
  });

  it('a server in the black list of the meta', async () => {
    const { scene, check } = await opened('2.5');
    scene.set('assign_secondary_black_list', scene.replica(0));
    expect(wrong(await check())).toEqual(['servers-black-listed']);
  });

  it('two servers on a host that the commands cannot tell apart', async () => {
    const { check } = await opened('2.5');
    const checked = await check({ restart: '[sh, "{host}", "{role}"]' });
    expect(wrong(checked)).toEqual(['servers-share-host']);
    expect(found(checked, 'servers-share-host').level).toBe('fail');
  });

  it('servers of two versions, and one that is dead', async () => {
    const { scene, check } = await opened('2.5');
    const node = scene.replica(0);
    await scene.cluster.install(node, '2.5.1');
    await scene.cluster.stop(node, 'KILL');
    await scene.cluster.start(node);
    await vi.waitUntil(async () => (await check()).results.some(({ what }) => what.code === 'several-versions'), {
      timeout: 20_000,
      interval: 200,
    });
    scene.cluster.faults.kill(node);
    // The meta still believes that it is there.
    expect(wrong(await check())).toContain('processes-silent');
  });

  it('a cluster that answers nothing, and says so soon', async () => {
    const { scene, check } = await opened('2.5');
    scene.cluster.faults.killAllMetas();
    const checked = await check();
    expect(wrong(checked)).toEqual(['meta-refuses', 'meta-refuses', 'meta-refuses', 'check-unread']);
    expect(found(checked, 'check-unread').level).toBe('fail');
    expect(checked.ms).toBeLessThan(28_000);
  });
});

describe('what a check can find', () => {
  it('is told with servers and numbers', () => {
    const what = { code: 'clocks-differ', servers: [nodeAddress('a:1')], seconds: [-3] } as const;
    expect(checkSentences['clocks-differ'](what, words)).toContain('a:1 -3.');
  });
});

interface Opened {
  readonly scene: CheckedCluster;
  readonly check: CheckedCluster['check'];
}

async function opened(...how: Parameters<typeof CheckedCluster.open>): Promise<Opened> {
  const [generation, { config, ...changes } = {}, servers] = how;
  const scene = await CheckedCluster.open(
    generation,
    { ...changes, ...(config === undefined ? {} : { config }) },
    servers,
  );
  return { scene, check: (asked) => scene.check(asked) };
}
