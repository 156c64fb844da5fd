import { describe, expect, it } from 'vitest';
import { inCampaign } from '../../src/roll/campaign.js';
import { runId } from '../../src/roll/ids.js';
import { foreign } from '../../src/roll/message.js';
import type { Run } from '../../src/roll/run.js';
import { campaign, doneOnX, planned, well, x, y, z } from '../support/campaigns.js';
import { anyMember, FakeRunService } from '../support/fake-run-service.js';
import { alice, awaiting, bob, carol, planFor, replica } from '../support/told-runs.js';
import { hurried, openOffice, until, type Office } from './bot.js';

const three = (): FakeRunService => new FakeRunService([{}, {}, {}]);
const asked = ({ runService }: Office): readonly string[] => runService.requests.map(({ cluster }) => cluster);
const onCluster = ({ runService }: Office, cluster: string): Run | undefined =>
  runService.runs().find((run) => run.cluster === cluster);
/** The run has ended just now, and left its cluster well. */
const finish = (office: Office, cluster: string): void => {
  const run = onCluster(office, cluster);
  if (run === undefined) throw new Error(`no run on ${cluster}`);
  const { status, progress, log } = doneOnX(0);
  office.runService.put({ ...run, status, progress, log: [...run.log, ...log], endedAt: hurried.now() });
};

describe('a campaign of three clusters', () => {
  it('is approved once, and goes from one to the next when the one before is done', async () => {
    const office = await openOffice({ runService: three(), slack: { groups: new Map([['all-test', [x, y, z]]]) } });
    await office.command('roll all-test --reason "new configuration"');
    await until(() => asked(office).length === 1);
    const first = onCluster(office, x);
    if (first === undefined) throw new Error('no first run');
    expect(office.runService.requests[0]).toMatchObject({
      cluster: x,
      by: alice,
      options: { reason: 'new configuration', campaign: { clusters: [x, y, z], then: [planned(y), planned(z)] } },
    });
    const shown = JSON.stringify(await office.message(first.id));
    expect(shown).toContain('*Campaign:* 1 of 3. *An approval is for these as well*');
    expect(shown).toContain('`cluster-z`: 7 servers, about 7 min');
    await office.runService.submit(first.id, { kind: 'approve', by: bob, via: 'button', planId: first.plan.id });
    finish(office, x);
    for (const cluster of [y, z]) {
      await until(() => onCluster(office, cluster)?.status === 'approved');
      expect(onCluster(office, cluster)?.votes).toMatchObject([{ by: bob, via: 'campaign' }]);
      finish(office, cluster);
    }
    await office.message(runId('cluster-z-7f3a'), (seen) => JSON.stringify(seen).includes('done'));
    expect(asked(office)).toEqual([x, y, z]);
  });

  it.each([
    ['a server', 'roll cluster-x,cluster-y --nodes 10.0.0.1:34801', /--nodes is about the servers of one cluster/],
    ['a cluster twice', 'roll cluster-x,cluster-x', /cluster-x is named twice/],
    ['a cluster that there is not', 'roll cluster-x,cluster-w', /I know no cluster called “cluster-w”/],
  ])('is not asked for with %s', async (_what, words, says) => {
    const office = await openOffice({ runService: three() });
    await office.command(words);
    await until(async () => (await office.ephemeralsTo('alice')).some((text) => says.test(text)));
    expect(asked(office)).toEqual([]);
  });

  it('goes on once with a bot that is started after the run before had ended', async () => {
    const runService = three();
    runService.put(doneOnX(hurried.now()));
    const office = await openOffice({ runService });
    await until(() => onCluster(office, y)?.status === 'approved');
    await office.slack.stop();
    const second = await openOffice({ runService });
    await second.command('status cluster-y');
    await until(async () => (await second.ephemeralsTo('alice')).length > 0);
    expect(asked(office)).toEqual([y]);
  });

  it('carries approvals over with a bot that is started between the request and the approval', async () => {
    const runService = three();
    const before = runService.put(doneOnX(hurried.now()));
    runService.put(awaiting({ plan: planFor({ cluster: y, options: inCampaign(campaign([planned(z)], before.id)) }) }));
    const office = await openOffice({ runService });
    await until(() => onCluster(office, y)?.status === 'approved');
    expect(asked(office)).toEqual([]);
  });

  it('asks for approval anew where the plan is another one, and of those who approve there', async () => {
    const runService = new FakeRunService([{}, { approvals: { ...anyMember, approvers: [carol] } }, {}]);
    const office = await openOffice({ runService });
    runService.put(doneOnX(hurried.now()));
    await until(() => office.lines.some((line) => line.includes('an approval of a campaign does not count here')));
    expect(onCluster(office, y)).toMatchObject({ status: 'awaiting-approval', votes: [] });
  });

  it.each([
    [
      'its cluster is not at rest',
      { kind: 'restless', why: foreign('a copy is missing') },
      well,
      /is not at rest: a copy/,
    ],
    [
      'it was not left well',
      { kind: 'rests' },
      { ...well, dead: [replica(1).address] },
      /not everything in it was well/,
    ],
  ] as const)('stands and says so where %s, and goes on when people say so', async (_why, rest, left, says) => {
    const runService = three();
    runService.rest = rest;
    const office = await openOffice({ runService });
    runService.put(doneOnX(hurried.now(), left));
    await until(async () => (await office.seen()).some(({ text }) => says.test(text)));
    expect(asked(office)).toEqual([]);
    runService.rest = { kind: 'rests' };
    await office.command('continue cluster-x-0001');
    await until(() => asked(office).length === 1);
    await office.command('continue cluster-x-0001');
    await until(async () =>
      (await office.ephemeralsTo('alice')).some((text) => /has been asked for already/.test(text)),
    );
    expect(asked(office)).toEqual([y]);
  });

  it('is not gone on with by a bot that was away for long', async () => {
    const runService = three();
    runService.put(doneOnX(hurried.now() - 7_200_000));
    const office = await openOffice({ runService });
    await until(async () => (await office.seen()).some(({ text }) => /for too long to begin the next one/.test(text)));
    expect(asked(office)).toEqual([]);
  });
});
