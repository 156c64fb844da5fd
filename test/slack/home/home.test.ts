import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunSummary } from '../../../src/engine/run-service.js';
import { clusterName, runId } from '../../../src/roll/ids.js';
import { FakeRunService } from '../../support/fake-run-service.js';
import { alice, awaiting, bob, carol, done, held, night, planFor, rolling } from '../../support/told-runs.js';
import { openOffice, until, type Office } from '../bot.js';
import { Screen, wordsOf, type SeenView } from '../views.js';
import { foreign } from '../../../src/roll/message.js';

const calls = z.object({ calls: z.record(z.string(), z.object({ calls: z.number() })) });

async function published(office: Office): Promise<number> {
  const state = calls.parse(await (await fetch(`${office.workspace.url}/_control/state`)).json());
  return state.calls['views.publish']?.calls ?? 0;
}

async function home(
  office: Office,
  user: string,
  fits: (words: string) => boolean = () => true,
): Promise<{ readonly screen: Screen; readonly view: SeenView; readonly words: string }> {
  const screen = new Screen(office, user);
  await screen.openHome();
  const view = await screen.view('home', (seen) => fits(wordsOf(seen)));
  return { screen, view, words: wordsOf(view) };
}

const buttonsOf = (view: SeenView): readonly string[] =>
  [...JSON.stringify(view.blocks).matchAll(/"action_id":"([a-z_]+)"/g)].map(([, action]) => action ?? '');

const past = (nth: number, changes: Partial<RunSummary> = {}): RunSummary => ({
  id: runId(`cluster-x-${String(nth).padStart(4, '0')}`),
  cluster: clusterName('cluster-x'),
  status: 'done',
  requestedBy: alice,
  requestedAt: night - nth * 86_400_000,
  endedAt: night - nth * 86_400_000 + 600_000,
  ...changes,
});

describe.each(['socket', 'http'] as const)('the Home tab, over %s', (mode) => {
  it('shows clusters, runs and history, and follows a run within seconds', async () => {
    const office = await openOffice({ mode });
    const run = office.runService.put(rolling());
    await office.message(run.id);
    const { screen, view, words } = await home(office, 'bob', (seen) => seen.includes('well, 5 replica servers'));
    expect(words).toContain('One run');
    expect(words).toMatch(/Restart cluster-x\*: rolling/);
    expect(words).toMatch(/<http[^|]*\|See it here>/);
    expect(buttonsOf(view)).toEqual(
      expect.arrayContaining(['pegasus_open_form', 'pegasus_home_pause', 'pegasus_home_abort']),
    );
    await screen.act(view, 'pegasus_home_pause');
    await screen.view(
      'home',
      (seen) => /cluster-x\*: pausing/.test(wordsOf(seen)) && buttonsOf(seen).includes('pegasus_home_resume'),
    );
    expect(office.runService.intents).toMatchObject([{ run: run.id, kind: 'pause', by: bob, via: 'button' }]);
    office.runService.put({ ...done(), id: run.id });
    await screen.view(
      'home',
      (seen) => wordsOf(seen).includes('Nothing is running') && /:white_check_mark: done/.test(wordsOf(seen)),
    );
  });
});

