import { describe, expect, it } from 'vitest';
import { alwaysOpen } from '../../src/roll/calendar.js';
import { makePlan, planLook, unknownTargets } from '../../src/roll/make-plan.js';
import { defaultOptions, type RollOptions } from '../../src/roll/options.js';
import { nodeAddress } from '../../src/roll/ids.js';
import { policy } from '../support/core-run.js';
import { IdealCluster, meta, server } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

/** Servers 1 to 5 started at 3:01 to 3:05, metas 1 to 3 at 4:01 to 4:03. */
function plan(options: Partial<RollOptions>, change: (cluster: IdealCluster) => void = () => undefined) {
  const cluster = new IdealCluster({ nodes: 5 });
  const started = (address: ReturnType<typeof server>, startedAt: string): void => {
    cluster.processes.set(address, { kind: 'running', version: '2.4.0', commit: 'c0ffee', startedAt });
  };
  for (const number of [1, 2, 3, 4, 5]) started(server(number), `2026-01-02 03:0${number}:00`);
  for (const number of [1, 2, 3]) started(meta(number), `2026-01-02 04:0${number}:00`);
  change(cluster);
  const seen = cluster.observe(planLook(cluster.observe({ processes: [], ddd: false }), policy));
  const asked = { ...defaultOptions, roles: ['replica' as const, 'meta' as const], ...options };
  const made = makePlan(seen, asked, { now: 0, policy, restarts: [], lock: undefined, calendar: alwaysOpen });
  return {
    targets: made.targets.map(({ address }) => address),
    skipped: made.skipped.map(({ address, why }) => [address, inWords(why)]),
    unknown: unknownTargets(seen, asked, policy),
    id: made.id,
  };
}
const metas = [meta(2), meta(3), meta(1)];

describe('a restart that goes on', () => {
  it('from a server leaves out those before it, and rolls every meta', () => {
    const made = plan({ from: server(3) });
    expect(made.targets).toEqual([server(3), server(4), server(5), ...metas]);
    expect(made.skipped[0]).toEqual([server(1), `before --from ${server(3)}`]);
    expect(made.id).not.toBe(plan({}).id);
  });

  it('from a server that is not there is refused', () => {
    expect(plan({ from: nodeAddress('10.9.9.9:34801') }).unknown).toMatchObject({ about: 'from' });
    expect(plan({ from: server(3) }).unknown).toBeUndefined();
  });

  it('leaves out the servers and metas that started at that time or later', () => {
    const made = plan({ startedBefore: '2026-01-02 03:04:00' });
    expect(made.targets).toEqual([server(1), server(2), server(3)]);
    expect(made.skipped).toContainEqual([server(4), 'started 2026-01-02 03:04:00, not before 2026-01-02 03:04:00']);
    expect(made.skipped.map(([address]) => address)).toEqual([server(4), server(5), ...[1, 2, 3].map(meta)]);
  });

  it('rolls a server that does not say when it started, or says it in a way that can not be compared', () => {
    const made = plan({ startedBefore: '2026-01-01 00:00:00', roles: ['replica'] }, (cluster) => {
      cluster.kill(server(2));
      const strange = { kind: 'running', version: '2.4.0', commit: 'c0ffee', startedAt: 'today' } as const;
      cluster.processes.set(server(4), strange);
    });
    expect(made.targets).toEqual([server(2), server(4)]);
  });

  it('from a server on, of those that are named', () => {
    expect(plan({ from: server(3), nodes: [server(2), server(4)], roles: ['replica'] }).targets).toEqual([server(4)]);
  });
});
