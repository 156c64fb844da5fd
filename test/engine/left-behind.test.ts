import { describe, expect, it } from 'vitest';
import { restoreOrphanedSettings } from '../../src/engine/orphaned-settings.js';
import { ok } from '../../src/lib/result.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { clusterName, runId } from '../../src/roll/ids.js';
import type { AuditEntry } from '../../src/store/audit-log.js';
import { IdealCluster, meta } from '../support/ideal-cluster.js';
import { silent } from '../support/silent.js';

const saved = {
  level: 'lively' as const,
  assignDelayMs: 600_000,
  addSecondaryMax: 20,
  flowControl: true,
  minLive: [
    { meta: meta(1), was: 3, to: 2 },
    { meta: meta(2), was: 3, to: 2 },
  ],
};

/** What a lost run left behind on a cluster, and the bot that finds the record of it. */
function begin() {
  const cluster = new IdealCluster();
  cluster.level = 'steady';
  cluster.settings = { assignDelayMs: 3_600_000, addSecondaryMax: 0, flowControl: true };
  for (const [number, value] of [2, 2, 3].entries()) cluster.minLive.set(meta(number + 1), value);
  const clock = new VirtualClock();
  const trail: AuditEntry[] = [];
  let restored: boolean | undefined;
  const admin = {
    observe: (look: Parameters<IdealCluster['observe']>[0]) => Promise.resolve(ok(cluster.observe(look))),
    perform: (act: Parameters<IdealCluster['perform']>[0]) => Promise.resolve(ok(cluster.perform(act))),
  };
  const record = { run: runId('cluster-x-lost'), since: 0, saved };
  let refused: { readonly those: (entry: AuditEntry) => boolean; left: number } | undefined;
  const refuse = (those: (entry: AuditEntry) => boolean, left: number): void => {
    refused = { those, left };
  };
  const note = (entry: AuditEntry): Promise<void> => {
    if (refused !== undefined && refused.left > 0 && refused.those(entry)) {
      refused.left -= 1;
      return Promise.reject(new Error('ENOSPC: no space left on device'));
    }
    trail.push(entry);
    return Promise.resolve();
  };
  const going = restoreOrphanedSettings({
    cluster: clusterName('cluster-x'),
    admin,
    record,
    clock,
    log: silent,
    signal: new AbortController().signal,
    note,
    forget: () => Promise.resolve(),
  }).then((outcome) => (restored = outcome));
  return { cluster, clock, trail, going, refuse, restored: () => restored };
}

describe('settings that a lost run left behind', () => {
  it('come back, with the live minimum of each meta that it had lowered', async () => {
    const { cluster, clock, trail, restored } = begin();
    await clock.until(() => restored() === true, 60_000);
    expect([1, 2, 3].map((number) => cluster.minLive.get(meta(number)))).toEqual([3, 3, 3]);
    expect(cluster.level).toBe('lively');
    expect(trail.filter(({ what }) => what === 'act').map(({ detail }) => (detail as { kind: string }).kind)).toEqual([
      'set-add-secondary-max',
      'set-assign-delay',
      'set-level',
      'set-min-live-nodes',
      'set-min-live-nodes',
    ]);
  });

  it('do not keep a cluster shut for ever because one of those metas is gone, and the trail says what to do', async () => {
    const { cluster, clock, trail, restored } = begin();
    cluster.minLive.delete(meta(2));
    await clock.advance(200_000);
    expect(restored()).toBeUndefined();
    await clock.until(() => restored() === true, 600_000);
    expect(cluster.minLive.get(meta(1))).toBe(3);
    expect(trail.at(-1)).toMatchObject({
      what: 'bot',
      detail: {
        notRestored: expect.stringContaining(`http://${meta(2)}/updateConfig?min_live_node_count_for_unfreeze=3`),
      },
    });
  });

  it('do not raise a level that somebody has set below steady by hand meanwhile, and the trail says so', async () => {
    const { cluster, clock, trail, restored } = begin();
    cluster.level = 'freezed';
    await clock.until(() => restored() === true, 60_000);
    expect(cluster.level).toBe('freezed');
    expect(cluster.settings.assignDelayMs).toBe(600_000);
    expect(trail.filter(({ what }) => what === 'bot')).toEqual([
      expect.objectContaining({
        detail: { notRestored: 'the level is freezed, as somebody set it by hand; before the lost run it was lively' },
      }),
    ]);
  });

  it('leave a meta its time to answer from when nothing else was left, however long another setting did not take', async () => {
    const { cluster, clock, restored } = begin();
    cluster.ignored.add('set-level');
    await clock.advance(600_000);
    cluster.minLive.delete(meta(2));
    cluster.ignored.clear();
    await clock.advance(60_000);
    expect(restored()).toBeUndefined();
    cluster.minLive.set(meta(2), 2);
    await clock.until(() => restored() === true, 60_000);
    expect(cluster.minLive.get(meta(2))).toBe(3);
  });

  it('are tried less and less often while one of them does not take, and at once when the cluster reads otherwise', async () => {
    const { cluster, clock, trail, restored } = begin();
    cluster.ignored.add('set-level');
    await clock.advance(900_000);
    const acts = (): number => trail.filter(({ what }) => what === 'act').length;
    expect(acts()).toBeGreaterThan(15);
    expect(acts()).toBeLessThan(30);
    expect(trail.length).toBe(2 * acts());
    const before = acts();
    cluster.elect(meta(2));
    await clock.advance(10_000);
    expect(acts()).toBeGreaterThan(before);
    cluster.ignored.clear();
    await clock.until(() => restored() === true, 120_000);
  });

  it('have the outcome of each act written down once, however often the database refuses it', async () => {
    const { cluster, clock, trail, restored, refuse } = begin();
    refuse((entry) => entry.what === 'outcome', 3);
    await clock.until(() => restored() === true, 120_000);
    expect(cluster.level).toBe('lively');
    const kinds = trail.map(({ what }) => what);
    expect(kinds).toEqual(kinds.map((_, at) => (at % 2 === 0 ? 'act' : 'outcome')));
    expect(trail.filter(({ what }) => what === 'act').map(({ detail }) => (detail as { kind: string }).kind)).toEqual([
      'set-add-secondary-max',
      'set-assign-delay',
      'set-level',
      'set-min-live-nodes',
      'set-min-live-nodes',
    ]);
  });
});
