import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { monitorsOf } from '../../src/compose/monitors.js';
import { realClock } from '../../src/lib/clock.js';
import { ok } from '../../src/lib/result.js';
import { parseMatcher } from '../../src/monitors/matchers.js';
import { SilenceKeeper } from '../../src/monitors/silence-keeper.js';
import { clusterName } from '../../src/roll/ids.js';
import type { AlertsReading } from '../../src/roll/observation.js';
import type { Run } from '../../src/roll/run.js';
import { rolling } from '../support/core-run.js';
import { IdealCluster } from '../support/ideal-cluster.js';
import { silent } from '../support/silent.js';
import { FakeAlertmanager } from './fake-alertmanager.js';

const never = new AbortController().signal;
const matchers = ['cluster="x"', 'alertname=~"Replica.*"'];

let alertmanager: FakeAlertmanager;
beforeEach(async () => {
  alertmanager = await FakeAlertmanager.start();
});
afterEach(() => {
  alertmanager.stop();
});

function read(block = ['severity="critical"']): Promise<AlertsReading> {
  const alerts = { alertmanager: alertmanager.url, block };
  const monitors = monitorsOf({ cluster: clusterName('x'), alerts }, [], realClock, {});
  if (monitors?.alerts === undefined) throw new Error('nothing is asked');
  return monitors.alerts(never);
}

const mine = { matchers: [{ name: 'cluster', value: 'x', isRegex: false, isEqual: true }], comment: 'a look' };
const hour = {
  startsAt: new Date(Date.now() - 1_000).toISOString(),
  endsAt: new Date(Date.now() + 3_600_000).toISOString(),
};

describe('alerts that fire', () => {
  it('are those that meet all matchers, in words', async () => {
    alertmanager.alerts.push(
      { alertname: 'WriteErrors', severity: 'critical', cluster: 'x', instance: '10.0.0.1:34801' },
      { alertname: 'DiskLow', severity: 'warning', cluster: 'x' },
      { alertname: 'WriteErrors', severity: 'critical', cluster: 'other' },
    );
    expect(await read(['severity="critical"', 'cluster="x"'])).toEqual({
      kind: 'alerts',
      firing: ['WriteErrors (10.0.0.1:34801, critical)'],
    });
    expect(await read(['severity="page"'])).toEqual({ kind: 'alerts', firing: [] });
  });

  it('count although the bot has silenced them, and do not where people have', async () => {
    alertmanager.alerts.push({ alertname: 'ReplicaDown', severity: 'critical', cluster: 'x' });
    const own = { ...mine, ...hour, id: 'own', createdBy: 'pegasus-roll' };
    alertmanager.silences.push(own);
    expect(await read()).toMatchObject({ firing: ['ReplicaDown (critical)'] });
    alertmanager.silences.push({ ...mine, ...hour, id: 'theirs', createdBy: 'alice' });
    expect(await read()).toEqual({ kind: 'alerts', firing: [] });
  });

  it.each([
    ['an error', { status: 400, body: '"bad matcher format"' }, 'not-understood'],
    ['no list', { status: 200, body: '{"data":[]}' }, 'not-understood'],
    ['nothing', { status: 200, body: '' }, 'not-understood'],
    ['a page', { status: 200, body: '<html>' }, 'not-understood'],
    ['that it is not ready', { status: 503, body: 'no' }, 'unreachable'],
  ])('are not "none" where it answers with %s', async (_name, broken, kind) => {
    alertmanager.broken = broken;
    expect(await read()).toMatchObject({ kind });
  });
});

describe('a matcher', () => {
  it.each([
    ['a="b"', { name: 'a', value: 'b', isRegex: false, isEqual: true }],
    ['a!~"b|c"', { name: 'a', value: 'b|c', isRegex: true, isEqual: false }],
    ['a="say \\"x\\""', { name: 'a', value: 'say "x"', isRegex: false, isEqual: true }],
    ['a=b', undefined],
    ['a="b" or c', undefined],
  ])('%s', (text, matcher) => {
    expect(parseMatcher(text)).toEqual(matcher);
  });
});

