import { describe, expect, it } from 'vitest';
import { runId } from '../../src/roll/ids.js';
import type { RunIn } from '../../src/roll/run.js';
import { aborted, bob, halfUpgraded, paused } from '../support/told-runs.js';
import { FakeRunService } from '../support/fake-run-service.js';
import { openOffice, until, type Office } from './bot.js';

/** Bob pressed Roll back, and the run has ended for it. */
function wanted(terms?: { readonly reason: string }): RunIn<'aborted'> {
  const run = halfUpgraded(aborted()) as RunIn<'aborted'>;
  const stopRequest = { kind: 'abort', by: { code: 'person', user: bob }, at: run.updatedAt } as const;
  return {
    ...run,
    id: runId('cluster-x-0001'),
    progress: {
      ...run.progress,
      stopRequest: { ...stopRequest, rollsBackFor: bob, ...(terms === undefined ? {} : { terms }) },
    },
  };
}

const asked = (office: Office): number => office.runService.requests.length;

describe('a rollback that somebody wants of a run that stands', () => {
  it('is asked for in their name once the run has ended, with what they gave, and once', async () => {
    const office = await openOffice();
    office.runService.put(halfUpgraded(paused()));
    const run = office.runService.put(wanted({ reason: 'it crashes' }));
    await until(() => asked(office) === 1);
    expect(office.runService.requests[0]).toMatchObject({
      by: bob,
      cluster: run.cluster,
      options: { version: '2.4.0', reason: 'it crashes', rollsBack: { run: run.id, from: '2.5.0' } },
    });
    office.runService.put({ ...run, updatedAt: run.updatedAt + 1 });
    const plan = office.runService.runs().find(({ options }) => options.rollsBack !== undefined);
    if (plan === undefined) throw new Error('no rollback');
    await office.message(plan.id);
    expect(asked(office)).toBe(1);
  });

  it('is asked for by a bot that was started after the run had ended', async () => {
    const runService = new FakeRunService();
    runService.put(wanted());
    const office = await openOffice({ runService });
    await until(() => asked(office) === 1);
    expect(office.runService.requests[0]?.options.rollsBack?.run).toBe(wanted().id);
  });

  it('is told, with its reason, to whoever wanted it where it cannot be asked for', async () => {
    const runService = new FakeRunService();
    runService.refusal = { message: { code: 'settings-being-restored', cluster: wanted().cluster } };
    const office = await openOffice({ runService });
    runService.put(wanted());
    await until(async () => (await office.ephemeralsTo('bob')).length === 1);
    expect((await office.ephemeralsTo('bob'))[0]).toMatch(/^The rollback of \S+ was not asked for\. /);
  });

  it('is not asked for where nobody wanted it', async () => {
    const office = await openOffice();
    const run = office.runService.put(halfUpgraded(aborted()));
    await office.message(run.id);
    expect(asked(office)).toBe(0);
  });
});
