import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asJson } from '../../src/cli/check/as-json.js';
import { asText } from '../../src/cli/check/as-text.js';
import type { CheckReport } from '../../src/cli/check/report.js';
import { fail, ok } from '../../src/lib/result.js';
import { VirtualClock } from '../../src/lib/virtual-clock.js';
import { gateNames } from '../../src/roll/gates/verdict.js';
import { clusterName, nodeAddress } from '../../src/roll/ids.js';
import { checkLevels, ownChecks, resultsOf } from '../../src/roll/checks/result.js';
import { foreign } from '../../src/roll/message.js';
import { check, clusterOf, goodSlack, healthy, listener, slack } from './check-setup.js';
import { configFile } from './support.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/CHECK.md'), 'utf8');

const message = { code: z.string(), parameters: z.record(z.string(), z.unknown()), text: z.string().min(1) };
/** As docs/CHECK.md has it; nothing else is there. */
const documented = z.strictObject({
  format: z.literal('pegasus-roll-check'),
  version: z.literal(1),
  at: z.iso.datetime(),
  works: z.boolean(),
  counts: z.strictObject(Object.fromEntries(checkLevels.map((level) => [level, z.number()]))),
  sections: z.array(
    z.strictObject({
      title: z.string(),
      cluster: z.string().optional(),
      ms: z.number().optional(),
      level: z.enum(checkLevels),
      results: z.array(
        z.strictObject({
          check: z.enum([...ownChecks, ...gateNames]),
          level: z.enum(checkLevels),
          ...message,
          remedy: z.strictObject(message).optional(),
          raw: z.array(z.string()).optional(),
        }),
      ),
    }),
  ),
});

const leader = nodeAddress('10.0.0.1:34601');
const report: CheckReport = {
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  sections: [
    {
      title: 'Cluster cluster-x',
      cluster: clusterName('cluster-x'),
      ms: 1_000,
      results: [
        resultsOf('flow-control')('ok', { code: 'flow-control-on' }),
        resultsOf('settings-left')(
          'warn',
          { code: 'delay-of-script-left', delay: 180_000_000 },
          { code: 'do-reset-delay', leader },
        ),
        resultsOf('clocks')('fail', foreign('not \u001b[31munderstood\u202e'), undefined, ['gar\u0007bage']),
      ],
    },
    { title: 'Database', results: [] },
  ],
};

describe('a report of check', () => {
  it('as JSON has the shape that is documented, with codes, parameters and words', () => {
    const read = documented.parse(JSON.parse(asJson(report)));
    expect(read).toMatchObject({
      works: false,
      counts: { ok: 1, note: 0, unknown: 0, warn: 1, fail: 1 },
      sections: [{ cluster: 'cluster-x', level: 'fail' }, { level: 'ok' }],
    });
    expect(read.sections[0]?.results[1]).toMatchObject({
      check: 'settings-left',
      code: 'delay-of-script-left',
      parameters: { delay: 180_000_000 },
      remedy: { code: 'do-reset-delay', parameters: { leader } },
    });
    expect(asJson(report)).not.toMatch(/[\u0007\u001b\u202e]/);
  });

  it('as text has a mark for each level, what to do below, raw lines, and how it went', () => {
    expect(asText(report).join('\n')).toMatch(
      /^Cluster cluster-x \(1 s\)\n {2}✓ .*\n {2}! assign_delay_ms is 180000000 .*\n {4}→ .*DEFAULT\n {2}✗ not \[31munderstood.\n {6}garbage\nDatabase\n1 thing doesn't work\. 1 marked ! is worth a look before a roll\.$/,
    );
  });

  it('is documented: every check that there is, and the example', () => {
    for (const name of ownChecks) expect(page, name).toContain(`| \`${name}\` |`);
    const [example = ''] = /^ {4}\{\n[\s\S]*?^ {4}\}\n/m.exec(page) ?? [];
    documented.parse(JSON.parse(example));
  });
});

describe('check --json', () => {
  it('prints one document, whatever is wrong, and its exit code says the same', async () => {
    const env = { SLACK_API_URL: await slack(goodSlack) };
    const good = await check({ cluster: clusterOf(await listener()), json: true, env });
    expect(documented.parse(JSON.parse(good.printed)).works).toBe(true);
    expect(good.code).toBe(0);
    const reading = fail({ kind: 'not-understood', message: 'Not understood.', raw: ['garbage'] } as const);
    const bad = await check({ cluster: clusterOf(await listener()), json: true, reading, env });
    const read = documented.parse(JSON.parse(bad.printed));
    expect(read.works).toBe(false);
    expect(bad.code).toBe(1);
    expect(read.sections.flatMap(({ results }) => results).find(({ check: of }) => of === 'reading')).toMatchObject({
      level: 'fail',
      code: 'check-unread',
      raw: ['garbage'],
    });
    const wrongFile = await check({ cluster: 'metas: []', json: true });
    expect(documented.parse(JSON.parse(wrongFile.printed)).sections.map(({ title }) => title)).toEqual([
      'Configuration',
    ]);
  });
});

describe('several clusters', () => {
  it('are looked at together: one that hangs costs its own time, and takes nothing from the others', async () => {
    const clock = new VirtualClock();
    const env = { SLACK_API_URL: await slack(goodSlack) };
    const of = async (name: string): Promise<string> =>
      `  ${name}:\n${clusterOf(await listener()).replace(/^/gm, '    ')}\n`;
    const file = configFile(`clusters:\n${await of('cluster-a')}${await of('cluster-b')}${await of('cluster-c')}`);
    const over = { done: false };
    const checked = check({ cluster: '', file, json: true, env, clock, hangs: 'cluster-b', reading: ok(healthy) });
    void checked.finally(() => (over.done = true));
    // Others wait for real sockets in between: a second of the clock takes a tenth of one, however busy the machine is.
    while (!over.done) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await clock.advance(200);
    }
    const { sections } = documented.parse(JSON.parse((await checked).printed));
    const taken = Object.fromEntries(
      sections.flatMap(({ cluster, ms }) => (cluster === undefined ? [] : [[cluster, ms]])),
    );
    expect(taken['cluster-b']).toBe(30_000);
    expect(taken['cluster-a']).toBeLessThan(15_000);
    expect(taken['cluster-c']).toBeLessThan(15_000);
    const codes = (name: string): readonly string[] =>
      sections.find(({ cluster }) => cluster === name)?.results.map(({ code }) => code) ?? [];
    expect(codes('cluster-b')).toContain('check-too-slow');
    expect(codes('cluster-a')).toContain('check-read');
    expect(codes('cluster-c')).not.toContain('check-too-slow');
  });
});
