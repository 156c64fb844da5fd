import { describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/engine/run-service.js';
import { gpid, nodeAddress, runId } from '../../src/roll/ids.js';
import { FakeRunService } from '../support/fake-run-service.js';
import { alice, bob, carol, night, rolling } from '../support/told-runs.js';
import { openOffice, until, type Office } from './bot.js';
import { foreign } from '../../src/roll/message.js';

/** What somebody is told, once there are so many answers. */
async function told(office: Office, many: number, user = 'alice'): Promise<readonly string[]> {
  await until(async () => (await office.ephemeralsTo(user)).length >= many);
  return office.ephemeralsTo(user);
}

const past = (nth: number, changes: Partial<RunSummary> = {}): RunSummary => ({
  id: runId(`cluster-x-000${nth}`),
  cluster: new FakeRunService().cards[0]?.cluster ?? rolling().cluster,
  status: 'done',
  requestedBy: alice,
  requestedAt: night - nth * 3_600_000,
  startedAt: night - nth * 3_600_000 + 60_000,
  endedAt: night - nth * 3_600_000 + 960_000,
  approvedBy: [bob, carol],
  rolled: { done: 7, of: 7 },
  ...changes,
});

describe('/pegasus runs', () => {
  it('says what ran: outcome, who, when, how long, with a link to its message', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { ts } = await office.message(run.id);
    office.runService.past.push(
      past(1, { version: '2.5.0', reason: 'monthly <!here> upgrade', message: { channel: run.channel, ts } }),
      past(2, { status: 'aborted', rolled: { done: 2, of: 7 } }),
      past(3, { status: 'expired', approvedBy: [], rolled: { done: 0, of: 7 } }),
    );
    await office.command('runs cluster-x');
    const [history = ''] = await told(office, 1);
    expect(history).toMatch(
      /^Runs of cluster-x, the newest first\n:arrows_counterclockwise: rolling: Restart cluster-x/,
    );
    expect(history).toMatch(
      /:white_check_mark: done: Upgrade cluster-x to 2\.5\.0, 7 of 7 servers in 15 min\n<@U0ALICE001>, approved by <@U0BOB00001>, <@U0CAROL001> · .* · `cluster-x-0001` · <http[^|]*\|message>\n`monthly &lt;!here&gt; upgrade`/,
    );
    expect(history).toMatch(/:octagonal_sign: aborted: Restart cluster-x, 2 of 7 servers/);
    expect(history).toContain(':hourglass: expired');
  });

  it('shows the newest ten, and says that there are more', async () => {
    const office = await openOffice();
    office.runService.past.push(...Array.from({ length: 12 }, (_, nth) => past(nth)));
    await office.command('runs');
    const [history = ''] = await told(office, 1);
    expect(history.match(/:white_check_mark:/g)).toHaveLength(10);
    expect(history).toContain('There are older ones.');
  });

  it('of a cluster that has none, or that there is not, says so', async () => {
    const office = await openOffice();
    await office.command('runs cluster-x');
    expect(await told(office, 1)).toEqual(['No run of cluster-x has finished yet.']);
    await office.command('runs cluster-y');
    expect((await told(office, 2))[1]).toContain('I know no cluster called “cluster-y”. Did you mean cluster-x?');
  });

  it('is nothing for guests', async () => {
    const office = await openOffice();
    for (const words of ['runs', 'clusters', 'lock cluster-x "no"', 'unlock cluster-x'])
      await office.command(words, 'gus');
    const answers = (await told(office, 5, 'gus')).filter((text) => text !== 'Reading the clusters …');
    expect(new Set(answers)).toEqual(new Set(['Guests of this workspace can look, but not act.']));
    expect(office.runService.cards[0]?.lock).toBeUndefined();
  });
});

