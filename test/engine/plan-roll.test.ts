import { expect, it } from 'vitest';
import { planRoll } from '../../src/engine/plan-roll.js';
import { planLook } from '../../src/roll/make-plan.js';
import { defaultOptions } from '../../src/roll/options.js';
import { parseRollOptions } from '../../src/slack/parse/roll-options.js';
import { policy } from '../support/core-run.js';
import { IdealCluster } from '../support/ideal-cluster.js';
import { inWords } from '../support/in-words.js';

const cluster = new IdealCluster();
const seen = cluster.observe(planLook(cluster.observe({ processes: [], ddd: false }), policy));
const restarts = { restart: ['restart'], upgrade: ['restart'] } as const;
const withoutInstall = { ...policy, procedure: { replica: restarts, meta: restarts, collector: restarts } };
const plan = (rules: typeof policy, version: string | undefined): ReturnType<typeof planRoll> =>
  planRoll(
    { ok: true, value: seen },
    { policy: rules },
    { restarts: [] },
    { ...defaultOptions, ...(version === undefined ? {} : { version }) },
    0,
  );

it('a version that nothing would install is refused by the plan, not after the first server', () => {
  expect(inWords(plan(withoutInstall, '2.5.0'))).toMatchObject({
    ok: false,
    failure: { about: 'version', message: expect.stringContaining('no install command in the configuration') },
  });
  expect(plan(withoutInstall, undefined).ok).toBe(true);
  expect(plan(policy, '2.5.0').ok).toBe(true);
});

it('the tag of a release is understood as its version', () => {
  for (const [typed, version] of [
    ['v2.5.0', '2.5.0'],
    ['V2.5.0@0ca31b70', '2.5.0@0ca31b70'],
    ['vendor-1', 'vendor-1'],
  ]) {
    expect(parseRollOptions(['cluster-x', '--version', typed ?? ''])).toMatchObject({
      ok: true,
      value: { options: { version } },
    });
  }
});
