import { describe, expect, it } from 'vitest';
import { policy, rolling, type CoreRun } from '../support/core-run.js';
import { held } from '../support/hold-troubles.js';
import { IdealCluster, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';
import type { AlertsReading } from '../../src/roll/observation.js';

const none: AlertsReading = { kind: 'alerts', firing: [] };
const firing: AlertsReading = { kind: 'alerts', firing: ['WriteErrors (critical)'] };

function rollUnderAlerts(alerts: AlertsReading | undefined): { roll: CoreRun; cluster: IdealCluster } {
  const cluster = new IdealCluster({ nodes: 4, partitions: 8 });
  cluster.alerts = alerts;
  const roll = rolling(
    cluster,
    { roles: ['replica'], nodes: [server(1), server(2)] },
    { ...policy, alerts: '{severity="critical"}', silences: '{cluster="x"}' },
  );
  return { roll, cluster };
}

describe('a cluster under an alert that its owner names', () => {
  it('starts nothing, and holds when it lasts; once it is over a retry begins', () => {
    const { roll, cluster } = rollUnderAlerts(firing);
    roll.untilStatus('held');
    const { hold } = held(roll);
    expect(hold.reason).toBe('gate');
    expect(inWords(hold.what)).toContain(
      'alerts: 1 alert fires (of {severity="critical"}): WriteErrors (critical). Nothing is begun under it',
    );
    expect(roll.acts).toEqual([]);
    cluster.alerts = none;
    roll.until(() => held(roll).hold.overSince !== undefined);
    roll.say('retry');
    roll.untilStatus('done');
  });

  it.each([
    ['nobody says', undefined, 'whether an alert fires is not known'],
    ['it cannot be read', { kind: 'unreachable', why: 'connect ECONNREFUSED', raw: [] } as const, 'ECONNREFUSED'],
  ])('nor does it where %s', (_name, reading, why) => {
    const { roll } = rollUnderAlerts(reading);
    roll.untilStatus('held');
    expect(inWords(held(roll).hold.what)).toContain(why);
    expect(roll.acts).toEqual([]);
  });

  it('begins no further server; one that was begun is finished', () => {
    const { roll, cluster } = rollUnderAlerts(none);
    roll.untilStep('move-primaries');
    cluster.alerts = firing;
    roll.untilStatus('held');
    expect(held(roll).hold).toMatchObject({ reason: 'gate', node: server(2) });
    expect(roll.commands.map(({ address }) => address)).toEqual([server(1)]);
    cluster.alerts = none;
    roll.say('retry');
    roll.untilStatus('done');
  });

  it('waits for one that passes', () => {
    const { roll, cluster } = rollUnderAlerts(firing);
    for (let turn = 0; turn < 20; turn += 1) roll.step();
    expect(roll.run.status).toBe('approved');
    cluster.alerts = none;
    roll.untilStatus('done');
    expect(roll.events('held')).toEqual([]);
  });

  it('what is silenced is part of the plan; that it could not be is told, and the run goes on', () => {
    const { roll } = rollUnderAlerts(none);
    expect(roll.run.plan.silences).toBe('{cluster="x"}');
    roll.untilStep('move-primaries');
    roll.tell({ kind: 'remark', message: { code: 'not-silenced', why: 'HTTP 503' } });
    expect(inWords(roll.events('note').at(-1)?.message)).toContain(
      'alerts could not be silenced for this run: HTTP 503',
    );
    roll.untilStatus('done');
  });
});