describe('/pegasus clusters', () => {
  it('says of each how it is, whether it is locked, its window, and its run', async () => {
    const office = await openOffice({
      runService: new FakeRunService([
        {
          calendar: {
            window: { kind: 'open', closesAt: night + 3_600_000 },
            freeze: { kind: 'none', next: { from: night + 1_800_000, reason: 'Spring Festival' } },
          },
        },
        {
          lock: { by: bob, at: night, reason: 'disks are being replaced' },
          calendar: {
            window: { kind: 'closed', opensAt: night + 7_200_000, windows: ['Mon-Fri 10:00-17:00 Asia/Shanghai'] },
            freeze: { kind: 'none' },
          },
        },
        {
          calendar: {
            window: { kind: 'always' },
            freeze: { kind: 'in-force', until: night + 86_400_000, reason: 'launch' },
          },
        },
      ]),
    });
    const { runService } = office;
    const run = runService.put(rolling());
    await office.message(run.id);
    runService.past.push({ ...past(1, { status: 'aborted' }), cluster: runService.cards[1]?.cluster ?? run.cluster });
    runService.health.set('cluster-y', {
      kind: 'troubled',
      readAt: night,
      replicaServers: 5,
      metas: 3,
      tables: 1,
      blocks: [
        {
          gate: 'nodes-alive',
          verdict: 'block',
          reason: foreign('10.0.0.3:34801 is not ALIVE'),
          nodes: [nodeAddress('10.0.0.3:34801')],
          gpids: [gpid(1, 0)],
          lasting: false,
        },
      ],
    });
    runService.health.set('cluster-z', { kind: 'unreadable', readAt: night, why: foreign('no meta answers') });
    await office.command('clusters');
    const [reading, overview = ''] = await told(office, 2);
    expect(reading).toBe('Reading the clusters …');
    expect(overview).toMatch(
      /^cluster-x: :large_green_circle: well, 5 replica servers, 3 metas, 2 tables\n:calendar: change window open until 2026-01-02 03:34:05 UTC, then frozen: `Spring Festival`\nRestart cluster-x: rolling, asked for by <@U0ALICE001>\. <http[^|]*\|See it here>\.\n/,
    );
    expect(overview).toContain(
      'cluster-y: :warning: 5 replica servers, 3 metas, 1 table; 10.0.0.3:34801 is not ALIVE\n:lock: locked by <@U0BOB00001>, 2026-01-02 03:04:05 UTC: `disks are being replaced`\n:calendar: change window closed, opens 2026-01-02 05:04:05 UTC (Mon-Fri 10:00-17:00 Asia/Shanghai)\nLast run: restart, aborted 2026-01-02 02:20:05 UTC, asked for by <@U0ALICE001>',
    );
    expect(overview).toContain(
      "cluster-z: :red_circle: can't be read: no meta answers\n:snowflake: frozen until 2026-01-03 03:04:05 UTC: `launch`",
    );
  });
});

describe('/pegasus lock and unlock', () => {
  it('a member locks; whoever locked it takes it away, with a word to everybody who looks', async () => {
    const office = await openOffice({
      runService: new FakeRunService([
        { approvals: { required: 1, approvers: [bob], selfApproval: false, expiresAfterMs: 1_800_000 } },
      ]),
    });
    await office.command('lock cluster-x disks are being replaced', 'carol');
    expect(await told(office, 1, 'carol')).toEqual(['The cluster cluster-x is locked: no new run may start.']);
    expect(office.runService.cards[0]?.lock).toMatchObject({ by: carol, reason: 'disks are being replaced' });
    await office.command('unlock cluster-x', 'dave');
    expect(await told(office, 1, 'dave')).toEqual([
      'Only the person who locked it and its approvers can unlock it. It is locked by <@U0CAROL001>: `disks are being replaced`',
    ]);
    await office.command('unlock cluster-x', 'bob');
    expect(await told(office, 1, 'bob')).toEqual(['The cluster cluster-x is unlocked.']);
    await office.command('lock cluster-x again', 'carol');
    await until(() => office.runService.cards[0]?.lock !== undefined);
    await office.command('unlock cluster-x', 'carol');
    await until(() => office.runService.cards[0]?.lock === undefined);
    await office.command('unlock cluster-x', 'carol');
    expect((await told(office, 4, 'carol'))[3]).toBe('The cluster cluster-x is not locked.');
  });

  it('a cluster that there is not is answered with those there are', async () => {
    const office = await openOffice();
    await office.command('lock cluster-z why not');
    expect((await told(office, 1))[0]).toContain('I know no cluster called “cluster-z”. Did you mean cluster-x?');
  });
});

