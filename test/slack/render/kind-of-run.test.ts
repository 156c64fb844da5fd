import { describe, expect, it } from 'vitest';
import { renderPlan } from '../../../src/cli/render-plan.js';
import { runId } from '../../../src/roll/ids.js';
import type { Plan } from '../../../src/roll/plan.js';
import { historyLine } from '../../../src/slack/render/history-line.js';
import { planTitle } from '../../../src/slack/render/plan-parts.js';
import { summaryOf } from '../../../src/store/summary.js';
import { awaiting, planFor } from '../../support/told-runs.js';

const options = { ...planFor().options, version: '2.4.0' };
const rollsBack = { run: runId('cluster-x-7f3a'), from: '2.5.0', servers: [] };

const kinds: readonly (readonly [kind: string, terminal: string, plan: Plan])[] = [
  ['Restart cluster-x', 'Restart of cluster-x', planFor()],
  ['Upgrade cluster-x to 2.4.0', 'Upgrade of cluster-x to 2.4.0', planFor({ options })],
  ['Downgrade cluster-x to 2.4.0', 'Downgrade of cluster-x to 2.4.0', planFor({ options, downgradeFrom: ['2.5.0'] })],
  [
    'Roll back cluster-x to 2.4.0',
    'Rollback of cluster-x to 2.4.0',
    planFor({ options: { ...options, rollsBack }, downgradeFrom: ['2.5.0'] }),
  ],
];

describe('what a run is', () => {
  it.each(kinds)('is said by the same name everywhere: %s', (kind, terminal, plan) => {
    const run = awaiting({ plan, options: plan.options });
    expect(planTitle(plan)).toBe(kind);
    expect(historyLine(summaryOf(run, undefined), undefined)).toContain(`*${kind}*`);
    expect(renderPlan(plan)[0]).toBe(terminal);
  });
});
