import { describe, expect, it } from 'vitest';
import { nodeAddress } from '../../src/roll/ids.js';
import { withoutStrangers, withStrangers } from '../../src/roll/strangers.js';
import { whySilent } from '../../src/roll/why-silent.js';
import { words } from '../../src/words/words.js';
import { IdealCluster } from '../support/ideal-cluster.js';
import { approved, planFor, rolling } from '../support/told-runs.js';

const policy = { metas: [nodeAddress('10.7.0.1:34601')], collectors: [nodeAddress('10.7.0.2:34101')] };
const evil = nodeAddress('10.9.9.9:34801');
const left = { role: 'replica', address: nodeAddress('10.7.0.3:34801'), why: { code: 'skip-option' } } as const;
const plan = planFor({ skipped: [left] });
const planned = plan.targets.map(({ address }) => address);
const look = { processes: [...planned, left.address, ...policy.metas, ...policy.collectors, evil], ddd: true };

describe('a server that the leader names when the plan has been approved', () => {
  it('is asked for nothing by a run, unless its host is of the plan or the configuration', () => {
    expect(withoutStrangers(look, rolling({ plan }), policy)).toEqual({
      look: { ...look, processes: look.processes.filter((address) => address !== evil) },
      strangers: [evil],
    });
  });

  it('is asked where the configuration allows its host', () => {
    expect(withoutStrangers(look, rolling({ plan }), policy, (address) => address === evil)).toEqual({
      look,
      strangers: [],
    });
  });

  it('is asked for a new plan, which people see and approve', () => {
    expect(withoutStrangers(look, approved({ plan }), policy)).toEqual({ look, strangers: [] });
  });

  it('counts as not asked in the reading, and people are told no more', () => {
    const seen = new IdealCluster().observe({ processes: planned, ddd: false });
    const reading = withStrangers(seen, [evil]).processes[evil];
    expect(reading).toEqual({ kind: 'not-asked' });
    if (reading?.kind === 'running') throw new Error('it was not asked');
    expect(words(whySilent(reading))).toBe('it was not asked');
  });
});
