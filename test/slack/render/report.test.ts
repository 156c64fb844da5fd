import { describe, expect, it } from 'vitest';
import { nodeAddress } from '../../../src/roll/ids.js';
import { renderReport, reportTitle } from '../../../src/slack/render/report.js';
import { isReported } from '../../../src/slack/render/reported.js';
import { alice, awaiting, bob, carol, done, failed, logged, rejected, saved } from '../../support/told-runs.js';
import { reported } from './gallery.js';

const head = { seq: 4711, hash: 'b1946ac92492d2347c6235b4d2611184' };

describe('the report of a run', () => {
  it('tells the whole run: plan, approvals, servers, times, holds, settings and what happened', async () => {
    const { filename, text } = renderReport(
      reported(),
      head,
      new Map([
        [alice, 'alice'],
        [bob, 'bob'],
      ]),
    );
    expect(filename).toBe('cluster-x-7f3a.md');
    expect(reportTitle(reported())).toBe('Upgrade of cluster-x to 2.5.0: done');
    await expect(text).toMatchFileSnapshot('../../golden/slack/report.md');
  });

  it('names people by what they call themselves, which is no markup, and with the id where two have the same name', () => {
    const { text } = renderReport(
      reported(),
      head,
      new Map([
        [alice, '**Root** | <b>'],
        [bob, 'Chris'],
        [carol, 'Chris'],
      ]),
    );
    expect(text).toContain('| Asked for by | @\\*\\*Root\\*\\* \\| \\<b\\>, ');
    expect(text).toContain(`@Chris (${bob}) approved, 1 of 2`);
    expect(text).toContain(`skipped by @Chris (${bob})`);
    expect(text).not.toMatch(/@[UW]0/);
    expect(text).toContain(`| Chris | \`${carol}\` |`);
  });

  it('leaves out what there was not', () => {
    const { text } = renderReport({ ...done(), log: [] }, head);
    for (const heading of ['## Holds', '## What happened']) expect(text).not.toContain(heading);
  });

  it('says loudly when settings are not back', () => {
    expect(renderReport(failed(), head).text).toContain('**They are not back as they were.**');
  });

  it('masks a secret that goes over several lines of what a note shows', () => {
    const log = logged({
      kind: 'note',
      message: { code: 'text', text: 'The command printed something' },
      raw: [
        '-----BEGIN RSA PRIVATE KEY-----',
        'MIIEowIBAAKCAQEAx1',
        'Zm9vYmFyYmF6cXV4',
        '-----END RSA PRIVATE KEY-----',
        'bye',
      ],
    });
    const { text } = renderReport({ ...done(), log }, head);
    expect(text).toContain('The command printed something \\*\\*\\* bye');
    expect(text).not.toMatch(/MIIEow|Zm9vYmFy/);
  });

  it('says which metas were lowered, and which of them are not back', () => {
    const [back, left] = [nodeAddress('10.0.0.1:34601'), nodeAddress('10.0.0.2:34601')].map((meta) => ({
      meta,
      was: 3,
      to: 2,
    }));
    if (back === undefined || left === undefined) throw new Error('there are two metas');
    const ended = done();
    const log = [
      ...ended.log,
      {
        kind: 'maintenance-left' as const,
        restored: { ...saved, minLive: [back] },
        seq: ended.log.length + 1,
        at: ended.endedAt,
      },
    ];
    const told = (minLive: { readonly minLive?: readonly (typeof left)[] }): string =>
      renderReport(
        {
          ...ended,
          log,
          plan: { ...ended.plan, minLive: { from: 3, to: 2 } },
          progress: { ...ended.progress, saved: { ...saved, ...minLive }, restored: true },
        },
        head,
      ).text;
    expect(told({})).toContain('min_live_node_count_for_unfreeze lowered from 3 to 2 while the run lasted.');
    expect(told({})).toMatch(
      /Before the run: .*min_live_node_count_for_unfreeze 3 on 10\.0\.0\.1:34601\.\n\nThey are back, each value was read\.\n/,
    );
    expect(told({ minLive: [left] })).toMatch(
      /each value was read, with one exception\. .*GET http:\/\/10\.0\.0\.2:34601\/updateConfig\?min/,
    );
  });

  it('is made of runs that did something, and are over', () => {
    expect([awaiting(), rejected(), done(), failed()].map(isReported)).toEqual([false, false, true, true]);
  });
});