describe('/pegasus lock all and unlock all', () => {
  const approvals = { required: 1, approvers: [bob], selfApproval: false, expiresAfterMs: 1_800_000 };
  const mine = { by: bob, at: 1, reason: 'disks' };

  it('lock what is not locked, and take away only what was locked so', async () => {
    const runService = new FakeRunService([{ approvals }, { approvals, lock: mine }, { approvals }]);
    const office = await openOffice({ runService });
    await office.command('lock all data centre works', 'carol');
    expect(await told(office, 1, 'carol')).toEqual([
      '2 clusters locked: no new run may start on `cluster-x`, `cluster-z`.\n' +
        '• The cluster cluster-y is locked already, by <@U0BOB00001>: `disks`.',
    ]);
    expect(runService.cards.map(({ lock }) => [lock?.by, lock?.reason, lock?.withAll])).toEqual([
      [carol, 'data centre works', true],
      [bob, 'disks', undefined],
      [carol, 'data centre works', true],
    ]);
    await office.command('unlock all', 'dave');
    expect((await told(office, 1, 'dave'))[0]).toMatch(
      /^I unlocked no cluster\.\n• `cluster-x`: Only the person who locked it and its approvers can unlock it\.\n/,
    );
    await office.command('unlock all', 'carol');
    expect((await told(office, 2, 'carol'))[1]).toBe(
      '2 clusters unlocked: `cluster-x`, `cluster-z`.\n• `cluster-y` stays locked alone, by <@U0BOB00001>: `disks`',
    );
    expect(runService.cards.map(({ lock }) => lock)).toEqual([undefined, mine, undefined]);
    await office.command('unlock all', 'bob');
    expect((await told(office, 1, 'bob'))[0]).toMatch(/^No cluster is locked by `lock all`\.\n• `cluster-y` stays/);
  });

  it('are nothing for guests', async () => {
    const office = await openOffice();
    await office.command('lock all "no"', 'gus');
    await office.command('unlock all', 'gus');
    expect(new Set(await told(office, 2, 'gus'))).toEqual(new Set(['Guests of this workspace can look, but not act.']));
    expect(office.runService.cards[0]?.lock).toBeUndefined();
  });
});

describe('/pegasus roll and plan', () => {
  it('take every option there is', async () => {
    const office = await openOffice();
    const options =
      '--version 2.5.0 --mode simple --only replica,meta --nodes 10.0.0.1:34801,10.0.0.2:34801 --canary --soak 2m --rebalance --allow-low-replication temp --reason "monthly" --outside-window "disks fill up"';
    await office.command(`roll cluster-x ${options}`);
    await until(() => office.runService.requests.length === 1);
    expect(office.runService.requests[0]).toMatchObject({
      cluster: 'cluster-x',
      by: alice,
      options: {
        version: '2.5.0',
        mode: 'simple',
        roles: ['replica', 'meta'],
        nodes: ['10.0.0.1:34801', '10.0.0.2:34801'],
        skip: [],
        canary: true,
        soakMs: 120_000,
        rebalance: true,
        allowLowReplication: ['temp'],
        reason: 'monthly',
        outsideWindow: 'disks fill up',
      },
    });
    await office.command('plan cluster-x --skip 10.0.0.3:34801 --outside-window "disks fill up"', 'bob');
    expect((await told(office, 2, 'bob'))[1]).toContain('disks fill up');
  });
});
