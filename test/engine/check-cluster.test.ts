import { describe, expect, it } from 'vitest';
import type { CheckedAccess } from '../../src/engine/check-access.js';
import { checkCluster, checkLimitMs } from '../../src/engine/check-cluster.js';
import { fail, ok } from '../../src/lib/result.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { resultsOf } from '../../src/roll/checks/result.js';
import { clusterName } from '../../src/roll/ids.js';
import { usualPolicy } from '../support/policies.js';
import { IdealCluster } from '../support/ideal-cluster.js';
import { silent } from '../support/silent.js';

const cluster = new IdealCluster();
const never = new Promise<never>(() => undefined);

function accessTo(changes: Partial<CheckedAccess>): CheckedAccess {
  return {
    policy: {
      ...usualPolicy,
      cluster: clusterName('cluster-x'),
      clusterName: undefined,
      metas: [],
      collectors: [],
    },
    admin: {
      observe: (look) => Promise.resolve(ok(cluster.observe(look))),
      perform: () => Promise.reject(new Error('a check changes nothing')),
    },
    processes: {
      run: () => Promise.reject(new Error('a check runs nothing')),
      isUp: () => Promise.resolve({ up: true }),
    },
    way: 'the test',
    parts: [],
    ...changes,
  };
}

const well = { check: 'names', look: () => Promise.resolve([resultsOf('names')('ok', { code: 'up' })]) } as const;

describe('a check of a cluster', () => {
  it('has a time for each of its parts, so that one that hangs holds up no other', async () => {
    const clock = new VirtualClock();
    const hanging = { check: 'driver', look: () => never } as const;
    const waiting = checkCluster(accessTo({ parts: [hanging, well] }), ok({ restarts: [] }), {
      clock,
      log: silent,
      signal: new AbortController().signal,
    });
    await clock.advance(checkLimitMs);
    const { results, ms } = await waiting;
    expect(ms).toBe(checkLimitMs);
    expect(results).toContainEqual({
      check: 'driver',
      level: 'fail',
      what: { code: 'check-too-slow', ms: checkLimitMs },
      remedy: { code: 'do-ask-again' },
    });
    expect(results).toContainEqual(resultsOf('names')('ok', { code: 'up' }));
    expect(results.map(({ what }) => what.code)).toContain('check-read');
  });

  it('tells of a cluster that hangs what the other parts have found', async () => {
    const clock = new VirtualClock();
    const { admin } = accessTo({});
    const access = accessTo({ admin: { ...admin, observe: () => never }, parts: [well] });
    const waiting = checkCluster(access, ok({ restarts: [] }), {
      clock,
      log: silent,
      signal: new AbortController().signal,
    });
    await clock.advance(checkLimitMs);
    expect((await waiting).results.map(({ check, level }) => [check, level])).toEqual([
      ['reading', 'fail'],
      ['names', 'ok'],
    ]);
  });

  it('says what could not be looked at because of a fault of its own', async () => {
    const clock = new VirtualClock();
    const broken = { check: 'clocks', look: () => Promise.reject(new Error('out of order')) } as const;
    const { results } = await checkCluster(accessTo({ parts: [broken] }), fail('it is elsewhere'), {
      clock,
      log: silent,
      signal: new AbortController().signal,
    });
    expect(results).toContainEqual({
      check: 'clocks',
      level: 'fail',
      what: { code: 'check-broke', said: 'Error: out of order' },
      remedy: { code: 'do-ask-again' },
    });
    // What only the bot's own record tells is not said to be well by who does not have it.
    const passing = results.flatMap(({ what }) => (what.code === 'gates-pass' ? what.gates : []));
    expect(passing).not.toContain('lock');
    expect(passing).toContain('nodes-alive');
    expect(results).toContainEqual({
      check: 'run',
      level: 'unknown',
      what: { code: 'check-record-unknown', why: 'it is elsewhere' },
    });
  });
});