describe('the Home tab', () => {
  it('hears its buttons like those on the message: who may not is told there, and nothing happens', async () => {
    const office = await openOffice({
      runService: new FakeRunService([
        { approvals: { required: 1, approvers: ['U0BOB00001'], selfApproval: false, expiresAfterMs: 1_800_000 } },
      ]),
    });
    const plan = planFor({ approvals: { required: 1, approvers: [bob], selfApproval: false } });
    const run = office.runService.put(rolling({ plan }));
    await office.message(run.id);
    const { screen, view } = await home(office, 'carol');
    await screen.act(view, 'pegasus_home_abort');
    const told = await screen.view('home', (seen) => wordsOf(seen).includes(':warning:'));
    expect(wordsOf(told)).toContain(':warning: Only the person who asked for it and its approvers can abort it.');
    expect(office.runService.intents).toEqual([]);
    expect(office.runService.run(run.id).status).toBe('rolling');
  });

  it('refuses a button of a plan that was replaced, and of a run that is over', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { screen, view } = await home(office, 'alice');
    office.runService.put({ ...run, plan: planFor({ id: 'plan-2' }) });
    await screen.act(view, 'pegasus_home_abort');
    await screen.view('home', (seen) => wordsOf(seen).includes('belongs to an older plan'));
    const now = await screen.view('home');
    office.runService.put({ ...done({ plan: planFor({ id: 'plan-2' }) }), id: run.id });
    await screen.act(now, 'pegasus_home_abort').catch(() => undefined);
    await screen.view('home', (seen) => wordsOf(seen).includes('Nothing is running'));
    expect(office.runService.intents).toEqual([]);
  });

  it('offers no approval and no answer to a hold: those need the message before one’s eyes', async () => {
    const office = await openOffice({ runService: new FakeRunService([{}, {}]) });
    const waiting = office.runService.put(awaiting());
    await office.message(waiting.id);
    const stuck = office.runService.put(
      held({
        id: runId('cluster-y-0001'),
        cluster: clusterName('cluster-y'),
        plan: planFor({ id: 'plan-y', cluster: clusterName('cluster-y') }),
      }),
    );
    await office.message(stuck.id);
    const { view, words } = await home(office, 'bob', (seen) => seen.includes('Read it and answer'));
    expect(words).toMatch(/\|Read and approve the plan>/);
    expect(buttonsOf(view).filter((action) => action.startsWith('pegasus_home_'))).toEqual(
      expect.not.arrayContaining(['pegasus_home_approve', 'pegasus_home_force', 'pegasus_home_retry']),
    );
    expect(buttonsOf(view)).toContain('pegasus_home_abort');
  });

  it('shows locks within seconds, though no run has changed', async () => {
    const office = await openOffice();
    const { screen } = await home(office, 'alice');
    await office.runService.lock(clusterName('cluster-x'), carol, 'disks are being replaced');
    await screen.view('home', (seen) => wordsOf(seen).includes(':lock: locked by <@U0CAROL001>'));
  });

  it('searches the history and pages through it', async () => {
    const runService = new FakeRunService([{}, {}]);
    runService.past.push(
      ...Array.from({ length: 23 }, (_none, nth) => past(nth + 1)),
      past(40, {
        cluster: clusterName('cluster-y'),
        version: '2.5.0',
        status: 'aborted',
        requestedBy: bob,
        reason: 'security fix',
      }),
    );
    const office = await openOffice({ runService });
    const { screen, view, words } = await home(office, 'bob', (seen) => seen.includes('1 to 10 of 24'));
    expect(words).toContain('cluster-x-0001');
    expect(words).not.toContain('cluster-x-0011');
    await screen.act(view, 'pegasus_home_older');
    const second = await screen.view('home', (seen) => wordsOf(seen).includes('11 to 20 of 24'));
    await screen.act(second, 'pegasus_home_older');
    const last = await screen.view('home', (seen) => wordsOf(seen).includes('21 to 24 of 24'));
    expect(buttonsOf(last)).not.toContain('pegasus_home_older');
    await screen.act(last, 'pegasus_home_words', { text: 'aborted SECURITY 2.5' });
    const one = await screen.view(
      'home',
      (seen) => /security fix/.test(wordsOf(seen)) && !wordsOf(seen).includes('cluster-x-002'),
    );
    await screen.act(one, 'pegasus_home_clear');
    await screen.view('home', (seen) => wordsOf(seen).includes('1 to 10 of 24'));
    await screen.act(await screen.view('home'), 'pegasus_home_cluster', { option: 'cluster-y' });
    await screen.view('home', (seen) => /security fix/.test(wordsOf(seen)) && !wordsOf(seen).includes('cluster-x-000'));
    await screen.act(await screen.view('home'), 'pegasus_home_words', { text: 'no such thing' });
    await screen.view('home', (seen) => wordsOf(seen).includes('No run fits that.'));
  });

  it('is read at once for whoever does something in a tab that stayed open while the bot was restarted', async () => {
    const office = await openOffice({ runService: new FakeRunService([{}, {}]) });
    const { screen, view } = await home(office, 'bob', (seen) => seen.includes('well, 5 replica servers'));
    await office.restart();
    await screen.act(view, 'pegasus_home_words', { text: 'aborted' });
    await screen.view(
      'home',
      (seen) => wordsOf(seen).includes('No run fits that.') && wordsOf(seen).includes('well, 5 replica servers'),
    );
  });

  it('shows what ended while nobody looked', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    const { screen, view } = await home(
      office,
      'bob',
      (seen) => seen.includes('well') && seen.includes('No run has finished yet.'),
    );
    // A tab that Slack does not draw any more is not followed any more.
    await office.misbehave({ kind: 'error', error: 'not_enabled', methods: ['views.publish'], times: 1 });
    await screen.act(view, 'pegasus_home_words', { text: 'nothing' });
    await until(() => office.lines.some((line) => line.includes('a Home tab could not be drawn')));
    office.runService.put({ ...done(), id: run.id });
    await screen.act(view, 'pegasus_home_words', { text: 'done' });
    await screen.view('home', (seen) => /:white_check_mark: done/.test(wordsOf(seen)));
  });

  it('is not for guests', async () => {
    const office = await openOffice();
    office.runService.put(rolling());
    const { words } = await home(office, 'gus');
    expect(words).toBe('Guests of this workspace can look, but not act.');
  });

  it('opens the form', async () => {
    const office = await openOffice();
    const { screen, view } = await home(office, 'alice');
    await screen.act(view, 'pegasus_open_form');
    await screen.view('modal');
  });

  it('costs few calls: a flood of changes is drawn together, and nothing is drawn for those who never opened theirs', async () => {
    const office = await openOffice();
    const run = office.runService.put(rolling());
    expect(await published(office)).toBe(0);
    await home(office, 'bob', (seen) => seen.includes('well'));
    await until(async () => (await published(office)) <= 3);
    const before = await published(office);
    for (let nth = 0; nth < 200; nth += 1) {
      office.runService.put({
        ...run,
        updatedAt: run.updatedAt + nth,
        progress: { ...run.progress, waiting: { what: foreign(`look ${nth}`), since: night } },
      });
      if (nth % 20 === 0) await pause(20);
    }
    office.runService.put({ ...run, status: 'pausing' });
    await new Screen(office, 'bob').view('home', (seen) => /pausing/.test(wordsOf(seen)));
    expect((await published(office)) - before).toBeLessThanOrEqual(4);
  });

  it('keeps on when Slack refuses or loses a view', async () => {
    const office = await openOffice();
    await office.misbehave({ kind: 'rate-limit', methods: ['views.publish'], retryAfterSeconds: 1, times: 1 });
    await office.misbehave({ kind: 'lost-answer', methods: ['views.publish'], times: 1 });
    const { screen } = await home(office, 'bob');
    office.runService.put(rolling());
    await screen.view('home', (seen) => /cluster-x\*: rolling/.test(wordsOf(seen)));
  });

  it('is drawn again when the history could not be read', async () => {
    let fails = false;
    const runService = new (class extends FakeRunService {
      override history(...wanted: Parameters<FakeRunService['history']>): ReturnType<FakeRunService['history']> {
        if (!fails) return super.history(...wanted);
        fails = false;
        return Promise.reject(new Error('the disk is full'));
      }
    })();
    const office = await openOffice({ runService });
    const run = runService.put(rolling());
    const { screen } = await home(office, 'bob', (seen) => seen.includes('well, 5 replica servers'));
    fails = true;
    runService.put({ ...done(), id: run.id });
    await screen.view('home', (seen) => /:white_check_mark: done/.test(wordsOf(seen)));
    expect(fails).toBe(false);
  });
});
