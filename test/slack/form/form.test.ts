import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fail, ok } from '../../../src/lib/result.js';
import { nodeAddress, runId, userId } from '../../../src/roll/ids.js';
import { FakeRunService } from '../../support/fake-run-service.js';
import { replica, rolling } from '../../support/told-runs.js';
import { openOffice, until, type Office } from '../bot.js';
import { blockOf, Screen, wordsOf, type SeenView } from '../views.js';
import { foreign } from '../../../src/roll/message.js';

const nodes = [1, 2, 3].map((nth) => replica(nth).address);
const offersServers = (view: SeenView): boolean => blockOf(view, 'nodes') !== undefined;

async function opened(
  office: Office,
  user = 'alice',
  channel = 'pegasus',
): Promise<{ readonly screen: Screen; readonly form: SeenView }> {
  await office.command('roll', user, channel);
  const screen = new Screen(office, user);
  return { screen, form: await screen.view('modal', offersServers) };
}

describe.each(['socket', 'http'] as const)('the form, over %s', (mode) => {
  it('opens for a roll without arguments, offers the servers once they are read, and asks for what the command would', async () => {
    const office = await openOffice({ mode });
    const { screen, form } = await opened(office);
    const answer = await screen.submit(form, {
      version: '2.5.0',
      mode: 'simple',
      roles: ['meta', 'replica'],
      nodes: [nodes[0] ?? '', nodes[2] ?? ''],
      extras: ['canary', 'rebalance'],
      soak: '2m',
      tables: ['temp'],
      reason: 'monthly\nupgrade',
    });
    expect(answer).toEqual({ closed: true });
    expect(office.runService.requests).toEqual([
      {
        cluster: 'cluster-x',
        by: 'U0ALICE001',
        channel: 'C0PEGASUS1',
        options: {
          version: '2.5.0',
          mode: 'simple',
          roles: ['replica', 'meta'],
          nodes: [nodes[0], nodes[2]],
          skip: [],
          canary: true,
          rebalance: true,
          soakMs: 120_000,
          allowLowReplication: ['temp'],
          reason: 'monthly upgrade',
        },
      },
    ]);
    await office.message(runId('cluster-x-7f3a'));
    expect(await screen.views()).toEqual([]);
  });

  it('says what is wrong at its field, and keeps the form open', async () => {
    const office = await openOffice({ mode });
    const { screen, form } = await opened(office);
    const answer = await screen.submit(form, {
      version: '2.5 or so',
      soak: 'soon',
      nodes: [nodes[0] ?? ''],
      skip: [nodes[0] ?? ''],
    });
    expect(answer.closed).toBe(false);
    expect(answer.errors).toEqual({
      [blockOf(form, 'version') ?? '']: 'Expects a version such as 2.5.0, but I found “2.5 or so”.',
      [blockOf(form, 'soak') ?? '']: 'Expects a duration such as 90s, 5m or 1h, but I found “soon”.',
    });
    expect((await screen.submit(form, { nodes: [nodes[0] ?? ''], skip: [nodes[0] ?? ''] })).errors).toEqual({
      [blockOf(form, 'nodes') ?? '']: '10.0.0.1:34801 is both in --nodes and in --skip.',
    });
    expect((await screen.submit(form, { roles: ['meta'], skip: [nodes[0] ?? ''] })).errors).toEqual({
      [blockOf(form, 'skip') ?? '']: '--skip names replica servers, but --only meta leaves them out.',
    });
    expect(office.runService.requests).toEqual([]);
    expect(await screen.views()).toHaveLength(1);
  });

  it('says what the plan says against it at the field it is about', async () => {
    const office = await openOffice({ mode });
    const { screen, form } = await opened(office);
    office.runService.refusal = {
      message: foreign('nothing to roll: every server runs 2.5.0 already'),
      about: 'version',
    };
    expect(await screen.submit(form, { version: '2.5.0' })).toMatchObject({
      closed: false,
      errors: { [blockOf(form, 'version') ?? '']: 'Nothing to roll: every server runs 2.5.0 already' },
    });
  });
});

