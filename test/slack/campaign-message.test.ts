import { describe, expect, it } from 'vitest';
import type { AtRest } from '../../src/engine/run-service.js';
import type { Run } from '../../src/roll/run.js';
import { doneOnX, x, y, z } from '../support/campaigns.js';
import { anyMember, FakeRunService } from '../support/fake-run-service.js';
import { bob, carol, halfway, held, rolling } from '../support/told-runs.js';
import { hurried, openOffice, until, type Office, type Seen } from './bot.js';

const three = (): FakeRunService => new FakeRunService([{}, {}, {}]);
const groups = new Map([['all-test', [x, y, z]]]);
const onCluster = ({ runService }: Office, cluster: string): Run | undefined =>
  runService.runs().find((run) => run.cluster === cluster);
const theRun = (office: Office, cluster: string): Run => {
  const run = onCluster(office, cluster);
  if (run === undefined) throw new Error(`no run on ${cluster}`);
  return run;
};
const commonOf = ({
  id,
  cluster,
  plan,
  options,
  votes,
  log,
  channel,
  requestedAt,
}: Run): NonNullable<Parameters<typeof rolling>[0]> => ({
  id,
  cluster,
  plan,
  options,
  votes,
  log,
  channel,
  requestedAt,
});
/** The run has ended just now, and left its cluster well. */
const finish = (office: Office, cluster: string): void => {
  const { status, progress, log } = doneOnX(0);
  const run = theRun(office, cluster);
  office.runService.put({ ...run, status, progress, log: [...run.log, ...log], endedAt: hurried.now() });
};
const campaigns = async (office: Office): Promise<readonly Seen[]> =>
  (await office.seen()).filter(({ metadata }) => metadata?.event_type === 'pegasus_roll_campaign');
const says = (office: Office, what: RegExp): Promise<void> =>
  until(
    async () => what.test((await campaigns(office)).at(-1)?.text ?? ''),
    () => `${String(what)} in the message of the campaign`,
  );
const ask = async (runService = three(), slack = {}): Promise<Office> => {
  const office = await openOffice({ runService, slack: { groups, ...slack } });
  await office.command('roll all-test --reason "new configuration"');
  await says(office, /Needs approval/);
  return office;
};
const ts = async (office: Office): Promise<string> => (await campaigns(office)).at(-1)?.ts ?? '';
/** Bob has approved it on its message. */
const approved = async (runService = three()): Promise<Office> => {
  const office = await ask(runService);
  await office.react(await ts(office), 'white_check_mark', 'bob');
  await until(() => onCluster(office, x)?.status === 'approved');
  return office;
};
/** Clusters are not at rest before `release` is called. */
const restless = (runService: FakeRunService): { release: () => void } => {
  let release = (): void => undefined;
  const gate = new Promise<AtRest>((resolve) => {
    release = () => {
      resolve({ kind: 'rests' });
    };
  });
  runService.atRest = () => gate;
  return {
    release: () => {
      release();
    },
  };
};

