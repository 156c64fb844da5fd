import { describe, expect, it } from 'vitest';
import { isReported, renderReport, reportTitle } from '../../../src/slack/render/report.js';
import { awaiting, done, failed, rejected } from '../../support/told-runs.js';
import { reported } from './gallery.js';

const head = { seq: 4711, hash: 'b1946ac92492d2347c6235b4d2611184' };

describe('the report of a run', () => {
  it('tells the whole run: plan, approvals, servers, times, holds, settings and what happened', async () => {
    const { filename, text } = renderReport(reported(), head);
    expect(filename).toBe('cluster-x-7f3a.md');
    expect(reportTitle(reported())).toBe('Upgrade of cluster-x to 2.5.0: done');
    await expect(text).toMatchFileSnapshot('../../golden/slack/report.md');
  });

  it('leaves out what there was not', () => {
    const { text } = renderReport({ ...done(), log: [] }, head);
    for (const heading of ['## Holds', '## What happened']) expect(text).not.toContain(heading);
  });

  it('says loudly when settings are not back', () => {
    expect(renderReport(failed(), head).text).toContain('**They are not back as they were.**');
  });

  it('is made of runs that did something, and are over', () => {
    expect([awaiting(), rejected(), done(), failed()].map(isReported)).toEqual([false, false, true, true]);
  });
});