describe('the form', () => {
  it('shows a busy cluster at the top, with a link to the run, and keeps everything that was filled in', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    await office.message(run.id);
    const { screen, form } = await opened(office, 'bob');
    office.runService.refusal = { message: foreign('cluster-x is busy with run cluster-x-7f3a'), busy: run };
    expect(await screen.submit(form, { version: '2.5.0', skip: [nodes[1] ?? ''], reason: 'why not' })).toEqual({
      closed: false,
      updated: true,
    });
    const again = await screen.view('modal', (view) => /is busy/.test(wordsOf(view)));
    expect(wordsOf(again)).toMatch(
      /:warning: cluster-x is busy with run cluster-x-7f3a\n.*<@U0ALICE001> asked for run.*<http[^|]*\|See it here>/s,
    );
    office.runService.refusal = undefined;
    expect(await screen.submit(again)).toEqual({ closed: true });
    expect(office.runService.requests.at(-1)?.options).toMatchObject({
      version: '2.5.0',
      skip: [nodes[1]],
      reason: 'why not',
    });
  });

  it('waits visibly while the plan takes longer than Slack does, and says where it stands then', async () => {
    const office = await openOffice({ runService: new FakeRunService([{ channel: '#ops' }]) });
    const { screen, form } = await opened(office);
    let goOn: () => void = () => undefined;
    office.runService.beforeRequest = () => new Promise((resolve) => (goOn = resolve));
    expect(await screen.submit(form)).toEqual({ closed: false, updated: true });
    expect(wordsOf(await screen.view('modal'))).toContain('Reading cluster-x and making the plan');
    goOn();
    const told = await screen.view('modal', (view) => wordsOf(view).includes(':white_check_mark:'));
    expect(wordsOf(told)).toContain(':white_check_mark: The plan of run `cluster-x-7f3a` is posted in <#C0OPS00001>.');
    expect(office.runService.requests).toHaveLength(1);
  });

  it('comes back filled in when a slow plan is refused; closed meanwhile, the person is told, with the same as a command', async () => {
    const office = await openOffice();
    const { screen, form } = await opened(office);
    let goOn: () => void = () => undefined;
    office.runService.beforeRequest = () => new Promise((resolve) => (goOn = resolve));
    office.runService.refusal = { message: foreign('cluster-x cannot be read: no meta answered') };
    await screen.submit(form, { version: '2.5.0', extras: ['canary'] });
    goOn();
    const again = await screen.view('modal', (view) => /cannot be read/.test(wordsOf(view)));
    expect(await screen.submit(again)).toMatchObject({ updated: true });
    await screen.close(await screen.view('modal'));
    goOn();
    await until(async () => (await office.ephemeralsTo('alice')).length === 1);
    expect((await office.ephemeralsTo('alice'))[0]).toBe(
      'The roll you asked for with the form came to nothing. cluster-x cannot be read: no meta answered\nThe same as a command: `/pegasus roll cluster-x --version 2.5.0 --canary`',
    );
  });

  it('is not shown again with a part of what was chosen: a list that is cut would mean other servers', async () => {
    const office = await openOffice();
    const many = Array.from({ length: 300 }, (_none, nth) =>
      nodeAddress(`10.0.${Math.floor(nth / 250)}.${nth % 250}:34801`),
    );
    office.runService.serversRead = ok({ replicaServers: many, lowTables: [] });
    const { screen, form } = await opened(office);
    office.runService.refusal = { message: foreign('cluster-x is locked') };
    expect(await screen.submit(form, { skip: many.slice(0, 299) })).toMatchObject({ updated: true });
    expect(office.runService.requests.map(({ options }) => options.skip)).toEqual([many.slice(0, 299)]);
    const told = await screen.view('modal', (view) => wordsOf(view).includes('is locked'));
    expect(wordsOf(told)).toContain('please open the form anew');
    expect(blockOf(told, 'skip')).toBeUndefined();
  });

  it('takes another cluster: offers its servers, forgets those of the one before, keeps the rest', async () => {
    const office = await openOffice({ runService: new FakeRunService([{}, {}]) });
    await office.command('roll');
    const screen = new Screen(office, 'alice');
    const empty = await screen.view('modal');
    expect(offersServers(empty)).toBe(false);
    await screen.act(empty, 'pegasus_form_cluster', { option: 'cluster-x' });
    await screen.view('modal', offersServers);
    const before = await screen.view('modal', offersServers);
    await screen.act(before, 'pegasus_form_cluster', {
      option: 'cluster-y',
      values: {
        [blockOf(before, 'nodes') ?? '']: { value: [nodes[0] ?? ''] },
        [blockOf(before, 'reason') ?? '']: { value: 'as before' },
      },
    });
    const after = await screen.view('modal', (view) => blockOf(view, 'nodes')?.includes('cluster-y') === true);
    await screen.submit(after);
    expect(office.runService.requests).toMatchObject([{ cluster: 'cluster-y', options: { reason: 'as before' } }]);
    expect(office.runService.requests[0]?.options.nodes).toBeUndefined();
  });

  it('takes text where the cluster cannot be read, so that a request is still possible', async () => {
    const office = await openOffice();
    office.runService.serversRead = fail({ message: foreign('no meta answered') });
    const { screen, form } = await opened(office);
    expect(wordsOf(form)).toContain("can't be read just now, so its servers can't be offered: no meta answered");
    await screen.submit(form, { nodes: '10.0.0.1:34801\n10.0.0.2:34801' });
    expect(office.runService.requests).toMatchObject([{ options: { nodes: [nodes[0], nodes[1]] } }]);
  });

  it('asks for a channel where neither the configuration nor the place says one', async () => {
    const office = await openOffice();
    const screen = new Screen(office, 'alice');
    await screen.shortcut('pegasus_roll_form');
    const form = await screen.view('modal', offersServers);
    expect((await screen.submit(form)).errors).toEqual({
      [blockOf(form, 'channel') ?? '']: 'Please complete this required field.',
    });
    expect(await screen.submit(form, { channel: 'C0OPS00001' })).toEqual({ closed: false, updated: true });
    expect(office.runService.requests).toMatchObject([{ channel: 'C0OPS00001' }]);
  });

  it('says what keeps the cluster from being rolled, and takes the reason to roll it outside its window', async () => {
    const closed = {
      window: { kind: 'closed', opensAt: Date.UTC(2026, 0, 5, 2), windows: ['Mon-Fri 10:00-17:00 Asia/Shanghai'] },
      freeze: { kind: 'none' },
    } as const;
    const office = await openOffice({
      runService: new FakeRunService([
        { calendar: closed, lock: { by: userId('U0CAROL001'), at: 1, reason: 'disks' } },
      ]),
    });
    const { screen, form } = await opened(office);
    expect(wordsOf(form)).toMatch(
      /:lock: locked by <@U0CAROL001>.*: `disks`\. No run may start\.\n:calendar: change window closed/,
    );
    await screen.submit(form, { window: 'the disks fill up tonight' });
    expect(office.runService.requests).toMatchObject([{ options: { outsideWindow: 'the disks fill up tonight' } }]);
  });

  it('is not opened for guests, and a trigger that is too old gets a sentence', async () => {
    const office = await openOffice();
    await office.command('roll', 'gus');
    await until(async () => (await office.ephemeralsTo('gus')).length === 1);
    expect(await office.ephemeralsTo('gus')).toEqual(['Guests of this workspace can look, but not act.']);
    await office.misbehave({ kind: 'error', error: 'expired_trigger_id', methods: ['views.open'], times: 1 });
    await office.command('roll');
    await until(async () => (await office.ephemeralsTo('alice')).length === 1);
    expect(await office.ephemeralsTo('alice')).toEqual([
      'Slack gave me too little time to open the form. Try again, or type it in one line, for example `/pegasus roll cluster-x`; `/pegasus help` shows the options.',
    ]);
    expect(await new Screen(office, 'gus').views()).toEqual([]);
  });

  it('names no cluster before it is known that the person may roll, however slowly Slack says so', async () => {
    const office = await openOffice();
    const slowly = async (): Promise<void> =>
      office.misbehave({ kind: 'slow', ms: 1_000, methods: ['users.info'], times: 1 });
    const moments: string[] = [];
    for (const user of ['gus', 'alice']) {
      await slowly();
      await office.command('roll', user);
      moments.push(wordsOf(await new Screen(office, user).view('modal')));
    }
    for (const words of moments) expect(words).toMatch(/^:hourglass_flowing_sand: One moment/);
    const told = await new Screen(office, 'gus').view('modal', (view) => !wordsOf(view).includes('One moment'));
    expect(wordsOf(told)).toBe('Guests of this workspace can look, but not act.');
    const screen = new Screen(office, 'alice');
    expect(await screen.submit(await screen.view('modal', offersServers), { nodes: [nodes[0] ?? ''] })).toEqual({
      closed: true,
    });
    expect(office.runService.requests).toMatchObject([{ by: 'U0ALICE001', options: { nodes: [nodes[0]] } }]);
  });

  it('of a person it knows slowly names no cluster either when it cannot be opened', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'slow', ms: 800, methods: ['users.info'], times: 1 });
    await office.misbehave({ kind: 'error', error: 'expired_trigger_id', methods: ['views.open'], times: 1 });
    await office.command('roll', 'gus');
    await until(async () => (await office.ephemeralsTo('gus')).length === 1);
    expect(await office.ephemeralsTo('gus')).toEqual(['Guests of this workspace can look, but not act.']);
  });

  it('tells those whom it cannot open for in a message of their own, when they asked nowhere in particular', async () => {
    const office = await openOffice();
    await new Screen(office, 'gus').shortcut('pegasus_roll_form');
    const direct = async (): Promise<readonly string[]> => {
      const state = z
        .object({ channels: z.array(z.object({ id: z.string(), is_im: z.boolean() })) })
        .parse(await (await fetch(`${office.workspace.url}/_control/state`)).json());
      return (
        await Promise.all(
          state.channels
            .filter(({ is_im }) => is_im)
            .map(async ({ id }) => (await office.seen(id)).map(({ text }) => text)),
        )
      ).flat();
    };
    await until(async () => (await direct()).length > 0);
    expect(await direct()).toEqual(['Guests of this workspace can look, but not act.']);
  });

  it('is carried out once, however often Slack delivers its submission', async () => {
    const office = await openOffice();
    const { screen, form } = await opened(office);
    await office.misbehave({ kind: 'duplicate-deliveries', deliveries: ['interaction'], copies: 3, times: 1 });
    await screen.submit(form);
    await until(() => office.runService.runs().length === 1);
    expect(office.runService.requests).toHaveLength(1);
  });
});