describe('the message of a campaign', () => {
  it('is one, above its runs: approved there, kept up to date, with a link to each run', async () => {
    const office = await ask();
    const first = theRun(office, x);
    const own = await office.message(first.id);
    expect(Number(await ts(office))).toBeLessThan(Number(own.ts));
    await until(async () => (await campaigns(office))[0]?.reactions.length === 2);
    await says(office, /cluster-y\*?: waiting, 7 servers/);
    await office.react(await ts(office), 'white_check_mark', 'bob');
    await until(() => onCluster(office, x)?.status === 'approved');
    expect(theRun(office, x).votes).toMatchObject([{ by: bob, via: 'reaction' }]);
    office.runService.put(rolling(commonOf(theRun(office, x))));
    await says(office, /cluster-x\*?: rolling, \d of 7 servers done · <http[^|]*\|its run>/);
    finish(office, x);
    await until(() => onCluster(office, y)?.status === 'approved');
    await says(office, /cluster-x\*?: done, 7 of 7 servers in .*its run[^]*cluster-y\*?: approved/);
    finish(office, y);
    await until(() => onCluster(office, z)?.status === 'approved');
    finish(office, z);
    await says(office, /all done/);
    expect(await campaigns(office)).toHaveLength(1);
    await until(() => office.runService.runs().length === 0);
  });

  it('takes an approval away where its reaction is taken off, and counts one that nobody heard', async () => {
    const office = await ask(new FakeRunService([{ approvals: { ...anyMember, required: 2 } }, {}, {}]));
    await office.react(await ts(office), 'white_check_mark', 'carol');
    await until(() => theRun(office, x).votes.length === 1);
    await office.react(await ts(office), 'white_check_mark', 'carol', false);
    await until(() => theRun(office, x).votes.length === 0);
    await office.slack.stop();
    await office.react(await ts(office), '+1', 'bob');
    await office.react((await office.message(theRun(office, x).id)).ts, 'white_check_mark', 'carol');
    await office.restart();
    await until(() => onCluster(office, x)?.status === 'approved');
    expect(
      theRun(office, x)
        .votes.map(({ by }) => by)
        .toSorted(),
    ).toEqual([bob, carol]);
  });

  it('keeps the next cluster from beginning by an abort between two, also for a bot that is started later', async () => {
    const runService = three();
    const rest = restless(runService);
    const office = await approved(runService);
    finish(office, x);
    await says(office, /cluster-y\* begins once|cluster-y begins once/);
    await office.react(await ts(office), 'octagonal_sign', 'bob');
    await says(office, /stands after cluster-x:\*? <@U0BOB00001> stopped it/);
    rest.release();
    await office.restart();
    await says(office, /not begun/);
    await until(async () =>
      (await office.seen()).some(({ text }) => /:warning: <@U0ALICE001> The campaign stands/.test(text)),
    );
    expect(onCluster(office, y)).toBeUndefined();
    await office.command('continue cluster-x');
    await until(() => onCluster(office, y)?.status === 'approved');
    await says(office, /cluster-y\*?: approved/);
    expect(await campaigns(office)).toHaveLength(1);
  });

  it('pauses and aborts the run in progress, and says that nothing more begins', async () => {
    const office = await approved();
    office.runService.put(rolling(commonOf(theRun(office, x))));
    await says(office, /rolling/);
    await office.react(await ts(office), 'double_vertical_bar', 'bob');
    await until(() => theRun(office, x).status === 'pausing');
    await says(office, /Nothing else begins before \*?cluster-x/);
    await office.react(await ts(office), 'octagonal_sign', 'bob');
    await until(() => theRun(office, x).status === 'aborting');
    await says(office, /No other cluster begins/);
  });

  it('counts a pause that was put there while the bot was away', async () => {
    const office = await approved();
    office.runService.put(rolling(commonOf(theRun(office, x))));
    await says(office, /rolling/);
    await office.slack.stop();
    await office.react(await ts(office), 'double_vertical_bar', 'carol');
    await office.restart();
    await until(() => theRun(office, x).status === 'pausing');
  });

  it('says what a pause does that is found late: while settings go back, it only stops the next cluster', async () => {
    const office = await approved();
    const phase = { kind: 'leave-maintenance', since: 0, defaultsTried: [] } as const;
    office.runService.put(rolling(commonOf(theRun(office, x)), { ...halfway(), phase }));
    await says(office, /rolling/);
    await office.slack.stop();
    await office.react(await ts(office), 'double_vertical_bar', 'carol');
    await office.restart();
    await until(async () =>
      (await office.seen()).some(({ text }) => text.endsWith('It counts now: the next cluster does not begin.')),
    );
    expect(theRun(office, x).status).toBe('rolling');
    await says(office, /The campaign then stands: <@U0CAROL001> stopped it/);
  });

  it('is another one where the plan of the first cluster is another: approvals on the old one count for nothing', async () => {
    const office = await ask();
    const old = await ts(office);
    const run = theRun(office, x);
    office.runService.put({ ...run, plan: { ...run.plan, id: 'another' } });
    await until(async () => (await campaigns(office)).length === 2);
    const [before] = await campaigns(office);
    expect(before?.text).toContain('plan replaced');
    await office.react(old, 'white_check_mark', 'bob');
    await office.react(await ts(office), 'white_check_mark', 'carol');
    await until(() => theRun(office, x).votes.length > 0);
    expect(theRun(office, x).votes.map(({ planId }) => planId)).toEqual(['another']);
    expect(theRun(office, x).votes.map(({ by }) => by)).not.toContain(bob);
  });

  it('is posted once where Slack’s answer gets lost, and again where somebody deletes it', async () => {
    const office = await openOffice({ runService: three(), slack: { groups } });
    await office.misbehave({ kind: 'lost-answer', methods: ['chat.postMessage'], times: 1 });
    await office.command('roll all-test');
    await says(office, /Needs approval/);
    await office.message(theRun(office, x).id);
    expect(await campaigns(office)).toHaveLength(1);
    const { id, plan } = theRun(office, x);
    const own = await office.message(id);
    await office.erase(own.ts);
    await office.runService.submit(id, { kind: 'approve', by: bob, via: 'button', planId: plan.id });
    await office.message(id, (message) => message.ts !== own.ts);
    await says(office, /approved, about to start/);
    expect(await campaigns(office)).toHaveLength(1);
    const before = await ts(office);
    await office.erase(before);
    office.runService.put(rolling(commonOf(theRun(office, x))));
    await says(office, /rolling/);
    expect(await ts(office)).not.toBe(before);
  });

  it('shows the hold of a run, with a link to it', async () => {
    const office = await approved();
    office.runService.put(held(commonOf(theRun(office, x))));
    await says(office, /is held/);
    await says(office, /cluster-x\*?: \*?held\*?, .* · <http[^|]*\|its run>/);
  });
});

/** The first two saves fail. */
const fullDisk = (): { saves: number; readonly save: () => Promise<void> } => {
  const disk = {
    saves: 0,
    save: () => {
      disk.saves += 1;
      return disk.saves < 3 ? Promise.reject(new Error('the disk is full')) : Promise.resolve();
    },
  };
  return disk;
};

describe('what takes a campaign on', () => {
  it('carries an approval over though it could not be saved at first', async () => {
    const runService = three();
    const office = await approved(runService);
    const disk = fullDisk();
    runService.beforeSubmit = disk.save;
    finish(office, x);
    await until(() => onCluster(office, y)?.status === 'approved');
    expect(disk.saves).toBeGreaterThanOrEqual(3);
    expect(office.lines.filter((line) => line.includes('taking a campaign on failed')).length).toBeGreaterThan(0);
  });

  it('begins the next one though asking for it failed at first', async () => {
    const runService = three();
    const office = await approved(runService);
    runService.beforeRequest = fullDisk().save;
    finish(office, x);
    await until(() => onCluster(office, y)?.status === 'approved');
  });
});
