import { describe, expect, it } from 'vitest';
import { atRest } from '../../src/engine/at-rest.js';
import type { ClusterHealth } from '../../src/engine/run-service.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { inCampaign } from '../../src/roll/campaign.js';
import { runId } from '../../src/roll/ids.js';
import { foreign } from '../../src/roll/message.js';
import type { MonitorReading } from '../../src/roll/observation.js';
import { defaultOptions } from '../../src/roll/options.js';
import { documentedTiming } from '../../src/roll/policy.js';
import { campaign, planned, x, y } from '../support/campaigns.js';
import { small, VirtualRoll } from '../support/virtual-roll.js';

const healthy: ClusterHealth = { kind: 'well', readAt: 0, replicaServers: 5, metas: 3, tables: 2 };
const unreadable: ClusterHealth = { kind: 'unreadable', readAt: 0, why: foreign('no meta answers') };

/** Asks what is said of a cluster at each moment, in milliseconds since the beginning. */
async function ask(
  health: (ms: number) => ClusterHealth,
  settled?: (ms: number) => MonitorReading,
): Promise<{ readonly rest: Awaited<ReturnType<typeof atRest>>; readonly afterMs: number }> {
  const clock = new VirtualClock();
  const began = clock.now();
  const asking = atRest(
    {
      policy: {
        timing: { ...documentedTiming, settle: 60_000 },
        ...(settled === undefined ? {} : { settle: { what: 'up', forMs: 20_000 } }),
      },
      health: { look: () => Promise.resolve(health(clock.now() - began)) },
      ...(settled === undefined ? {} : { monitors: { settled: () => Promise.resolve(settled(clock.now() - began)) } }),
    },
    clock,
    new AbortController().signal,
  );
  let over = false;
  void asking.then(() => {
    over = true;
  });
  await clock.until(() => over, 600_000);
  return { rest: await asking, afterMs: clock.now() - began };
}

const values = (...read: readonly number[]): MonitorReading => ({ kind: 'values', values: read });

describe('a cluster before the next one of a campaign', () => {
  it('is at rest once it is well', async () => {
    expect(await ask(() => healthy)).toMatchObject({ rest: { kind: 'rests' }, afterMs: 0 });
    expect((await ask((ms) => (ms < 30_000 ? unreadable : healthy))).rest).toEqual({ kind: 'rests' });
  });

  it('is not where it cannot be read for too long', async () => {
    expect((await ask(() => unreadable)).rest).toEqual({ kind: 'restless', why: foreign('no meta answers') });
  });

  it('is at rest once its operator’s measure was so for as long as it says, without interruption', async () => {
    const interrupted = await ask(
      () => healthy,
      (ms) => values(ms === 10_000 ? 0 : 1),
    );
    expect(interrupted).toMatchObject({ rest: { kind: 'rests' }, afterMs: 40_000 });
    expect(
      (
        await ask(
          () => healthy,
          () => values(0),
        )
      ).rest.kind,
    ).toBe('restless');
    expect(
      (
        await ask(
          () => healthy,
          () => values(),
        )
      ).rest.kind,
    ).toBe('restless');
  });

  it('has the same plan whatever run it comes after, and another where others follow', async () => {
    const roll = await VirtualRoll.open(small);
    await roll.engine.start();
    const idOf = async (options: Parameters<typeof roll.engine.plan>[1]): Promise<string> => {
      const made = await roll.soon(roll.engine.plan(x, options));
      if (!made.ok) throw new Error('no plan');
      return made.value.id;
    };
    const alone = await idOf(defaultOptions);
    expect(await idOf(inCampaign(campaign([], runId('cluster-w-0001'))))).toBe(alone);
    const first = await idOf(inCampaign(campaign([planned(y)])));
    expect(first).not.toBe(alone);
    expect(await idOf(inCampaign(campaign([planned(y)], runId('cluster-w-0001'))))).toBe(first);
    expect(await roll.soon(roll.engine.atRest(x), 120_000)).toEqual({ kind: 'rests' });
  });
});