describe('a silence while a run is at work', () => {
  const roll = rolling(new IdealCluster(), { roles: ['replica'] });
  const run = roll.untilStatus('rolling').run;
  const at = (status: Run['status']): Run => ({ ...run, status }) as Run;
  const failures: string[] = [];

  function keeper(leaseMs: number): SilenceKeeper {
    failures.length = 0;
    const kept = new SilenceKeeper({
      url: alertmanager.url,
      matchers,
      clock: realClock,
      log: silent,
      means: () => Promise.resolve(ok({ clock: realClock, signal: never })),
      failed: (_run, why) => failures.push(why),
      leaseMs,
    });
    return kept;
  }

  it('is made, kept up beyond its lease as one silence, and ended with the run', { timeout: 30_000 }, async () => {
    const kept = keeper(4_000);
    kept.see(at('rolling'));
    await vi.waitFor(() => {
      expect(alertmanager.inForce()).toHaveLength(1);
    });
    const [first] = alertmanager.inForce();
    expect(first).toMatchObject({
      createdBy: 'pegasus-roll',
      comment: `pegasus-roll run ${run.id}`,
      matchers: [
        { name: 'cluster', value: 'x', isRegex: false, isEqual: true },
        { name: 'alertname', value: 'Replica.*', isRegex: true, isEqual: true },
      ],
    });
    await realClock.sleep(5_500);
    expect(alertmanager.inForce().map(({ id }) => id)).toEqual([first?.id]);
    expect(alertmanager.silences).toHaveLength(1);
    kept.see(at('done'));
    await vi.waitFor(() => {
      expect(alertmanager.inForce()).toEqual([]);
    });
    expect(failures).toEqual([]);
  });

  it('is ended while the run stands: people should hear of alerts', async () => {
    const kept = keeper(60_000);
    kept.see(at('rolling'));
    await vi.waitFor(() => {
      expect(alertmanager.inForce()).toHaveLength(1);
    });
    kept.see(at('held'));
    await vi.waitFor(() => {
      expect(alertmanager.inForce()).toEqual([]);
    });
    kept.see(at('rolling'));
    await vi.waitFor(() => {
      expect(alertmanager.inForce()).toHaveLength(1);
    });
    kept.see(at('done'));
  });

  it('that an earlier life of the bot has made is found, and goes on', async () => {
    keeper(60_000).see(at('rolling'));
    await vi.waitFor(() => {
      expect(alertmanager.inForce()).toHaveLength(1);
    });
    const [before] = alertmanager.inForce();
    const ends = before?.endsAt;
    await realClock.sleep(20);
    const next = keeper(60_000);
    next.see(at('aborting'));
    await vi.waitFor(() => {
      expect(alertmanager.inForce()[0]?.endsAt).not.toBe(ends);
    });
    expect(alertmanager.silences).toHaveLength(1);
    next.see(at('aborted'));
    await vi.waitFor(() => {
      expect(alertmanager.inForce()).toEqual([]);
    });
  });

  it('that cannot be made is told once, tried again, and made when that works', async () => {
    alertmanager.broken = { status: 503, body: 'not ready' };
    const kept = keeper(300);
    kept.see(at('rolling'));
    await realClock.sleep(700);
    expect(failures).toEqual([expect.stringContaining('HTTP 503')]);
    expect(alertmanager.asked.length).toBeGreaterThan(2);
    alertmanager.broken = undefined;
    await vi.waitFor(() => {
      expect(alertmanager.inForce()).toHaveLength(1);
    });
    kept.see(at('done'));
  });

  it('ends by itself when its bot dies', async () => {
    alertmanager.silences.length = 0;
    const kept = keeper(200);
    kept.see(at('rolling'));
    await vi.waitFor(() => {
      expect(alertmanager.inForce()).toHaveLength(1);
    });
    // Nothing of it reaches Alertmanager any more.
    const [last] = alertmanager.inForce();
    alertmanager.broken = { status: 503, body: '' };
    await realClock.sleep(400);
    expect(alertmanager.inForce()).not.toContain(last);
    kept.see(at('done'));
  });
});
