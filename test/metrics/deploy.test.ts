import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { definitions, type Definition } from '../../src/metrics/definitions.js';
import { metricsOf } from './support.js';

const root = resolve(import.meta.dirname, '../..');
const rulesFile = join(root, 'deploy/prometheus/pegasus-roll.rules.yml');
const dashboardFile = join(root, 'deploy/grafana/pegasus-roll.json');
const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string(),
          expr: z.string(),
          annotations: z.object({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});
const dashboard = z.object({
  panels: z.array(z.object({ id: z.number(), title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
});
const alerts = rules.parse(parse(readFileSync(rulesFile, 'utf8'))).groups.flatMap((group) => group.rules);
const { panels } = dashboard.parse(JSON.parse(readFileSync(dashboardFile, 'utf8')));

/** The names and label values in an expression, as far as they are of metrics. */
const metricsIn = (expr: string): readonly string[] =>
  [...expr.matchAll(/\b((?:pegasus_roll|process|nodejs)_[a-z0-9_]+)\b/g)].flatMap(([, name]) => name ?? []);

/** The names of what Prometheus gets, with those that a histogram has beside its own. */
async function names(): Promise<ReadonlySet<string>> {
  const text = await metricsOf().text();
  return new Set(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
  );
}

it('dashboard and rules name only metrics that there are, and labels with values that there are', async () => {
  const known = await names();
  const expressions = [
    ...alerts.map(({ expr }) => expr),
    ...panels.flatMap((panel) => panel.targets.map((t) => t.expr)),
  ];
  expect(expressions.length).toBeGreaterThan(30);
  for (const expr of expressions) {
    expect([...known]).toEqual(expect.arrayContaining([...metricsIn(expr)]));
    for (const [, name = '', inside = ''] of expr.matchAll(/\b(pegasus_roll_[a-z_]+?)(?:_bucket)?\{([^}]*)\}/g)) {
      const { labels = {} } = Object.entries<Definition>(definitions).find(([each]) => each === name)?.[1] ?? {};
      for (const [, label = '', value = ''] of inside.matchAll(/([a-z_]+)!?=~?"([^"]*)"/g)) {
        expect(Object.keys(labels), expr).toContain(label);
        const values = labels[label];
        if (typeof values === 'object') expect(values, expr).toContain(value);
      }
    }
  }
});

it('the dashboard shows every metric of the bot', () => {
  const shown = panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => metricsIn(expr)));
  for (const name of Object.keys(definitions))
    expect(
      shown.some((each) => each === name || each === `${name}_bucket`),
      name,
    ).toBe(true);
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
});

it('each alert sends its reader to a heading of the runbook that there is', () => {
  const runbook = readFileSync(join(root, 'docs/RUNBOOK.md'), 'utf8');
  for (const { annotations } of alerts)
    for (const [, heading = ''] of annotations.description.matchAll(/See "([^"]+)" in docs\/RUNBOOK/gi))
      expect(runbook).toMatch(new RegExp(`^#+ ${heading}$`, 'm'));
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPromtool) console.warn('promtool is not installed: what it says of rules and metrics was not tested');

it.runIf(hasPromtool)('promtool takes the rules, and they fire when they should', () => {
  expect(execFileSync('promtool', ['check', 'rules', rulesFile], { encoding: 'utf8' })).toContain('SUCCESS');
  const tests = join(import.meta.dirname, 'rules.test.yml');
  const tested = spawnSync('promtool', ['test', 'rules', tests], { encoding: 'utf8' });
  expect(`${tested.stdout}${tested.stderr}`).toContain('SUCCESS');
  expect(tested.status).toBe(0);
});

it.runIf(hasPromtool)('promtool finds nothing wrong with the names of the metrics', async () => {
  const own = (await metricsOf().text())
    .split('\n')
    .filter((line) => /^(?:# (?:HELP|TYPE) )?pegasus_roll_/.test(line))
    .join('\n');
  const checked = spawnSync('promtool', ['check', 'metrics'], { input: `${own}\n`, encoding: 'utf8' });
  expect(`${checked.stdout}${checked.stderr}`).toBe('');
  expect(checked.status).toBe(0);
});
